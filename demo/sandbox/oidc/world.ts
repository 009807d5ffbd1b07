import { randomBytes } from 'node:crypto';

import { ArtifactStore } from './artifacts.js';
import { CallLog } from './call-log.js';
import { createClock, type SandboxClock } from './clock.js';
import { FaultDesk } from './faults.js';

/** What every simulator with an authorization server has. */
export interface OidcWorld {
  /** Begins the names of cookies. */
  readonly name: string;
  /** Signs cookies. */
  readonly cookieKey: string;
  /** For calls from server to server. */
  readonly apiOrigin: string;
  /** For everything that a browser visits. */
  readonly publicOrigin: string;
  readonly artifacts: ArtifactStore;
  readonly clock: SandboxClock;
  readonly calls: CallLog;
  readonly faults: FaultDesk;
}

export const createOidcWorld = (
  name: string,
  origins: { readonly apiOrigin: string; readonly publicOrigin: string },
): OidcWorld => {
  const artifacts = new ArtifactStore();
  return {
    name,
    cookieKey: randomBytes(32).toString('base64url'),
    ...origins,
    artifacts,
    clock: createClock((ms) => artifacts.age(Math.round(ms / 1000))),
    calls: new CallLog(),
    faults: new FaultDesk(),
  };
};
