import type { SandboxBank } from '../banks/bank.js';
import type { JsonObject } from '../wire.js';
import { ACCOUNT_HOLDER, type BankAccount } from './bank-accounts.js';
import type { BankTransaction } from './transactions.js';

/** The shapes of sheet §9.2. */
export const wireAccount = (account: BankAccount, bank: SandboxBank): JsonObject => ({
  id: account.id,
  name: account.name,
  bankId: bank.id,
  isLocked: account.locked,
  accountFeatures: { supportsInformation: true, supportsSendPayment: !account.locked, supportsReceivePayment: true },
  accountDetails: {
    identifier: account.id.split(':')[1],
    type: account.type,
    status: account.locked ? 'Disabled' : 'Enabled',
    currency: account.currency,
    bic: bank.bic,
    accountHolderName: ACCOUNT_HOLDER,
    accountIdentifiers: account.identifiers,
    metadata: { 'sandbox-account': account.type.toLowerCase() },
    providerAccountDetails: account.providerDetails,
  },
});

export const wireBalance = (account: BankAccount, nowMs: number): JsonObject => {
  const amount = (value: string): JsonObject => ({ currency: account.currency, value });
  return {
    accountId: account.id,
    available: amount(account.available),
    current: amount(account.current),
    otherBalances: [{ amount: amount(account.current), type: 'CLBD', updatedAtMs: String(nowMs) }],
    updatedAtMs: String(nowMs),
  };
};

export const wireTransaction = (transaction: BankTransaction): JsonObject => ({
  id: transaction.id,
  type: transaction.type,
  status: transaction.status,
  amount: transaction.amount,
  description: transaction.description,
  createdAtMs: String(transaction.createdAtMs),
  bankTransactionId: transaction.id.slice(2),
  ...(transaction.type === 'DEBIT' && {
    creditorEndpoint: { customerData: { legalNames: [transaction.counterparty] } },
  }),
});
