import type { ErrorCode } from '../contract/errors.js';
import type { CredentialField } from '../contract/fields.js';
import type { Money } from '../contract/money.js';
import type { CreditorAccount, PaymentOrder, PaymentStatus } from '../contract/payments.js';
import type { Scope } from '../contract/session.js';
import type { JsonObject } from './json.js';
import type { ProviderBank } from './provider-data.js';

/** Where an attempt stands at a provider: private JSON, and the name by which a callback finds it. */
export interface FlowState {
  /** Id that `correlate` reads from a callback (request-id, uuid, state). Finds a session, never authenticates one. */
  readonly correlationId?: string;
  /**
   * The provider's id of a payment that this flow has made, from the moment on at which the shopper could approve it without
   * us. While there is one, its outcome matters whatever becomes of the session.
   */
  readonly paymentId?: string;
  readonly data: JsonObject;
}

/** The lasting proof of a consent. */
export interface Grant {
  /** Tokens and ids, private to the provider, encrypted at rest. */
  readonly data: JsonObject;
  /** When the consent ends (ISO 8601, UTC), where the provider says so. */
  readonly expiresAt?: string;
  /** When the access token ends (ISO 8601, UTC), where it can be refreshed. */
  readonly accessExpiresAt?: string;
}

/** What comes next in a journey. Journeys are sequences of steps, in any order and number. */
export type Step =
  /** The shopper must visit `url` (https; http on loopback hosts in the sandbox) and comes back by a callback. */
  | { readonly kind: 'redirect'; readonly url: string; readonly flow: FlowState }
  | { readonly kind: 'credentials'; readonly fields: readonly CredentialField[]; readonly flow: FlowState }
  | {
      readonly kind: 'decoupled';
      readonly message: string;
      /** True: nothing more is sent until the shopper says so. */
      readonly needsConfirmation: boolean;
      /** Earliest next look, in milliseconds, when `needsConfirmation` is false. */
      readonly retryAfterMs: number;
      readonly flow: FlowState;
    }
  /** The shopper is done; the provider is not yet. */
  | { readonly kind: 'pending'; readonly retryAfterMs: number; readonly flow: FlowState }
  /** The consent is given. In a payment session the order is now sent, once, by `payments.initiate`. */
  | { readonly kind: 'authorised'; readonly grant: Grant; readonly flow: FlowState }
  /** The provider has the order, and says how it stands. What is not over is asked about again (`resume` with a poll). */
  | { readonly kind: 'paid'; readonly payment: PaymentReport; readonly flow: FlowState }
  /** A refusal is a value. `detail` is for the operator's log, never for the shopper. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail?: string; readonly flow: FlowState };

/** How a payment stands, in the provider's words made ours. Every status of a provider has its place here. */
export interface PaymentReport {
  /** The provider's id, once it is known. */
  readonly id?: string;
  readonly status: PaymentStatus;
  /** Why it is not paid, where that is known. `detail` is for the operator's log. */
  readonly code?: ErrorCode;
  readonly detail?: string;
  /** The order as the provider repeats it, as far as it does: compared with what was ordered, member by member. */
  readonly echo?: PaymentEcho;
}

export interface PaymentEcho {
  readonly amount?: Money;
  readonly creditorName?: string;
  readonly creditorAccount?: CreditorAccount;
  readonly reference?: string;
}

/** What is to be paid: the frozen order, under an id of ours that is the same for every attempt of the session. */
export interface PaymentInstruction extends PaymentOrder {
  readonly id: string;
  /** Of the attempt, from 1: with `id` the identity of one initiation, for providers that refuse a repeated reference. */
  readonly attempt: number;
}

/** Why the provider is called again. */
export type ResumeInput =
  /** The browser came back. `query` is the raw query string without `?`, length-checked, binding already verified. */
  | { readonly kind: 'callback'; readonly query: string }
  | { readonly kind: 'credentials'; readonly values: Readonly<Record<string, string>> }
  /** The shopper says that the approval was given. */
  | { readonly kind: 'confirm' }
  /** Look where the attempt stands: the next poll, or the first look after a crash. Must be safe to repeat. */
  | { readonly kind: 'poll' };

/** Who is behind a call, and for how long it matters. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly traceId: string;
  /** Present only while the shopper is there. Addresses are canonical text, or absent when unsure: such a call is unattended. */
  readonly psu?: { readonly ipAddress?: string; readonly userAgent?: string };
  /**
   * Present on data calls without the shopper. A provider with a daily budget spends one before every HTTP request to
   * `endpoint` (a path template); throws `budget_exhausted` with the time to the next slot when nothing is left.
   */
  readonly unattended?: { spend(endpoint: string): Promise<void> };
}

export interface BeginRequest {
  readonly sessionId: string;
  readonly bank: ProviderBank;
  readonly scopes: readonly Scope[];
  /** The one redirect URI of this merchant at this provider: `<public URL>/callback/<merchant>/<provider>`. */
  readonly callbackUrl: string;
  /** When access shall end, ISO 8601, UTC. */
  readonly accessUntil: string;
  readonly purpose: string;
  readonly merchantName: string;
  readonly country: string;
  readonly locale?: string;
  readonly psuId?: string;
  /** What is to be paid; then `scopes` is empty. A provider without `payments` never sees one. */
  readonly payment?: PaymentInstruction;
  /**
   * The grant of a connection that shall be renewed. A provider that can mends what ended, and keeps its ids; else, and where
   * nothing is left to mend, it begins anew.
   */
  readonly renew?: Grant;
}
