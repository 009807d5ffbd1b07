import { createHash } from 'node:crypto';

import { transactionsOf } from '../token-io/accounts/transactions.js';

/** The one customer of the sandbox. */
const HOLDER = 'Zoë Åkesson-Müller';

export interface BankAccount {
  readonly id: string;
  readonly nickname: string;
  readonly subType: string;
  readonly identification: string;
  readonly scheme: 'SortCodeAccountNumber' | 'CustomCode';
  /** Decimal, without a sign. */
  readonly balance: string;
  readonly overdrawn: boolean;
  readonly transactionCount: number;
}

/** Two accounts: enough pages of transactions for two reads, and one without any. */
const ACCOUNTS: readonly BankAccount[] = [
  {
    id: '12345678',
    nickname: 'Pockit account',
    subType: 'EMoney',
    identification: '04007512345678',
    scheme: 'SortCodeAccountNumber',
    balance: '317.40',
    overdrawn: false,
    transactionCount: 250,
  },
  {
    id: '87654321',
    nickname: 'Holiday card',
    subType: 'PrePaidCard',
    identification: 'PKT-0087-654321',
    scheme: 'CustomCode',
    balance: '17.00',
    overdrawn: true,
    transactionCount: 0,
  },
];

export const findAccount = (id: string): BankAccount | undefined => ACCOUNTS.find((account) => account.id === id);

/** The shapes are those of the bank-side gateway, the least bad model that is public (sheet §3.6). */
export const wireAccounts = (): object => ({
  Accounts: ACCOUNTS.map((account) => ({
    AccountId: account.id,
    Currency: 'GBP',
    AccountType: 'Personal',
    AccountSubType: account.subType,
    Nickname: account.nickname,
    Name: HOLDER,
    Identification: account.identification,
    SchemeName: account.scheme,
  })),
});

export const wireBalance = (account: BankAccount): object => ({
  Amount: account.balance,
  Currency: 'GBP',
  CreditDebit: account.overdrawn ? 'Debit' : 'Credit',
});

export const wireBeneficiaries = (account: BankAccount): object => ({
  Beneficiaries: [
    {
      BeneficiaryId: createHash('sha256').update(account.id).digest('hex').slice(0, 16),
      Name: 'Harbour Swimming Pool',
      Identification: '20000055779911',
      SchemeName: 'SortCodeAccountNumber',
      Reference: 'Lane 4',
    },
  ],
});

/** Newest first. */
export const wireTransactions = (account: BankAccount, nowMs: number): readonly object[] =>
  transactionsOf({ seed: account.id, currency: 'GBP', count: account.transactionCount, nowMs }).map((transaction) => {
    const credit = transaction.type === 'CREDIT';
    return {
      TransactionId: transaction.id.slice(2),
      BookingDateTime: new Date(transaction.createdAtMs).toISOString(),
      Amount: Number(transaction.amount.value).toFixed(2),
      Currency: 'GBP',
      Status: transaction.status === 'PENDING' ? 'Pending' : 'Booked',
      CreditDebit: credit ? 'Credit' : 'Debit',
      Code: 'Transfer',
      SubCode: credit ? 'Received' : 'Sent',
      ...(credit ? { DebtorName: transaction.counterparty } : { CreditorName: transaction.counterparty }),
      TransactionInformation: transaction.description,
    };
  });
