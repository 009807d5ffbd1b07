import type { JWK } from 'oidc-provider';

import type { OidcServerOptions } from '../oidc/server.js';
import type { OAuthBankProfile, ProfileName } from './banks.js';
import type { OAuthBankControl } from './control.js';

/** A TPP that is known to the bank. */
export interface OAuthClientOptions {
  readonly id: string;
  readonly name: string;
  /** Compared as they are written. */
  readonly redirectUris: readonly string[];
  /** For Basic and for secrets in the form. */
  readonly secret?: string;
  /** Public keys for `private_key_jwt`, in place of a secret. */
  readonly jwks?: { readonly keys: readonly JWK[] };
}

export interface OAuthBankOptions extends OidcServerOptions {
  readonly bank: ProfileName;
  readonly clients: readonly OAuthClientOptions[];
}

export interface OAuthBankSandbox {
  readonly profile: OAuthBankProfile;
  readonly apiOrigin: string;
  readonly publicOrigin: string;
  /** What stands in `iss`. */
  readonly issuer: string;
  readonly control: OAuthBankControl;
  close(): Promise<void>;
}
