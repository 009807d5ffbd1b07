import { createHash, generateKeyPairSync } from 'node:crypto';

import type { JWK } from 'oidc-provider';

/** A private RSA key of 2048 bits with the id that RFC 7638 gives it. */
export const newRsaKey = (): JWK & { readonly kid: string } => {
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const thumbprint = JSON.stringify({ e: jwk['e'], kty: jwk['kty'], n: jwk['n'] });
  return { ...jwk, use: 'sig', kid: createHash('sha256').update(thumbprint).digest('base64url') };
};

const firstKeys = new Map<string, ReturnType<typeof newRsaKey>>();

/** The first key of a server: one for each name and process, because to make one takes as long as the rest of a start. */
export function firstRsaKey(server: string): ReturnType<typeof newRsaKey> {
  const key = firstKeys.get(server) ?? newRsaKey();
  firstKeys.set(server, key);
  return key;
}
