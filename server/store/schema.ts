import type { Generated } from 'kysely';
import type { WebhookDeliveryState } from '../contract/webhooks.js';

/**
 * The tables, as this version of the program knows them. Columns hold what is queried; everything personal or secret is in
 * `sealed` (see vault.ts). Times are epoch milliseconds.
 */
export interface Schema {
  sessions: SessionTable;
  connections: ConnectionTable;
  bank_snapshots: BankSnapshotTable;
  logos: LogoTable;
  payments: PaymentTable;
  registrations: RegistrationTable;
  unattended_calls: UnattendedCallTable;
  webhook_events: WebhookEventTable;
}

interface SealedColumns {
  /** Id of the vault key that `sealed` was made with; finds what a rotation has left to do. */
  key_id: string;
  sealed: string;
}

export interface SessionTable extends SealedColumns {
  id: string;
  merchant_id: string;
  version: number;
  status: string;
  /** SHA-256 (hex) of the client token. */
  token_hash: string;
  /** Provider and SHA-256 (hex) of the correlation id of the current attempt. */
  provider: string | null;
  correlation_hash: string | null;
  wake_at: number | null;
  created_at: number;
  expires_at: number;
  /** When the session became terminal. */
  ended_at: number | null;
  /** Keyed hash of the merchant's id of the shopper. */
  psu_hash: string | null;
}

export interface ConnectionTable extends SealedColumns {
  id: string;
  merchant_id: string;
  version: number;
  created_at: number;
  /** When the provider is told (again) that the consent is over. */
  revoke_at: number | null;
  psu_hash: string | null;
  /** When the merchant is told next that the consent ends. */
  notice_at: number | null;
  /** Grows whenever somebody claims the right to refresh the grant; who does not know the last number has lost it. */
  refresh_fence: Generated<number>;
  /** Who claimed it last (an instance, for the operator), and until when. Times of `refresh_…` are the database's own. */
  refresh_holder: string | null;
  refresh_until: number | null;
  /** The attempt that has no outcome yet: which grant was sent, and when. */
  refresh_fingerprint: string | null;
  refresh_sent_at: number | null;
}

/** The places in the daily budget of a consent at an endpoint. A place is free again 24 hours after it was taken. */
export interface UnattendedCallTable {
  connection_id: string;
  /** A path template of the provider. */
  endpoint: string;
  /** From 0. */
  place: number;
  /** When it was taken, by the database's own clock; 0 for never. */
  taken_at: number;
}

/** What merchants are told of by webhook, and how far it has got. The event itself is sealed. */
export interface WebhookEventTable extends SealedColumns {
  id: string;
  merchant_id: string;
  /** Grows with every claim and every change; who does not know the last number has lost the row. */
  version: number;
  created_at: number;
  state: WebhookDeliveryState;
  /** When it is sent next, or, while it is being sent, when it counts as lost. Null when nothing is to be done. */
  due_at: number | null;
  /** When the present series of tries began: with the event, or with a replay. */
  began_at: number;
  /** Of this series. */
  tries: number;
  /** The last try, and what came of it. */
  tried_at: number | null;
  outcome: string | null;
  /** When it was delivered or given up. */
  settled_at: number | null;
  /** The session, connection or payment that it tells of. */
  about: Generated<string | null>;
}

export interface PaymentTable extends SealedColumns {
  id: string;
  merchant_id: string;
  /** That of the session until it is over; then it goes on from there. */
  version: number;
  created_at: number;
  /** That of the session. */
  psu_hash: Generated<string | null>;
  /** When the provider is asked next; null while the session asks, and when there is nothing left to learn. */
  look_at: number | null;
}

export interface RegistrationTable extends SealedColumns {
  /** The id of its entry in the configuration. */
  id: string;
  version: number;
}

export interface BankSnapshotTable {
  provider: string;
  /** JSON. */
  banks: string;
  fetched_at: number;
}

export interface LogoTable {
  key: string;
  media_type: string;
  /** Base64: binary columns differ between the engines. */
  bytes: string;
  fetched_at: number;
}
