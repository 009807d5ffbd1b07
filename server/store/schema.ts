/**
 * The tables, as this version of the program knows them. Columns hold what is queried; everything personal or secret is in
 * `sealed` (see vault.ts). Times are epoch milliseconds.
 */
export interface Schema {
  sessions: SessionTable;
  connections: ConnectionTable;
  bank_snapshots: BankSnapshotTable;
  logos: LogoTable;
  registrations: RegistrationTable;
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
}

export interface ConnectionTable extends SealedColumns {
  id: string;
  merchant_id: string;
  version: number;
  created_at: number;
  /** When the provider is told (again) that the consent is over. */
  revoke_at: number | null;
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
