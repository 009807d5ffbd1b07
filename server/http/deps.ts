import type { BankCatalogue } from '../banks/catalogue.js';
import type { Config } from '../config.js';
import type { Erase } from '../connection/erasure.js';
import type { ConnectionService } from '../connection/service.js';
import type { Assets } from '../lib/assets.js';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Metrics } from '../lib/metrics.js';
import type { PaymentService } from '../payments/service.js';
import type { RegistrationService } from '../registration/service.js';
import type { SessionService } from '../session/service.js';
import type { WebhookService } from '../webhooks/service.js';

/** The settings that the outside of the server reads. */
export type AppConfig = Pick<
  Config,
  | 'environment'
  | 'publicUrl'
  | 'merchants'
  | 'operatorKeyHashes'
  | 'trustedProxyHops'
  | 'metrics'
  | 'limits'
  | 'securityContact'
>;

/** The world of the app; nothing in `http` reaches for anything else. */
export interface AppDeps {
  readonly config: AppConfig;
  readonly sessions: SessionService;
  readonly connections: ConnectionService;
  readonly erase: Erase;
  readonly payments: PaymentService;
  readonly catalogue: BankCatalogue;
  readonly registrations: RegistrationService;
  readonly webhooks: WebhookService;
  /** Throws when the store cannot be reached. */
  readonly pingStore: () => Promise<void>;
  readonly assets: Assets;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: Clock;
  /** At least 128 random bits as letters, digits, `-` and `_`. */
  readonly randomId: () => string;
  /** Aborted when the server stops: open streams end, `/readyz` says no. */
  readonly stopping: AbortSignal;
  /** Between two heartbeats of an event stream, in milliseconds. */
  readonly heartbeatMs?: number;
}
