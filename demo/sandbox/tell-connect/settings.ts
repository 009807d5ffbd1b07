import type { KeyForm } from './auth/key-form.js';
import type { Profile } from './options.js';

/** What the documents leave open, and what tests want otherwise. */
export interface Settings {
  profile: Profile;
  /** Which bytes of the certificate are the HMAC key (sheet §5, rule 7). */
  keyForm: KeyForm;
  /** How a missing `authorisation_code` is written (§3.3). */
  nullForm: 'null' | 'empty' | 'absent';
  /** Seconds; null: 60 in production, 600 in the sandbox (§4). */
  codeSeconds: number | null;
  /** How long an intent can be visited, in seconds. */
  intentSeconds: number;
  accessSeconds: number;
  /** What `expires_in` says instead of `accessSeconds`. */
  expiresIn: number | string | null;
  scopeSeparator: string;
  aispScopes: readonly string[];
  /** Calls without `x-user-ip` per consent, endpoint and UTC day; null: any number. */
  unattendedPerDay: number | null;
  /** Counts each account's endpoints apart, the looser reading (§4). */
  countPerAccount: boolean;
  /** A refresh token that was used already kills the whole family (§8, 11). */
  revokeFamilyOnReuse: boolean;
  /** Remembers signatures for 15 minutes and takes each once (§8, 6). */
  refuseReplays: boolean;
  /** Also takes an empty payload for a call without a body (§5, rule 4). */
  lenientEmptyPayload: boolean;
  /** How errors are written (§6): RFC 6749, the bank-side gateway new and old, bare text. */
  errorShape: 'oauth' | 'gateway' | 'old-gateway' | 'text';
  authoriseStatus: 200 | 201;
  transactionsPerPage: number;
  /** What payments come to that are made from now on. */
  paymentOutcome: 'Completed' | 'Rejected' | 'Failed';
  /** How long a payment is pending, and then accepted, in milliseconds. */
  pendingMs: number;
  acceptedMs: number;
  /** How much of a payment is repeated: all of it; its reference and status; nothing but its reference (§3.6). */
  paymentEcho: 'full' | 'status' | 'reference';
  /** Members of the echo that are not what the ledger holds. */
  echoInstead: Readonly<Record<string, string>>;
}

export const defaultSettings = (): Settings => ({
  profile: 'sandbox',
  keyForm: 'pem',
  nullForm: 'null',
  codeSeconds: null,
  intentSeconds: 600,
  accessSeconds: 3600,
  expiresIn: null,
  scopeSeparator: ',',
  aispScopes: ['balance:read', 'product:read', 'accounts:read', 'beneficiaries:read', 'transactions:read'],
  unattendedPerDay: 4,
  countPerAccount: false,
  revokeFamilyOnReuse: true,
  refuseReplays: false,
  lenientEmptyPayload: false,
  errorShape: 'oauth',
  authoriseStatus: 200,
  transactionsPerPage: 100,
  paymentOutcome: 'Completed',
  pendingMs: 0,
  acceptedMs: 2_000,
  paymentEcho: 'full',
  echoInstead: {},
});
