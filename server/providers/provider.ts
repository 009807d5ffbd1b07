import type { AccountIdentifier, AccountType, Balance, StandingOrder, Transaction } from '../contract/connections.js';
import type { ErrorCode } from '../contract/errors.js';
import type { CredentialField } from '../contract/fields.js';
import type { Money } from '../contract/money.js';
import type { CreditorAccount, PaymentOrder, PaymentStatus } from '../contract/payments.js';
import type { Scope } from '../contract/session.js';

/** JSON that a provider keeps for itself; the rest of the server stores it encrypted and never looks inside. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

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

/** A bank as a provider lists it. */
export interface ProviderBank {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2, upper case, at least one. */
  readonly countries: readonly string[];
  readonly bic?: string;
  /** Absolute URL at the provider; fetched, checked and served by the companion. */
  readonly logoUrl?: string;
  readonly down?: boolean;
  /** False for a bank that can only be paid from. */
  readonly accounts?: boolean;
  /** Whether it can be paid from, where that differs from the rest of the provider's banks. */
  readonly payments?: boolean;
  /** What `begin` needs to know about the bank (fields to collect first, say). */
  readonly data: JsonObject;
}

/** An account as a provider reports it; ids are the provider's. */
export interface ProviderAccount {
  readonly id: string;
  readonly name: string;
  readonly type: AccountType;
  readonly currency?: string;
  readonly holder?: string;
  readonly bic?: string;
  readonly identifiers: readonly AccountIdentifier[];
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque, the provider's; absent on the last page. */
  readonly next?: string;
  /**
   * Where a list is paged by counting (offsets, page numbers): a cursor a little before `next`, from which the last items of
   * this page come again. What is booked between two reads moves such a list; whoever reads on from here finds the seam.
   */
  readonly rejoin?: string;
}

/** Which transactions; days are `YYYY-MM-DD`, both ends included. */
export interface TransactionWish {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `next` or `rejoin` of a page with the same days. */
  readonly cursor?: string | undefined;
  /** About how many are wanted (1 to 120). A page may have more or less, as the provider's own bounds will have it. */
  readonly limit?: number | undefined;
}

export interface Capabilities {
  readonly redirect: boolean;
  readonly embedded: boolean;
  readonly decoupled: boolean;
  /** The consent can be ended at the provider. */
  readonly revocation: boolean;
  /** Grants carry tokens that must be refreshed. */
  readonly refresh: boolean;
  /**
   * How long after the shopper was sent to the bank the provider can still tell, by `resume({kind: 'poll'})`, what came of it,
   * in milliseconds. Absent: without a callback nothing can be learnt.
   */
  readonly lateResultMs?: number;
  /** How long a refresh token that was used still gives the same consent, where the provider is so kind, in milliseconds. */
  readonly refreshGraceMs?: number;
  /** Data calls without the shopper that the provider allows per consent, endpoint and day. Absent: no budget is known. */
  readonly unattendedCallsPerDay?: number;
  /** Standing orders can be read; then `data.standingOrders` is there. Absent: they cannot. */
  readonly standingOrders?: true;
}

/**
 * An aggregator or bank API. One folder per kind, one instance per entry of the configuration.
 * A bank's refusal is a `refused` step; a call that broke is a thrown `ProviderError`.
 */
export interface Provider {
  /** Instance id of the configuration; part of the callback path. */
  readonly id: string;
  readonly capabilities: Capabilities;
  /** Origins to which a shopper may be sent; a redirect elsewhere is refused by the session service. Empty = any https. */
  readonly authorizationOrigins: readonly string[];
  /** Every bank that can be offered; the catalogue calls it once a day, off the request path. */
  banks(context: CallContext): Promise<readonly ProviderBank[]>;
  readonly consent: {
    begin(request: BeginRequest, context: CallContext): Promise<Step>;
    /** The correlation id in a callback query, or undefined when the query is not one of this provider's. Pure. */
    correlate(query: URLSearchParams): string | undefined;
    resume(flow: FlowState, input: ResumeInput, context: CallContext): Promise<Step>;
    /** Tells the provider that the attempt is over, where it can be told. Idempotent. */
    cancel(flow: FlowState, context: CallContext): Promise<void>;
  };
  readonly data: {
    accounts(grant: Grant, context: CallContext): Promise<readonly ProviderAccount[]>;
    balances(grant: Grant, accountId: string, context: CallContext): Promise<readonly Balance[]>;
    /** Newest first. */
    transactions(
      grant: Grant,
      accountId: string,
      wish: TransactionWish,
      context: CallContext,
    ): Promise<Page<Transaction>>;
    /** All of them. Present when `capabilities.standingOrders`. */
    standingOrders?(grant: Grant, accountId: string, context: CallContext): Promise<readonly StandingOrder[]>;
    /**
     * Trades the refresh token for a new grant (RFC 6749 section 6). One caller at a time: the caller holds the lock and
     * stores the answer before anything else. Throws `reauth_required` when the provider says that the grant is dead, an
     * error that is `inDoubt` when the token may have been used up. The call is `patient`: a late answer must not be lost.
     * Present when `capabilities.refresh`.
     */
    refresh?(this: void, grant: Grant, context: CallContext): Promise<Grant>;
    /** Ends the consent at the provider. Idempotent. */
    revoke(grant: Grant, context: CallContext): Promise<void>;
    /** True when both grants prove the same consent, so that to revoke one would end the other. Pure. Absent: never. */
    sharesConsent?(one: Grant, other: Grant): boolean;
  };
  /** Present where payments can be made. */
  readonly payments?: Payments;
}

/**
 * Payments come in two shapes. Where a consent comes first and a token is good for one payment (tell.connect), `begin` answers
 * a journey that ends `authorised`, and `initiate` sends the order. Where the payment itself begins the journey (Token.io),
 * `begin` makes it, its flows carry `paymentId`, the journey ends `paid`, and `initiate` is left out.
 */
export interface Payments {
  /**
   * Sends the order. Called once per grant and never again, whatever becomes of the call: it is written down before. A
   * refusal that leaves no doubt is a `refused` step or an error that is not `inDoubt`; after every other failure the provider
   * is asked (`resume` with a poll, by the flow of the `authorised` step, which must therefore be able to).
   */
  initiate?(this: void, grant: Grant, order: PaymentInstruction, flow: FlowState, context: CallContext): Promise<Step>;
  /** How the payment of a flow stands, also long after the session. Safe to repeat. `flow` is kept for the next time. */
  status(this: void, flow: FlowState, context: CallContext): Promise<PaymentAnswer>;
  /**
   * Makes sure that a payment the shopper has left is not made any more, and says how it ended; one that was made after all is
   * reported so. Only for flows with a `paymentId` whose payment is `pending`. Left out where nothing can be pending without us.
   */
  cancel?(this: void, flow: FlowState, context: CallContext): Promise<PaymentAnswer>;
}

/** How a payment stands, and what to ask with next time. */
export interface PaymentAnswer {
  readonly payment: PaymentReport;
  readonly flow: FlowState;
}

/** A data call's 401: the access token is not accepted. A refresh may mend it; without one the shopper must return. */
export class AccessTokenRejected extends Error {
  override readonly name = 'AccessTokenRejected';
}

/** A call to a provider that broke. `detail` goes to the operator's log and holds no secret. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly detail?: string;
  /** The call may have had its effect, although no answer came that could be used. */
  readonly inDoubt: boolean;

  constructor(
    readonly code: ErrorCode,
    options: { cause?: unknown; retryable: boolean; retryAfterMs?: number; detail?: string; inDoubt?: boolean },
  ) {
    super(`Provider call failed: ${code}`, { cause: options.cause });
    this.retryable = options.retryable;
    this.inDoubt = options.inDoubt ?? false;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.detail !== undefined) this.detail = options.detail;
  }
}
