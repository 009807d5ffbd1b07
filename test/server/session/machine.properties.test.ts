import { promisesHold } from './machine-kit.js';

promisesHold(250, ['cancelled', 'expired']);
