import { promisesHold } from './machine-kit.js';

promisesHold(1_500, ['completed', 'failed', 'cancelled', 'expired']);
