import type {
  BankSnapshotRepository,
  BudgetRepository,
  ConnectionRepository,
  LogoRepository,
  PaymentRepository,
  RefreshLeaseRepository,
  RegistrationRepository,
  SessionRepository,
  ShopperRepository,
  WebhookEventRepository,
} from './repositories.js';

/** Everything that survives a restart. Two engines, one behaviour. */
export interface Store {
  readonly sessions: SessionRepository;
  readonly connections: ConnectionRepository;
  readonly payments: PaymentRepository;
  readonly refreshLeases: RefreshLeaseRepository;
  readonly budgets: BudgetRepository;
  readonly shoppers: ShopperRepository;
  readonly webhookEvents: WebhookEventRepository;
  readonly banks: BankSnapshotRepository;
  readonly logos: LogoRepository;
  readonly registrations: RegistrationRepository;
  /** Throws `StoreError('unavailable')` when the store cannot be reached. */
  ping(): Promise<void>;
  /**
   * Encrypts again what was sealed with an older key than the vault writes with; safe while the store is in use, on
   * several instances at once, and to break off at any point. `unreadable` counts rows that no key of the ring opens.
   */
  reseal(signal?: AbortSignal): Promise<{ readonly resealed: number; readonly unreadable: number }>;
  close(): Promise<void>;
}

/** Encrypts what is written and binds it to its row: `context` must be the same when it is opened. */
export interface Vault {
  /** Id of the key that `seal` uses. */
  readonly writingKeyId: string;
  seal(value: unknown, context: string): Promise<string>;
  open(sealed: string, context: string): Promise<unknown>;
  /** Keyed hashes (HMAC-SHA-256, base64url) by which a value can be found without being stored; that of `seal`'s key first. */
  digests(value: string, context: string): readonly string[];
}
