import { areWeathered } from './storm-kit.js';

areWeathered({ minutes: 2, retries: 15 });
