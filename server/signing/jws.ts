import { verify } from 'node:crypto';
import { CompactSign, type CryptoKey } from 'jose';
import { ed25519FromRaw } from './keys.js';

/** JOSE header members beyond `alg`, in the order in which they are to be written. */
export type JwsHeader = Readonly<Record<string, string | number>>;

/** What signs: a private key, or a shared secret. */
export interface JwsKey {
  /** The JOSE name. */
  readonly algorithm: string;
  /** Not extractable. */
  cryptoKey(): Promise<CryptoKey>;
}

/**
 * A compact JWS (RFC 7515 section 7.1) over exactly `payload`, with `alg` as the first member of its header.
 * `detached` leaves the payload out of the result (RFC 7515 appendix F), not out of the signature.
 */
export async function signCompact(
  key: JwsKey,
  header: JwsHeader,
  payload: Uint8Array,
  options: { readonly detached?: boolean } = {},
): Promise<string> {
  const signer = new CompactSign(payload).setProtectedHeader({ alg: key.algorithm, ...header });
  const jws = await signer.sign(await key.cryptoKey());
  return options.detached ? jws.replace(/\.[^.]*\./, '..') : jws;
}

/** True when `signature` is the Ed25519 signature (RFC 8032) of `message` by the key of these 32 raw bytes. */
export function verifyEd25519(rawPublicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (rawPublicKey.length !== 32 || signature.length !== 64) return false;
  return verify(null, message, ed25519FromRaw(rawPublicKey), signature);
}
