import { z } from 'zod';
import { AccountIdentifier, AccountType, DisclosureRecord } from './accounts.js';
import { Amount, Money } from './money.js';
import { ConsentRecord, Scope } from './session.js';

export { AccountIdentifier, AccountType } from './accounts.js';

const timestamp = z.iso.datetime();
const day = z.iso.date();

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
  /** When the shopper renewed it last. */
  renewedAt: timestamp.optional(),
  /** When the consent ends: as far as the shopper agreed, or earlier where the bank allows less. */
  expiresAt: timestamp.optional(),
  /** Kept as long as the connection: the proof of what was agreed to last. */
  consent: ConsentRecord.optional(),
  /** What was agreed to before it was renewed, oldest first. */
  earlierConsents: z.array(ConsentRecord).optional(),
  /** Where the shopper chose accounts, or the session limited them: no other account is kept, listed or read. */
  accountIds: z.array(z.string()).optional(),
  /** What the shopper let the element fill in, oldest first. */
  disclosures: z.array(DisclosureRecord).optional(),
});
export type Connection = z.infer<typeof Connection>;

/** Newest first; `nextCursor` is opaque. */
export const ConnectionList = z.object({ connections: z.array(Connection), nextCursor: z.string().optional() });
export type ConnectionList = z.infer<typeof ConnectionList>;

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

/** `current` is what is booked, `available` what can be spent now, with what the bank counts into it (an overdraft, say). */
export const Balance = z.object({
  type: z.enum(['available', 'current', 'other']),
  /** Below zero: the account is overdrawn, or this much is owed on the card. */
  amount: Money,
  /** When the bank says it was so. */
  updatedAt: timestamp.optional(),
});
export type Balance = z.infer<typeof Balance>;
export const BalanceList = z.object({ balances: z.array(Balance) });
export type BalanceList = z.infer<typeof BalanceList>;

/** Who is on the other side of a payment, as far as the bank says so. */
export const Counterparty = z.object({ name: z.string().optional(), account: AccountIdentifier.optional() });
export type Counterparty = z.infer<typeof Counterparty>;

export const Transaction = z.object({
  /** Stays the same; but some banks give a pending transaction another id once it is booked. */
  id: z.string(),
  status: z.enum(['booked', 'pending']),
  /** `credit`: money came in. `debit`: money went out. */
  direction: z.enum(['credit', 'debit']),
  amount: Amount,
  /** The text that says most to a person. */
  description: z.string(),
  /** The day on which it was booked; absent while it is pending. */
  bookingDate: day.optional(),
  /** The time of the booking, where the bank names more than a day. */
  bookedAt: timestamp.optional(),
  /** The day from which the money counts for interest. */
  valueDate: day.optional(),
  counterparty: Counterparty.optional(),
  /** What the payer wrote for the payee, word for word. */
  remittance: z.string().optional(),
  /** Given by the payer, and carried from end to end (ISO 20022). */
  endToEndId: z.string().optional(),
  /** The bank's own reference. */
  bankReference: z.string().optional(),
  /** What kind of transaction: `PMNT-RCDT-ESCT` (ISO 20022: domain, family, sub-family), or the bank's own code. */
  bankTransactionCode: z.string().optional(),
});
export type Transaction = z.infer<typeof Transaction>;

/** Newest first, pending ones before booked ones. Without `nextCursor` there is no more; a page may have less than `limit`. */
export const TransactionList = z.object({ transactions: z.array(Transaction), nextCursor: z.string().optional() });
export type TransactionList = z.infer<typeof TransactionList>;

export const StandingOrder = z.object({
  id: z.string(),
  status: z.enum(['active', 'inactive', 'other']),
  frequency: z.enum([
    'daily',
    'weekly',
    'every_two_weeks',
    'monthly',
    'every_two_months',
    'quarterly',
    'every_six_months',
    'yearly',
    'other',
  ]),
  /** Of the next payment; of the first one, where the bank says no more. */
  amount: Amount.optional(),
  firstPaymentDate: day.optional(),
  nextPaymentDate: day.optional(),
  finalPaymentDate: day.optional(),
  counterparty: Counterparty.optional(),
  /** What the payee reads. */
  remittance: z.string().optional(),
  createdAt: timestamp.optional(),
});
export type StandingOrder = z.infer<typeof StandingOrder>;
export const StandingOrderList = z.object({ standingOrders: z.array(StandingOrder) });
export type StandingOrderList = z.infer<typeof StandingOrderList>;

const limit = z.string().regex(/^([1-9]\d?|100)$/, 'Use a whole number from 1 to 100.');

/** Query of `GET …/transactions`; days are `YYYY-MM-DD`, both ends included. */
export const TransactionQuery = z.strictObject({
  from: day.optional(),
  to: day.optional(),
  /** `nextCursor` of the page before, with the same `from` and `to`. */
  cursor: z.string().min(1).max(2048).optional(),
  /** How many at most; default 100. May change from page to page. */
  limit: limit.optional(),
});
export type TransactionQuery = z.infer<typeof TransactionQuery>;

/**
 * Headers of reads while the shopper is there and asked for it. Without an address a read is unattended, and banks allow few of
 * those a day. Never send the address of a server for the shopper's.
 */
export const ShopperHeaders = z.object({
  /** IPv4 or IPv6, as the merchant's own server saw it. */
  'PSU-IP-Address': z.string().min(2).max(45).optional(),
  /** The browser's, as it was sent; only together with the address. */
  'PSU-User-Agent': z
    .string()
    .regex(/^[\x20-\x7e]{1,512}$/, 'Use at most 512 printable ASCII characters.')
    .optional(),
});
export type ShopperHeaders = z.infer<typeof ShopperHeaders>;

/** Query of `GET /v1/connections`. */
export const ConnectionQuery = z.strictObject({
  cursor: z.string().min(1).max(2048).optional(),
  /** How many at most; default 50. */
  limit: limit.optional(),
});
export type ConnectionQuery = z.infer<typeof ConnectionQuery>;
