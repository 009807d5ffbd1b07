import { z } from 'zod';
import { ConsentRecord, Scope } from './session.js';

const timestamp = z.iso.datetime();

/** Money is a decimal string with an ISO 4217 currency. */
export const Money = z.object({
  value: z.string().regex(/^-?\d+(\.\d+)?$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export type Money = z.infer<typeof Money>;

export const ConnectionStatus = z.enum(['active', 'reauth_required', 'revoked', 'expired']);
export type ConnectionStatus = z.infer<typeof ConnectionStatus>;

export const Connection = z.object({
  id: z.string(),
  status: ConnectionStatus,
  bank: z.object({ id: z.string(), name: z.string() }),
  scopes: z.array(Scope),
  sessionId: z.string(),
  reference: z.string().optional(),
  createdAt: timestamp,
  /** When the consent ends, where the provider says so. */
  expiresAt: timestamp.optional(),
  /** Kept as long as the connection: the proof of what was agreed to. */
  consent: ConsentRecord.optional(),
});
export type Connection = z.infer<typeof Connection>;

/** Newest first; `nextCursor` is opaque. */
export const ConnectionList = z.object({ connections: z.array(Connection), nextCursor: z.string().optional() });
export type ConnectionList = z.infer<typeof ConnectionList>;

export const AccountIdentifier = z.discriminatedUnion('scheme', [
  z.object({ scheme: z.literal('iban'), iban: z.string() }),
  z.object({ scheme: z.literal('sort_code'), sortCode: z.string(), accountNumber: z.string() }),
  z.object({ scheme: z.literal('bban'), bban: z.string() }),
  z.object({ scheme: z.literal('other'), value: z.string() }),
]);
export type AccountIdentifier = z.infer<typeof AccountIdentifier>;

export const AccountType = z.enum(['current', 'savings', 'card', 'loan', 'other']);
export type AccountType = z.infer<typeof AccountType>;

export const Account = z.object({
  id: z.string(),
  name: z.string(),
  type: AccountType,
  currency: z.string().optional(),
  holder: z.string().optional(),
  bic: z.string().optional(),
  identifiers: z.array(AccountIdentifier),
  maskedIdentifier: z.string(),
});
export type Account = z.infer<typeof Account>;
export const AccountList = z.object({ accounts: z.array(Account) });
export type AccountList = z.infer<typeof AccountList>;

export const Balance = z.object({
  type: z.enum(['available', 'current', 'other']),
  amount: Money,
  updatedAt: timestamp.optional(),
});
export type Balance = z.infer<typeof Balance>;
export const BalanceList = z.object({ balances: z.array(Balance) });
export type BalanceList = z.infer<typeof BalanceList>;

export const Transaction = z.object({
  id: z.string(),
  status: z.enum(['booked', 'pending']),
  direction: z.enum(['credit', 'debit']),
  amount: Money,
  description: z.string(),
  bookedAt: timestamp.optional(),
  counterparty: z.string().optional(),
});
export type Transaction = z.infer<typeof Transaction>;
export const TransactionList = z.object({ transactions: z.array(Transaction), nextCursor: z.string().optional() });
export type TransactionList = z.infer<typeof TransactionList>;

const day = z.iso.date();
/** Query of `GET …/transactions`; days are `YYYY-MM-DD`, both ends included. */
export const TransactionQuery = z.strictObject({
  from: day.optional(),
  to: day.optional(),
  /** `nextCursor` of the page before, with the same `from` and `to`. */
  cursor: z.string().min(1).max(2048).optional(),
});
export type TransactionQuery = z.infer<typeof TransactionQuery>;

/** Query of `GET /v1/connections`. */
export const ConnectionQuery = z.strictObject({
  cursor: z.string().min(1).max(2048).optional(),
  /** How many at most; default 50. */
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'Use a whole number from 1 to 100.')
    .optional(),
});
export type ConnectionQuery = z.infer<typeof ConnectionQuery>;
