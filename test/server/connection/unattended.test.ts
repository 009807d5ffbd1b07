import { stayWithinBudget } from './unattended-kit.js';

stayWithinBudget(1);
