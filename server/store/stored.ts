import type { AccountSummary } from '../contract/accounts.js';
import type { Connection } from '../contract/connections.js';
import type { Payment } from '../contract/payments.js';
import type { WebhookDeliveryState, WebhookEvent } from '../contract/webhooks.js';
import type { FlowState, Grant } from '../providers/authorisation.js';
import type { ProviderAccount } from '../providers/provider-data.js';
import type { Session } from '../session/types.js';

/** A session with what finds it and what wakes it. */
export interface StoredSession {
  readonly session: Session;
  /** SHA-256 (hex) of the client token. */
  readonly clientTokenHash: string;
  /** When the session wants attention next (poll, deadline, lost operation), epoch milliseconds; absent when terminal. */
  readonly wakeAt?: number;
  /**
   * By what a callback of the current attempt finds the session. Kept after the callback and in terminal states, so that a
   * repeated callback finds the same session again; absent once the authorisation is burnt or a new attempt began.
   */
  readonly callback?: { readonly provider: string; readonly correlationId: string };
}

/** A connection with its grant, as the server keeps it. */
export interface StoredConnection {
  readonly connection: Connection;
  readonly merchantId: string;
  /** The merchant's id of the shopper, as it was given with the session. */
  readonly psuId?: string;
  /** Provider instance id. */
  readonly provider: string;
  readonly providerBankId: string;
  readonly grant: Grant;
  /** Present once the grant was refreshed. */
  readonly refreshed?: {
    /** Epoch milliseconds. */
    readonly at: number;
    /** The grant before, kept until the new one has worked once. */
    readonly previous?: Grant;
  };
  /** Public account id → the account as read last. Public ids are ours and stable; the provider's stay inside. */
  readonly accounts: readonly StoredAccount[];
  /** Present once the merchant was told that the consent ends: of which end, and how far ahead the last time; 0: it is over. */
  readonly endNotice?: { readonly expiresAt: string; readonly daysLeft: number };
  /** Present while the end of the consent has still to reach the provider. */
  readonly revocation?: StoredRevocation;
  /** Grants whose place another took, and whose own consents have still to be ended at the provider. */
  readonly retired?: readonly RetiredGrant[];
  readonly version: number;
}

export interface StoredRevocation {
  /** Epoch milliseconds. */
  readonly requestedAt: number;
  /** Calls to the provider that failed so far. */
  readonly tries: number;
  /** When to try next, epoch milliseconds. */
  readonly nextAt: number;
  /** The provider agreed; something else has still to be ended. */
  readonly isTold?: boolean;
}

export interface RetiredGrant extends StoredRevocation {
  readonly grant: Grant;
}

export interface StoredAccount {
  readonly id: string;
  /** True while the provider does not list it; kept so that it has the same id when it comes back. */
  readonly unlisted?: true;
  readonly account: ProviderAccount;
  readonly summary: AccountSummary;
}

/** A payment with what the provider is asked by, as the server keeps it. */
export interface StoredPayment {
  readonly payment: Payment;
  readonly merchantId: string;
  /** Present once the order was at a provider. */
  readonly initiation?: {
    /** Provider instance id. */
    readonly provider: string;
    readonly flow: FlowState;
    /** When the order was sent, or begun, epoch milliseconds. */
    readonly at: number;
  };
  /** How often the provider was asked since the session was over. */
  readonly looks: number;
  /** When to ask next, epoch milliseconds; absent while the session does, and when there is nothing left to learn. */
  readonly lookAt?: number;
  readonly version: number;
}

/** An event for the merchant, with how far it has got. */
export interface StoredWebhookEvent {
  readonly event: WebhookEvent;
  readonly merchantId: string;
  readonly delivery: StoredDelivery;
  readonly version: number;
}

/** All times are epoch milliseconds. */
export interface StoredDelivery {
  readonly state: WebhookDeliveryState;
  /** When it is sent next, or, while it is being sent, when that counts as lost. Absent when nothing is to be done. */
  readonly dueAt?: number;
  /** When the present series of tries began: with the event, or with a replay. */
  readonly beganAt: number;
  /** Of this series. */
  readonly tries: number;
  readonly lastTry?: {
    readonly at: number;
    /** The status that came back, or why none came. */
    readonly outcome: string;
  };
  /** When it was delivered or given up. */
  readonly settledAt?: number;
}
