import { areWeathered } from './storm-kit.js';

areWeathered({ minutes: 10, retries: 30 });
