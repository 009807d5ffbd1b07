import type { Announcement, WebhookDeliveryState } from '../contract/webhooks.js';
import type { ProviderBank } from '../providers/provider-data.js';
import type { StoredRegistration } from '../registration/stored-registration.js';
import type { StoredConnection, StoredPayment, StoredSession, StoredWebhookEvent } from './stored.js';

export interface SessionRepository {
  /** With `payment`, both in one transaction. */
  insert(stored: StoredSession, payment?: StoredPayment): Promise<void>;
  /** Any merchant's; for callers that hold the id from the server itself or from the public frame and done pages. */
  find(id: string): Promise<StoredSession | undefined>;
  findByTokenHash(clientTokenHash: string): Promise<StoredSession | undefined>;
  /** The session of this merchant whose `callback` names this provider and correlation id. */
  findByCorrelation(merchantId: string, provider: string, correlationId: string): Promise<StoredSession | undefined>;
  /**
   * Writes `next` if the stored version is still `next.session.version - 1`, and with it, in one transaction, the connection
   * that the session led to and what the merchant is told. A connection of version 1 is new; any other is renewed, if its
   * version is still the one before, and every lease on its refresh ends. False: somebody else was faster, nothing was written.
   */
  replace(
    next: StoredSession,
    along?: {
      readonly connection?: StoredConnection | undefined;
      /** The payment of the session as it is now. */
      readonly payment?: StoredPayment | undefined;
      readonly events?: readonly Announcement[];
    },
  ): Promise<boolean>;
  /**
   * Takes up to `limit` sessions whose `wakeAt` has passed and moves their `wakeAt` to `now + leaseMs`,
   * so that each is handed to one caller only (also across instances).
   */
  claimDue(now: number, leaseMs: number, limit: number): Promise<readonly StoredSession[]>;
  /** The versions of those of `ids` that exist; reads no sealed column, so it is cheap enough for every second. */
  versions(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Deletes terminal sessions that ended before `before` (epoch milliseconds); the number deleted. */
  prune(before: number): Promise<number>;
}

/** The place of a row in the list of its merchant. */
export interface ListPosition {
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly id: string;
}

export interface PaymentRepository {
  find(merchantId: string, id: string): Promise<StoredPayment | undefined>;
  /** Newest first, like `ConnectionRepository.list`. */
  list(
    merchantId: string,
    page: { readonly after?: ListPosition; readonly limit: number },
  ): Promise<readonly StoredPayment[]>;
  /** Takes up to `limit` payments whose `lookAt` has passed, each for one caller only; like `SessionRepository.claimDue`. */
  claimDue(now: number, leaseMs: number, limit: number): Promise<readonly StoredPayment[]>;
  /** Compare-and-set on `version`, with what the merchant is told. Only for payments whose session is over. */
  replace(next: StoredPayment, along?: { readonly events?: readonly Announcement[] }): Promise<boolean>;
}

export interface ConnectionRepository {
  find(merchantId: string, id: string): Promise<StoredConnection | undefined>;
  /** Newest first. `after` is the last row of the page before; it need not exist any more. */
  list(
    merchantId: string,
    page: { readonly after?: ListPosition; readonly limit: number },
  ): Promise<readonly StoredConnection[]>;
  /**
   * Compare-and-set on `version`, like `SessionRepository.replace`, with what the merchant is told; with a lease, only while
   * nobody else claimed it.
   */
  replace(
    next: StoredConnection,
    along?: { readonly lease?: RefreshLease; readonly events?: readonly Announcement[] },
  ): Promise<boolean>;
  /** Takes up to `limit` connections with a `revocation` or a `retired` grant that is due, each for one caller only; like `SessionRepository.claimDue`. */
  claimRevocations(now: number, leaseMs: number, limit: number): Promise<readonly StoredConnection[]>;
  /** The same with connections of which the merchant is to be told that they end. */
  claimNotices(now: number, leaseMs: number, limit: number): Promise<readonly StoredConnection[]>;
  /** Erases the row with its grant and accounts; true when there was one. */
  delete(merchantId: string, id: string): Promise<boolean>;
}

/** The right to refresh the grant of one connection. `fence` grows with every claim. */
export interface RefreshLease {
  readonly merchantId: string;
  readonly connectionId: string;
  readonly fence: number;
}

/**
 * One refresh of a grant at a time, across instances, and a journal of what was sent. All times are the database's own, so
 * that clocks of instances may differ.
 */
export interface RefreshLeaseRepository {
  /**
   * Takes the lease for `leaseMs`. Undefined while somebody holds it, and while the attempt with this grant of a holder who is
   * gone is younger than `doubtMs`: it may still be answered.
   */
  claim(
    merchantId: string,
    connectionId: string,
    claim: {
      /** Names the instance to the operator. */
      readonly holder: string;
      /** Of the grant that is to be refreshed. */
      readonly fingerprint: string;
      readonly leaseMs: number;
      readonly doubtMs: number;
    },
  ): Promise<RefreshLease | undefined>;
  /** False: the lease is somebody else's now. */
  extend(lease: RefreshLease, leaseMs: number): Promise<boolean>;
  /**
   * Writes down that the grant with this fingerprint is about to be sent, and extends the lease. False: it must not be sent, the
   * lease is somebody else's now.
   */
  recordAttempt(lease: RefreshLease, fingerprint: string, leaseMs: number): Promise<boolean>;
  /** The attempt has an outcome, and the lease is free; nothing happens when it is somebody else's. */
  release(lease: RefreshLease): Promise<void>;
  /** Connections with an attempt without an outcome that nobody works on any more. */
  abandoned(limit: number): Promise<readonly { readonly merchantId: string; readonly connectionId: string }[]>;
}

/** All that is kept of one shopper of a merchant, found by a keyed hash of the merchant's own id of the shopper. */
export interface ShopperRepository {
  /** Ids. */
  sessions(merchantId: string, psuId: string): Promise<readonly string[]>;
  connections(merchantId: string, psuId: string): Promise<readonly string[]>;
  /** Deletes sessions and payments, and every notice about them and about what else is named; how many of each. */
  erase(
    merchantId: string,
    psuId: string,
    alsoAbout: readonly string[],
  ): Promise<{ readonly sessions: number; readonly payments: number; readonly webhookEvents: number }>;
}

/** Daily budgets of calls without the shopper. */
export interface BudgetRepository {
  /**
   * Takes one of `perDay` places of a consent at an endpoint, for 24 hours by the database's clock: so no more than
   * `perDay` are taken in any 24 hours, nor in any calendar day, by all instances together. When none is free,
   * `nextInMs` says when the next one will be.
   */
  take(
    connectionId: string,
    endpoint: string,
    perDay: number,
  ): Promise<{ readonly taken: true } | { readonly taken: false; readonly nextInMs: number }>;
}

/** Which events of a merchant are sent (again); both ends of the period are included. */
export interface WebhookReplay {
  readonly states: readonly WebhookDeliveryState[];
  readonly from?: number;
  readonly to?: number;
}

/** Written by the other repositories, in the transaction of the change that an event tells of. */
export interface WebhookEventRepository {
  find(merchantId: string, id: string): Promise<StoredWebhookEvent | undefined>;
  /** Newest first, like `ConnectionRepository.list`. */
  list(
    merchantId: string,
    page: { readonly after?: ListPosition; readonly limit: number; readonly state?: WebhookDeliveryState },
  ): Promise<readonly StoredWebhookEvent[]>;
  /** The merchants that have events which are due. */
  dueMerchants(now: number): Promise<readonly string[]>;
  /** Takes up to `limit` due events of a merchant, each for one caller only; like `SessionRepository.claimDue`. */
  claimDue(merchantId: string, now: number, leaseMs: number, limit: number): Promise<readonly StoredWebhookEvent[]>;
  /** Compare-and-set on `version` of what is known about the delivery; the event itself never changes. */
  replace(next: StoredWebhookEvent): Promise<boolean>;
  /** Makes events due at once whose turn would come after `later` only; the number of them. */
  hurry(merchantId: string, now: number, later: number): Promise<number>;
  /** Begins a new series of tries; the number of events. */
  replay(merchantId: string, which: WebhookReplay, now: number): Promise<number>;
  /** Deletes what was settled before `before` (epoch milliseconds); the number deleted. */
  prune(before: number): Promise<number>;
}

/** Clients registered at banks, by the id of their entry in the configuration. They belong to the operator, to no merchant. */
export interface RegistrationRepository {
  find(id: string): Promise<StoredRegistration | undefined>;
  /** False: there is one of this id, nothing was written. */
  insert(stored: StoredRegistration): Promise<boolean>;
  /** Compare-and-set on `version`, like `SessionRepository.replace`. */
  replace(next: StoredRegistration): Promise<boolean>;
  /** Erases the row with its credentials if it still has this version; true when it had. */
  delete(id: string, version: number): Promise<boolean>;
}

/** The last good copy of each provider's bank list. */
export interface BankSnapshotRepository {
  read(provider: string): Promise<{ readonly banks: readonly ProviderBank[]; readonly fetchedAt: number } | undefined>;
  write(provider: string, banks: readonly ProviderBank[], fetchedAt: number): Promise<void>;
}

export interface LogoRepository {
  read(
    key: string,
  ): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array; readonly fetchedAt: number } | undefined>;
  write(key: string, mediaType: string, bytes: Uint8Array, fetchedAt: number): Promise<void>;
}
