import { type DemoSecrets, publicKeyOf } from './secrets.js';

// Member ids as Token.io gives them: m:<id>:<realm>.
export const mainMemberId = 'm:2kTWq7XbLarchLumenDemoMain9r:5zKtXEAq';
export const hostedMemberId = 'm:3nPVr8YcLarchLumenDemoHost7s:5zKtXEAq';
export const tppMemberId = 'm:4qRZs9ZdLarchLumenDemoTppp5t:5zKtXEAq';

/** The demo's three ways of being a TPP, as the sandbox knows them. */
export const sandboxMembers = (secrets: DemoSecrets) => [
  {
    id: mainMemberId,
    callbackType: 'TOKEN_CALLBACK' as const,
    keys: [{ algorithm: 'ED25519' as const, publicKey: publicKeyOf(secrets.signingKey) }],
  },
  {
    id: hostedMemberId,
    callbackType: 'TOKEN_CALLBACK' as const,
    keys: [{ algorithm: 'ED25519' as const, publicKey: publicKeyOf(secrets.hostedSigningKey) }],
  },
  { id: tppMemberId, callbackType: 'TPP_CALLBACK' as const, apiKeyUuid: secrets.basicKeyUuid },
];
