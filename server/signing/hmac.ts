import { webcrypto } from 'node:crypto';
import type { CryptoKey } from 'jose';
import type { JwsKey } from './jws.js';

/**
 * A key for HMAC with SHA-256 (RFC 7518 section 3.2) of exactly these bytes, imported once. The length is the caller's
 * matter: some providers take for a secret what is none.
 */
export function createHmacKey(secret: Uint8Array): JwsKey {
  let imported: Promise<CryptoKey> | undefined;
  return {
    algorithm: 'HS256',
    cryptoKey: () =>
      (imported ??= webcrypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])),
  };
}
