import type { SandboxBank } from '../banks/bank.js';
import type { TokenSignature } from '../members.js';
import type { JsonObject } from '../wire.js';
import type { ResultStatus } from './journey.js';

/** Where the steps run and which callback ends them: the TPP's pages, Hosted Pages, or fields only on Hosted Pages. */
export type Mode = 'api' | 'hosted' | 'hosted-credentials';

export interface Outcome {
  readonly result: ResultStatus;
  /** What the authorization call said, and says again when it is repeated. */
  readonly reply: JsonObject;
  readonly reason?: string;
  readonly tokenId?: string;
  readonly signature?: TokenSignature;
  /** What the result says before it says `result`. */
  readonly meanwhile: string;
  /** Reads of the result that still say `meanwhile`. Counts down. */
  pendingReads: number;
}

/** What a visit or an approval belongs to: a token request or a payment. */
export interface Subject {
  readonly id: string;
  readonly memberId: string;
  readonly redirectUrl: string;
  readonly callbackState?: string;
  readonly mode: Mode;
  /** The approval or the visit that the current stage waits for. */
  approvalId?: string;
  visitId?: string;
}

export interface TokenRequest extends Subject {
  readonly createdAtMs: number;
  readonly options: JsonObject;
  readonly payload: JsonObject;
  readonly resources: readonly string[];
  readonly refId: string;
  /** Credentials given with the token request, used by the first authorization call. */
  readonly credentials: Readonly<Record<string, string>>;
  bank?: SandboxBank;
  mode: Mode;
  /** Index of the stage that waits for the user; 'start' before the first call. */
  position: number | 'start';
  /** Wrong answers at this stage so far. */
  mistakes: number;
  outcome?: Outcome;
  /** What Hosted Pages know: the consent given there, and the fields that wait for an answer. */
  readonly hosted: { consented: boolean; lang?: string; fields?: readonly JsonObject[] };
}

export type Decision =
  { readonly kind: 'approve' } | { readonly kind: 'error'; readonly error: string; readonly description: string };

/** One visit to a bank's own page. */
export interface Visit {
  readonly id: string;
  /** Id of the token request or the payment. */
  readonly requestId: string;
  /** Comes back from the bank as `state`. */
  readonly state: string;
  /** Given by the bank on approval; good once. */
  code?: string;
  decision?: Decision;
  used: boolean;
  /** Where Token.io sent the browser afterwards: the same again when the page is loaded twice. */
  leftTo?: string;
}

/** One approval on the phone page. */
export interface Approval {
  readonly id: string;
  readonly requestId: string;
  readonly bankName: string;
  readonly description: string;
  readonly createdAtMs: number;
  decision?: 'approved' | 'declined';
}

/** Token requests live for 20 minutes (sheet §6.2). */
export const REQUEST_LIFETIME_MS = 20 * 60_000;

export const hasExpired = (request: TokenRequest, nowMs: number): boolean =>
  request.outcome === undefined && nowMs - request.createdAtMs >= REQUEST_LIFETIME_MS;
