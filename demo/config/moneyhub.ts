import { createPublicKey } from 'node:crypto';
import type { MoneyhubClientOptions } from '../sandbox/moneyhub/index.js';
import { browserOrigins, type DemoPorts, directOrigin } from './addresses.js';
import { merchantId } from './merchant.js';
import type { DemoSecrets } from './secrets.js';

const clientId = '1e1b2556-6e29-426c-9a52-8cd5b9019c72';
const signedClientId = '4d1f9f0a-52a7-4d7a-8d0e-0b7f6c1f2e33';
const algorithm = 'ES256';
const keyId = 'larch-lumen-demo';

/** Two ways to make an authorization request; the test bank for signed ones shows up with the second. */
const pushed = 'moneyhub';
const signed = 'moneyhub-signed';
const signedBanks = ['b5d4c9a3e8f7460192a3b4c5d6e7f809'];

const redirectUri = (ports: DemoPorts, instance: string): string =>
  `${browserOrigins(ports).companion}/callback/${merchantId}/${instance}`;

/** The demo as a TPP, as the simulator knows it. */
export const moneyhubClients = (secrets: DemoSecrets, ports: DemoPorts): readonly MoneyhubClientOptions[] => {
  const jwk = createPublicKey(secrets.moneyhubKey).export({ format: 'jwk' });
  const client = {
    name: 'Larch & Lumen',
    jwks: { keys: [{ ...jwk, kid: keyId, use: 'sig', alg: algorithm }] },
    signingAlgorithm: algorithm,
  };
  return [
    { ...client, id: clientId, redirectUris: [redirectUri(ports, pushed)] },
    { ...client, id: signedClientId, redirectUris: [redirectUri(ports, signed)], signedRequests: true },
  ];
};

/** The providers in the companion's configuration. */
export const moneyhubProviders = (secrets: DemoSecrets, ports: DemoPorts): object[] => {
  const origin = directOrigin(ports.moneyhub);
  const common = {
    kind: 'moneyhub',
    identityUrl: origin,
    apiUrl: origin,
    authorizationUrl: `${browserOrigins(ports).moneyhub}/oidc/auth`,
    auth: { algorithm, privateKey: secrets.moneyhubKey, keyId },
    bankList: 'all',
  };
  return [
    { ...common, id: pushed, clientId, exclude: signedBanks },
    { ...common, id: signed, clientId: signedClientId, authorizationRequest: 'signed', include: signedBanks },
  ];
};
