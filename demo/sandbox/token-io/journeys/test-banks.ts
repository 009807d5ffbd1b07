import type { SandboxBank } from '../banks/bank.js';
import { decoupledBanks } from './decoupled-banks.js';
import { embeddedBanks } from './embedded-banks.js';
import { faultyBanks } from './faulty-banks.js';
import { accountBankPayments } from '../payments/account-bank-payments.js';
import { payingBanks } from '../payments/paying-banks.js';
import { redirectBanks } from './redirect-banks.js';
import { testBank } from './test-bank.js';

/** The banks of sheet §14.1 and their relatives, one journey each. */
const accountBanks: readonly SandboxBank[] = [...redirectBanks, ...embeddedBanks, ...decoupledBanks, ...faultyBanks]
  .map((bank) => ({ ...bank, ...(bank.id in accountBankPayments && { payments: accountBankPayments[bank.id] }) }))
  .map(testBank);

/** Those that read accounts (some pay as well), and those that only pay. */
export const testBanks: readonly SandboxBank[] = [...accountBanks, ...payingBanks(accountBanks.length)];
