import { z } from 'zod';
import { AccountRules, AccountSummary } from './accounts.js';
import { Bank } from './banks.js';
import { Problem } from './errors.js';
import { CredentialField } from './fields.js';
import { PaymentOrder, PaymentRequest, PaymentStatus, PaymentView } from './payments.js';

/** What is read at the bank (AIS). */
export const Scope = z.enum(['accounts', 'balances', 'transactions', 'standing_orders']);
export type Scope = z.infer<typeof Scope>;

/** ISO 8601, UTC. */
const timestamp = z.iso.datetime();
const country = z.string().regex(/^[A-Z]{2}$/, 'Use an ISO 3166-1 alpha-2 code in upper case, such as DE.');

/** `POST /v1/sessions`, by the merchant's backend: a session reads accounts, or makes one payment, never both. */
export const CreateSession = z.strictObject({
  /**
   * Renews this connection, which keeps its id and the ids of its accounts: the shopper goes straight to the consent of its
   * bank. Not together with `bankId`. A connection that was removed cannot be renewed.
   */
  connectionId: z.string().min(1).max(64).optional(),
  /** What will be read; default: accounts, or what the connection that is renewed could read. Left out for a payment. */
  scopes: z.array(Scope).min(1).max(4).optional(),
  /** What will be paid. The order is frozen with the session: nothing the browser sends can change it. */
  payment: PaymentRequest.optional(),
  /** Why, in the merchant's words, shown on the consent screen; default: the merchant's `purpose`. */
  purpose: z.string().min(1).max(280).optional(),
  /** How long access lasts, in days; default 90. */
  accessDays: z.number().int().min(1).max(180).default(90),
  /** The merchant's own reference (an order id, say); comes back in every answer. */
  reference: z.string().min(1).max(64).optional(),
  /** Which registered origin embeds the element; needed when the merchant has several. */
  origin: z.string().max(255).optional(),
  /** Id of a registered return URL; default `default`. */
  returnUrlId: z.string().min(1).max(64).default('default'),
  /** Preselects a country of the bank list. */
  country: country.optional(),
  /** Goes straight to the consent of this bank. */
  bankId: z.string().min(1).max(200).optional(),
  /** BCP 47; used where a provider shows pages of its own. */
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .max(35)
    .optional(),
  /** Which accounts the connection is about; default: all of them. */
  accounts: AccountRules.optional(),
  /** The merchant's stable id of the shopper, opaque to us. */
  psuId: z.string().min(1).max(64).optional(),
});
export type CreateSession = z.infer<typeof CreateSession>;

export const CreatedSession = z.object({
  id: z.string(),
  /** 256 bits, shown once. Give it to `<bank-connect>` as a property; never put it into an address. */
  clientToken: z.string(),
  expiresAt: timestamp,
  /** The payment of a session that makes one; it can be read from now on. */
  paymentId: z.string().optional(),
});
export type CreatedSession = z.infer<typeof CreatedSession>;

export const SessionStatus = z.enum([
  'bank_selection',
  'consent',
  'processing',
  'redirect',
  'credentials',
  'decoupled',
  /** The bank agreed; the shopper chooses which accounts are connected. */
  'account_selection',
  /** An attempt at a bank failed; the shopper may try again or choose another bank. Not terminal. */
  'attempt_failed',
  'completed',
  'failed',
  'cancelled',
  'expired',
]);
export type SessionStatus = z.infer<typeof SessionStatus>;
export const terminalStatuses = ['completed', 'failed', 'cancelled', 'expired'] as const satisfies SessionStatus[];
export type TerminalStatus = (typeof terminalStatuses)[number];

/** What the shopper is asked to agree to. */
export const ConsentView = z.object({
  merchantName: z.string(),
  /** The regulated party, when it is not the merchant itself. */
  tppName: z.string().optional(),
  purpose: z.string(),
  /** What is read; none for a payment. */
  scopes: z.array(Scope),
  /** How long it can be read; absent for a payment, which is made once. */
  accessUntil: timestamp.optional(),
  termsUrl: z.string().optional(),
  privacyUrl: z.string().optional(),
});
export type ConsentView = z.infer<typeof ConsentView>;

const base = {
  id: z.string(),
  /** Grows with every change; a view with a smaller one is stale. */
  version: z.number().int().nonnegative(),
  expiresAt: timestamp,
  merchantName: z.string(),
  /** Path of the credential frame on the companion server. */
  framePath: z.string(),
  /** A connection is renewed: its bank is the only one. */
  bankFixed: z.literal(true).optional(),
  /** Present in every view of a session that makes a payment. */
  payment: PaymentView.optional(),
};
const view = <S extends SessionStatus, T extends z.ZodRawShape>(status: S, shape: T) =>
  z.object({ ...base, status: z.literal(status), ...shape });

/** A session as the browser sees it: the one union that the element renders. */
export const SessionView = z.discriminatedUnion('status', [
  view('bank_selection', { country: country.optional() }),
  view('consent', { bank: Bank, consent: ConsentView }),
  /** The companion talks to the provider. */
  view('processing', { bank: Bank }),
  /** The shopper must leave for the bank: a form POST to `/start`. The bank's address is not given here. */
  view('redirect', {
    bank: Bank,
    /** Set once the shopper has left; coming back without a callback shows "continue" again. */
    leftAt: timestamp.optional(),
    /** Where the shopper can act until. */
    deadline: timestamp,
  }),
  view('credentials', {
    bank: Bank,
    round: z.number().int().positive(),
    deadline: timestamp,
    /** Present only where the merchant's configuration opts in to inline fields; else they live in the frame. */
    inlineFields: z.array(CredentialField).min(1).max(8).optional(),
  }),
  view('decoupled', {
    bank: Bank,
    /** Changes with every new request of the bank. */
    round: z.number().int().positive(),
    message: z.string(),
    /** True: wait for the shopper's "I have approved" (POST /v1/session/confirm). False: the server looks by itself. */
    needsConfirmation: z.boolean(),
    deadline: timestamp,
  }),
  view('account_selection', {
    bank: Bank,
    select: z.enum(['one', 'many']),
    accounts: z.array(AccountSummary).min(2),
    deadline: timestamp,
  }),
  view('attempt_failed', { bank: Bank.optional(), problem: Problem }),
  /** The bank is connected (`connectionId`), or has taken the order of `payment`: see its status for how far it is. */
  view('completed', {
    bank: Bank,
    connectionId: z.string().optional(),
    accounts: z.array(AccountSummary),
    /** True where the element may offer to fill in the form with the account's details. */
    autofill: z.boolean().optional(),
  }),
  view('failed', { bank: Bank.optional(), problem: Problem }),
  view('cancelled', {}),
  view('expired', {}),
]);
export type SessionView = z.infer<typeof SessionView>;

/** `POST /v1/session/bank`. `null` leaves the bank (cancelling what runs there) and shows the list again. */
export const ChooseBank = z.strictObject({ bankId: z.string().min(1).max(200).nullable() });
export type ChooseBank = z.infer<typeof ChooseBank>;

/** `POST /v1/session/consent`. `text` is the text exactly as it was shown; it is stored with its time. */
export const GiveConsent = z.strictObject({
  accepted: z.boolean(),
  text: z.string().min(1).max(4000),
  locale: z.string().min(2).max(35),
  /** The order as it was shown. Needed to accept a payment, and refused when it is not the one that was frozen. */
  payment: PaymentOrder.optional(),
});
export type GiveConsent = z.infer<typeof GiveConsent>;

/** What the shopper agreed to, word for word as it was shown, and when. */
export const ConsentRecord = z.object({
  text: z.string(),
  locale: z.string(),
  acceptedAt: timestamp,
  scopes: z.array(Scope),
  /** SHA-256 (hex) of the order that was agreed to, for a payment. */
  orderHash: z.string().optional(),
});
export type ConsentRecord = z.infer<typeof ConsentRecord>;

/** `GET /v1/sessions/:id`, for the merchant's backend. */
export const SessionResult = z.object({
  id: z.string(),
  status: SessionStatus,
  reference: z.string().optional(),
  createdAt: timestamp,
  expiresAt: timestamp,
  bank: Bank.pick({ id: true, name: true, bic: true }).optional(),
  /**
   * Present when `status` is `completed`, unless the session makes a payment. Another one than should be renewed, when the shopper gave access to none of its
   * accounts.
   */
  connectionId: z.string().optional(),
  /** The payment of a session that makes one, and how it stands. It may change after the session is over. */
  payment: z.object({ id: z.string(), status: PaymentStatus }).optional(),
  /** The accounts of the connection: those that the shopper chose, or all; present when `status` is `completed`. */
  accountIds: z.array(z.string()).optional(),
  /** The last failure of an attempt, or why the session failed. */
  problem: Problem.optional(),
  consent: ConsentRecord.optional(),
});
export type SessionResult = z.infer<typeof SessionResult>;

/** The form that leaves for the bank: `POST /start`, `application/x-www-form-urlencoded`. */
export const StartForm = z.strictObject({
  clientToken: z.string().min(16).max(200),
  /** `popup`: a window of its own, closed by hand. `tab`: the merchant's page itself leaves and comes back. */
  mode: z.enum(['popup', 'tab']),
});
export type StartForm = z.infer<typeof StartForm>;
