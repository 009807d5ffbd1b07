import { CallLog } from '../oidc/call-log.js';
import { createClock, type SandboxClock } from '../oidc/clock.js';
import { FaultDesk } from '../oidc/faults.js';
import type { Claims } from './jose.js';
import { Directory } from './directory.js';
import type { DcrOptions } from './options.js';
import { defaultSettings, type ProfileName, type Settings } from './settings.js';

/** Software that wants to become a client of the Priora bank and waits for a person to decide. */
export interface Application {
  readonly softwareId: string;
  readonly claims: Claims;
  readonly statement: Claims;
  state: 'waiting' | 'approved' | 'declined';
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** What a person would copy out of it. */
  readonly credentials?: { readonly clientId: string; readonly clientSecret?: string };
}

export interface Client {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly softwareId: string;
  readonly issuedAtMs: number;
  readonly keySetUrl: string;
  /** What the bank registered. */
  claims: Claims;
  statement: Claims;
}

/** A registration as it arrived. */
export interface Received {
  readonly profile: ProfileName;
  readonly method: string;
  readonly contentType: string;
  readonly body: string;
}

/** Everything the sandbox knows, in memory. */
export interface World {
  readonly apiOrigin: string;
  readonly publicOrigin: string;
  readonly audience: string;
  readonly directory: Directory;
  /** By software id. */
  readonly applications: Map<string, Application>;
  /** By client id. */
  readonly clients: Map<string, Client>;
  readonly tokens: Map<string, { readonly clientId: string; readonly expiresAtMs: number }>;
  readonly mails: Mail[];
  readonly received: Received[];
  /** `iss jti` of JWTs that were taken, with the time at which they expire. */
  readonly seen: Map<string, number>;
  readonly clock: SandboxClock;
  readonly calls: CallLog;
  readonly faults: FaultDesk;
  settings: Settings;
}

export const createWorld = (
  options: DcrOptions,
  origins: { readonly apiOrigin: string; readonly publicOrigin: string },
): World => {
  const clock = createClock(() => undefined, options.now);
  return {
    ...origins,
    audience: options.audience ?? '0dw23dsa13123',
    directory: new Directory(origins.apiOrigin, () => clock.now()),
    applications: new Map(),
    clients: new Map(),
    tokens: new Map(),
    mails: [],
    received: [],
    seen: new Map(),
    clock,
    calls: new CallLog(),
    faults: new FaultDesk(),
    settings: defaultSettings(),
  };
};
