import type { ProviderDeps } from '../registry.js';
import type { MoneyhubClient } from './client.js';
import { IdTokenError, verifyIdToken, type ExpectedIdentity, type Identity } from './id-token.js';
import { createIssuerKeys } from './keys.js';
import { issuerOf, type MoneyhubConfig } from './options.js';
import type { WireTokens } from './wire.js';

/** Reads who connected what from the id token of a token answer. Throws `IdTokenError`. */
export type Identify = (
  tokens: WireTokens,
  expected: Pick<ExpectedIdentity, 'nonce' | 'userId' | 'connectionId'>,
) => Promise<Identity>;

export function createIdentify(config: MoneyhubConfig, deps: ProviderDeps, client: MoneyhubClient): Identify {
  const keys = createIssuerKeys(() => client.keys(), deps.now);
  const { clientId, idTokenAlgorithm: algorithm } = config;
  const issuer = issuerOf(config);
  return async ({ id_token: idToken, access_token: accessToken }, expected) => {
    if (idToken === undefined) throw new IdTokenError('missing');
    return verifyIdToken(idToken, keys, { issuer, clientId, algorithm, accessToken, now: deps.now(), ...expected });
  };
}
