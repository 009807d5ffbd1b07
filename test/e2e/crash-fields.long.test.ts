import { describe } from 'node:test';
import { crashAtEveryStep } from './crash-kit.js';

describe('SIGKILL of the companion server between fields', () =>
  crashAtEveryStep(['Test Bank Password and OTP', 'Test Bank App Approval']));
