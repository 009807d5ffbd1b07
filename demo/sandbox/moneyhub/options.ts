import type { JWK } from 'oidc-provider';

import type { OidcServerOptions } from '../oidc/server.js';
import type { MoneyhubControl } from './control.js';

/** A TPP that is known to the sandbox. */
export interface MoneyhubClientOptions {
  readonly id: string;
  readonly name: string;
  /** Public keys of its `private_key_jwt` and of its request objects. */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** Of both; default RS256. */
  readonly signingAlgorithm?: string;
  /** Compared as they are written. */
  readonly redirectUris: readonly string[];
  /** Registered with signed requests: parameters that are not in a request object are refused. */
  readonly signedRequests?: boolean;
}

export interface MoneyhubOptions extends OidcServerOptions {
  readonly clients: readonly MoneyhubClientOptions[];
}

export interface MoneyhubSandbox {
  /** Identity server and data API. */
  readonly apiOrigin: string;
  readonly publicOrigin: string;
  readonly control: MoneyhubControl;
  close(): Promise<void>;
}
