import type { Creditor } from '../contract/payments.js';
import type { BankCatalogue } from '../banks/catalogue.js';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Metrics } from '../lib/metrics.js';
import type { Environment } from '../lib/safe-url.js';
import type { Provider } from '../providers/provider.js';
import type { ProviderAccount } from '../providers/provider-data.js';
import type { Store } from '../store/store.js';
import type { StoredAccount } from '../store/stored.js';
import type { Limits } from './limits.js';

/** What the request knows about the shopper's device. */
export interface PsuContext {
  readonly ipAddress?: string;
  readonly userAgent?: string;
  readonly traceId: string;
}

/** An embedding site, as far as sessions care. */
export interface SessionMerchant {
  readonly id: string;
  /** Who asks, on the consent screen. */
  readonly name: string;
  readonly tppName?: string;
  /** Why, where a session does not say. */
  readonly purpose: string;
  readonly termsUrl?: string;
  readonly privacyUrl?: string;
  readonly origins: readonly string[];
  /** Return URLs by id. */
  readonly returnUrls: Readonly<Record<string, string>>;
  /** Who may be paid, by id. */
  readonly creditors?: Readonly<Record<string, Creditor>>;
  /** Sessions may name other creditors. */
  readonly anyCreditor?: boolean;
  /** The merchant took the downgrade: credential fields are rendered in its own page. */
  readonly inlineFields?: boolean;
}

/** The world of the session service. */
export interface SessionDeps {
  readonly store: Pick<Store, 'sessions' | 'connections'>;
  /** By instance id. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly catalogue: Pick<BankCatalogue, 'find'>;
  readonly merchants: ReadonlyMap<string, SessionMerchant>;
  /** The origin under which browsers reach this server; callbacks come back to it. */
  readonly publicUrl: string;
  readonly environment: Environment;
  /**
   * Gives accounts of a provider their public ids and their masked summaries. Those that are known keep their ids, and what is
   * not listed any more follows, marked; other ids come from `newId`.
   */
  readonly describeAccounts: (
    accounts: readonly ProviderAccount[],
    newId: () => string,
    known?: readonly StoredAccount[],
  ) => readonly StoredAccount[];
  readonly now: Clock;
  /** At least 128 random bits, safe in a path. */
  readonly randomId: () => string;
  /** At least 256 random bits, safe in a cookie. */
  readonly randomToken: () => string;
  /** In [0, 1): spreads the looks of many sessions. Default: `Math.random`. */
  readonly jitter?: () => number;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics?: Pick<Metrics, 'sessionEnded' | 'providerCalled'>;
  readonly limits?: Partial<Limits>;
}
