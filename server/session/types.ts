import type { AccountSummary } from '../contract/accounts.js';
import type { Money } from '../contract/money.js';
import type { CreateSession, Scope, TerminalStatus } from '../contract/session.js';
import type { ErrorCode } from '../contract/errors.js';
import type { PaymentOrder } from '../contract/payments.js';
import type { CredentialField } from '../contract/fields.js';
import type { FlowState, Grant, PaymentReport } from '../providers/authorisation.js';
import type { StoredAccount } from '../store/stored.js';

/** A way to a bank: a provider instance, and the bank's id there. Never reaches the browser. */
export interface BankRoute {
  readonly provider: string;
  readonly providerBankId: string;
}

/** The bank of an attempt, frozen when it is chosen, with the way that is taken to it. */
export interface SessionBank extends BankRoute {
  readonly id: string;
  readonly name: string;
  readonly bic?: string;
  readonly logo?: string;
  readonly country: string;
  /** The ways that are left, in order of preference: the next is taken when the attempt cannot begin by this one. */
  readonly alternatives?: readonly BankRoute[];
}

/** What the shopper agreed to, word for word. */
export interface AcceptedConsent {
  readonly bankId: string;
  readonly text: string;
  readonly locale: string;
  /** ISO 8601, UTC. */
  readonly acceptedAt: string;
  readonly scopes: readonly Scope[];
  /** Of the order, in a payment session. */
  readonly orderHash?: string;
}

/** The payment of a session: an order that never changes, and how far it is. */
export interface SessionPayment {
  readonly id: string;
  readonly order: PaymentOrder;
  /** Of the order as it was created; compared before the order is sent. */
  readonly orderHash: string;
  /** The order is at a provider, or on the way, and not known to be over. There is never more than one. */
  readonly initiation?: Initiation;
  /** What was heard last. */
  readonly report?: Omit<PaymentReport, 'echo'>;
}

export interface Initiation {
  readonly bank: SessionBank;
  /** By which the provider is asked. */
  readonly flow: FlowState;
  /** Epoch milliseconds. */
  readonly at: number;
  /** True: we sent the order, so that nobody can take it back. False: it still waits for the shopper's approval. */
  readonly sent: boolean;
}

/** Why an attempt failed. `detail` is for the operator only. */
export interface Failure {
  readonly code: ErrorCode;
  readonly traceId: string;
  readonly retryAfterMs?: number;
  readonly detail?: string;
}

export type LeaveMode = 'popup' | 'tab';

/** One way out to the bank: the SHA-256 (hex) of the cookie that the browser got with it. */
export interface Departure {
  readonly bindingHash: string;
  readonly mode: LeaveMode;
}

/** What ties callbacks to the current attempt. */
export interface Authorisation {
  readonly provider: string;
  readonly correlationId: string;
  /** The last ones first to last; those of an earlier redirect stay until the shopper leaves again. */
  readonly departures: readonly Departure[];
  /** The callback that was taken last. */
  readonly callback?: { readonly queryHash: string; readonly mode: LeaveMode };
}

/** A request of the bank that the shopper meets elsewhere. */
export interface Approval {
  readonly message: string;
  readonly needsConfirmation: boolean;
  readonly deadline: number;
}

/** When the provider is asked next, and how often it was asked in this wait. */
export interface Polling {
  readonly pollAt: number;
  readonly polls: number;
  /** Looks that broke in a row. */
  readonly broken: number;
}

/**
 * The provider call that is under way; written down before it is made, so that a crash can pick it up.
 * `tries` counts how often it was sent.
 */
export type Operation =
  | { readonly kind: 'begin'; readonly tries: number }
  /** The journal of a callback: the query is stored (encrypted) before the browser gets its answer. */
  | {
      readonly kind: 'callback';
      readonly tries: number;
      readonly flow: FlowState;
      readonly query: string;
      readonly receivedAt: number;
    }
  /** What was typed is never stored: after a crash the provider is asked where the attempt stands. */
  | {
      readonly kind: 'credentials';
      readonly flow: FlowState;
      /** What was asked for, to tell when the bank asks for the same again. */
      readonly asked?: string;
    }
  | { readonly kind: 'confirm'; readonly flow: FlowState; readonly approval: Approval }
  /** Nobody knows whether the last call arrived; the provider is asked. `failure` is what went wrong with it. */
  | {
      readonly kind: 'doubt';
      readonly tries: number;
      readonly flow: FlowState;
      readonly failure: Failure;
      readonly approval?: Approval;
    }
  /** Makes sure that the initiation of an attempt before is over; then the new attempt begins. */
  | { readonly kind: 'settle'; readonly tries: number; readonly left: Initiation }
  /** Sends the order. Never repeated: when it breaks or gets lost, the provider is asked. */
  | { readonly kind: 'pay'; readonly flow: FlowState }
  /** Reads the accounts of a new grant. `connectionId` is for a new connection, `renews` the one that shall be renewed. */
  | {
      readonly kind: 'accounts';
      readonly tries: number;
      readonly grant: Grant;
      readonly connectionId: string;
      readonly renews?: string;
    };

/** A session, as the server knows it. Data exists only in the state that has it. All times are epoch milliseconds. */
export type SessionState =
  | { readonly status: 'bank_selection' }
  | { readonly status: 'consent'; readonly bank: SessionBank }
  | { readonly status: 'processing'; readonly bank: SessionBank; readonly operation: Operation }
  | {
      readonly status: 'redirect';
      readonly bank: SessionBank;
      readonly url: string;
      readonly flow: FlowState;
      readonly deadline: number;
      /** When the shopper left last; absent until then. */
      readonly leftAt?: number;
      /** Until when the provider can tell what came of it without the shopper, where it can. */
      readonly lateUntil?: number;
      /** Present once the shopper left, where the provider can tell. */
      readonly polling?: Polling;
      /** Since when the approval is there and nobody has brought it. */
      readonly seenAt?: number;
      /** The shopper's time is up; only the provider is still asked. */
      readonly isOver?: true;
    }
  | {
      readonly status: 'credentials';
      readonly bank: SessionBank;
      readonly fields: readonly CredentialField[];
      /** The same was asked for in the round before. */
      readonly again?: true;
      readonly flow: FlowState;
      readonly deadline: number;
    }
  | {
      readonly status: 'decoupled';
      readonly bank: SessionBank;
      readonly flow: FlowState;
      readonly approval: Approval;
      /** Absent while the shopper's own confirmation is awaited. */
      readonly polling?: Polling;
    }
  /** Authenticated; the provider's result is awaited. */
  | {
      readonly status: 'awaiting_result';
      readonly bank: SessionBank;
      readonly flow: FlowState;
      readonly polling: Polling;
      readonly deadline: number;
      /** What it comes to when the result does not arrive in time. */
      readonly overdue: ErrorCode;
    }
  /** The bank agreed, and several accounts fit. The connection is made when the shopper has chosen. */
  | {
      readonly status: 'account_selection';
      readonly bank: SessionBank;
      /** What the connection is called, or already is: where it is one that is renewed, `renews` says so. */
      readonly connectionId: string;
      readonly renews?: string;
      readonly grant: Grant;
      readonly select: 'one' | 'many';
      readonly accounts: readonly StoredAccount[];
      /** By public account id, as far as they may be shown and came in time. */
      readonly balances: Readonly<Record<string, Money>>;
      readonly deadline: number;
    }
  | { readonly status: 'attempt_failed'; readonly bank: SessionBank; readonly failure: Failure }
  | {
      readonly status: 'completed';
      readonly bank: SessionBank;
      readonly connectionId: string;
      readonly accounts: readonly AccountSummary[];
    }
  /** The bank has taken the order. */
  | { readonly status: 'completed'; readonly bank: SessionBank; readonly paymentId: string }
  | { readonly status: 'failed'; readonly bank: SessionBank; readonly failure: Failure }
  | { readonly status: 'cancelled' }
  | { readonly status: 'expired' };

export type StateOf<Status extends SessionState['status']> = Extract<SessionState, { readonly status: Status }>;

/** What the merchant asked for, with what was left out filled in. */
export type SessionParams = Omit<CreateSession, 'payment' | 'scopes'> & {
  readonly scopes: readonly Scope[];
  readonly purpose: string;
  readonly origin: string;
};

/** Everything about a session that outlives a step. */
export interface Session {
  readonly id: string;
  readonly merchantId: string;
  /** Grows by one with every write; writes compare it. */
  readonly version: number;
  readonly params: SessionParams;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Attempts at banks so far. */
  readonly attempts: number;
  /** Provider steps in this attempt. */
  readonly steps: number;
  /** Sets of fields and decoupled requests shown so far; the `round` of the view. */
  readonly round: number;
  /** Credential submissions so far, over all attempts. */
  readonly submissions: number;
  /** Provider calls started so far. The answer to any but the last one is stale. */
  readonly calls: number;
  /** Present exactly while a provider call is under way (or waits to be sent again): when it counts as lost. */
  readonly leaseUntil?: number;
  readonly authorisation?: Authorisation;
  readonly lastFailure?: Failure;
  /** Every acceptance, oldest first. */
  readonly consents: readonly AcceptedConsent[];
  /** Present in a session that makes a payment; then it reads nothing. */
  readonly payment?: SessionPayment;
  readonly state: SessionState;
}

const terminal: readonly string[] = ['completed', 'failed', 'cancelled', 'expired'] satisfies TerminalStatus[];

export const isTerminal = (state: SessionState): state is StateOf<TerminalStatus> => terminal.includes(state.status);
