import type { SandboxBank } from '../banks/bank.js';
import { decoupledBanks } from './decoupled-banks.js';
import { embeddedBanks } from './embedded-banks.js';
import { faultyBanks } from './faulty-banks.js';
import { redirectBanks } from './redirect-banks.js';
import { testBank } from './test-bank.js';

/** The banks of sheet §14.1 and their relatives, one journey each. */
export const testBanks: readonly SandboxBank[] = [
  ...redirectBanks,
  ...embeddedBanks,
  ...decoupledBanks,
  ...faultyBanks,
].map(testBank);
