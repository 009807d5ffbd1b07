import { CallLog } from '../oidc/call-log.js';
import { createClock, type SandboxClock } from '../oidc/clock.js';
import { FaultDesk } from '../oidc/faults.js';
import type { Consent, Code, Intent, IssuedToken } from './consents.js';
import {
  POCKIT,
  type ApplicationOptions,
  type AspspOptions,
  type ClientOptions,
  type TellConnectOptions,
} from './options.js';
import type { LedgerEntry } from './payments.js';
import { defaultSettings, type Settings } from './settings.js';

/** An application with the TPP that it belongs to. */
export interface Application extends ApplicationOptions {
  readonly client: ClientOptions;
}

/** Everything the sandbox knows, in memory. */
export interface World {
  readonly apiOrigin: string;
  readonly publicOrigin: string;
  readonly version: string;
  readonly clients: ReadonlyMap<string, ClientOptions>;
  readonly applications: ReadonlyMap<string, Application>;
  readonly aspsps: ReadonlyMap<string, AspspOptions>;
  /** By intent id. */
  readonly intents: Map<string, Intent>;
  readonly codes: Map<string, Code>;
  readonly consents: Map<string, Consent>;
  readonly accessTokens: Map<string, IssuedToken>;
  readonly refreshTokens: Map<string, IssuedToken>;
  /** Payments by their reference. */
  readonly ledger: Map<string, LedgerEntry>;
  /** Unattended calls by consent, endpoint and day. */
  readonly counters: Map<string, number>;
  /** Signatures with the wall time at which they are forgotten. */
  readonly seen: Map<string, number>;
  readonly clock: SandboxClock;
  readonly calls: CallLog;
  readonly faults: FaultDesk;
  settings: Settings;
}

export const createWorld = (
  options: TellConnectOptions,
  origins: { readonly apiOrigin: string; readonly publicOrigin: string },
): World => {
  const applications = options.clients.flatMap((client) =>
    client.applications.map((application): Application => ({ ...application, client })),
  );
  return {
    ...origins,
    version: options.version ?? 'v1',
    clients: new Map(options.clients.map((client) => [client.clientId, client])),
    applications: new Map(applications.map((application) => [application.id, application])),
    aspsps: new Map((options.aspsps ?? [POCKIT]).map((aspsp) => [aspsp.id, aspsp])),
    intents: new Map(),
    codes: new Map(),
    consents: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    ledger: new Map(),
    counters: new Map(),
    seen: new Map(),
    clock: createClock(() => undefined, options.now),
    calls: new CallLog(),
    faults: new FaultDesk(),
    settings: defaultSettings(),
  };
};
