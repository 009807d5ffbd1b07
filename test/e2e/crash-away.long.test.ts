import { describe } from 'node:test';
import { crashAtEveryStep } from './crash-kit.js';

describe('SIGKILL of the companion server while the shopper is away', () =>
  crashAtEveryStep(['Test Bank Redirect then OTP', 'Test Bank Hosted Page']));
