import { noViolationAtAnyStep } from './violations.js';

noViolationAtAnyStep('dark');
