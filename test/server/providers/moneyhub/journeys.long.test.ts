import { areAllConnected } from './shoppers-kit.js';

areAllConnected(100);
