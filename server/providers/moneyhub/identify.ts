import type { ProviderDeps } from '../registry.js';
import type { MoneyhubClient } from './client.js';
import { IdTokenError, verifyIdToken, type ExpectedIdentity, type Identity } from './id-token.js';
import { createIssuerKeys } from './keys.js';
import { issuerOf, type MoneyhubConfig } from './options.js';
import { sharedCall } from './shared-call.js';
import type { WireTokens } from './wire.js';

/** Reads who connected what from the id token of a token answer. Throws `IdTokenError`. */
export type Identify = (
  tokens: WireTokens,
  expected: Pick<ExpectedIdentity, 'nonce' | 'userId' | 'connectionId'>,
  signal: AbortSignal,
) => Promise<Identity>;

export function createIdentify(config: MoneyhubConfig, deps: ProviderDeps, client: MoneyhubClient): Identify {
  const keys = createIssuerKeys(() => client.keys(), deps.now);
  const { clientId, idTokenAlgorithm: algorithm } = config;
  const issuer = issuerOf(config);
  return async ({ id_token: idToken, access_token: accessToken }, expected, signal) => {
    if (idToken === undefined) throw new IdTokenError('missing');
    const common = { issuer, clientId, algorithm, accessToken, now: deps.now() };
    return sharedCall(() => verifyIdToken(idToken, keys, { ...common, ...expected }), signal);
  };
}
