import type { Balance, StandingOrder, Transaction } from '../contract/connections.js';
import type {
  BeginRequest,
  CallContext,
  FlowState,
  Grant,
  PaymentInstruction,
  PaymentReport,
  ResumeInput,
  Step,
} from './authorisation.js';
import type { Page, ProviderAccount, ProviderBank, TransactionWish } from './provider-data.js';

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
