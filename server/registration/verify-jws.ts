import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import type { RegistrationAlgorithm } from './profiles.js';

/** Public keys as a JWK set (RFC 7517 section 5). Private members are refused: such a file is in the wrong place. */
export const KeySet = z.object({
  keys: z
    .array(
      z
        .looseObject({ kty: z.string(), kid: z.string().optional() })
        .refine(
          (key) => key['d'] === undefined && key['k'] === undefined,
          'Holds a private key; give public keys only.',
        ),
    )
    .min(1),
});
export type KeySet = z.infer<typeof KeySet>;

/** True when a key of the set verifies the compact JWS with one of the algorithms. `kid` picks the key. */
export async function verifyJws(
  compact: string,
  keys: KeySet,
  algorithms: readonly RegistrationAlgorithm[],
): Promise<boolean> {
  try {
    await compactVerify(compact, createLocalJWKSet(keys as JSONWebKeySet), { algorithms: [...algorithms] });
    return true;
  } catch {
    return false;
  }
}
