import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { importPKCS8, type CryptoKey } from 'jose';
import type { Secret } from '../lib/secret.js';

/** The signature algorithms that providers take, by their JOSE names. */
export type SigningAlgorithm = 'EdDSA' | 'ES256' | 'RS256' | 'PS256';

/** A private key, ready to sign. It is checked when it is made and imported once. */
export interface SigningKey {
  readonly algorithm: SigningAlgorithm;
  /** The public half, for checks and for publishing. */
  readonly publicKey: KeyObject;
  /** Not extractable. */
  cryptoKey(): Promise<CryptoKey>;
}

/**
 * Makes a signing key of a PEM (PKCS #8, SEC 1 or PKCS #1) or of a JWK as JSON text.
 * Throws a `TypeError` that says what is wrong, never what the key is, when the text is no private key or does not fit the algorithm.
 */
export function createSigningKey(material: Secret, algorithm: SigningAlgorithm): SigningKey {
  const privateKey = readPrivateKey(material.reveal());
  checkFits(privateKey, algorithm);
  let imported: Promise<CryptoKey> | undefined;
  return {
    algorithm,
    publicKey: createPublicKey(privateKey),
    cryptoKey: () =>
      (imported ??= importPKCS8(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), algorithm)),
  };
}

/** The raw public key of an Ed25519 key: 32 bytes. */
export function rawEd25519(publicKey: KeyObject): Buffer {
  const { x } = publicKey.export({ format: 'jwk' });
  if (publicKey.asymmetricKeyType !== 'ed25519' || x === undefined) throw new TypeError('Not an Ed25519 key');
  return Buffer.from(x, 'base64url');
}

/** An Ed25519 public key from its 32 raw bytes. */
export function ed25519FromRaw(raw: Uint8Array): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') },
    format: 'jwk',
  });
}

/** SHA-256 of the raw public key, base64url without padding. */
export function rawKeyDigest(publicKey: KeyObject): string {
  return createHash('sha256').update(rawEd25519(publicKey)).digest('base64url');
}

function readPrivateKey(text: string): KeyObject {
  try {
    return text.trimStart().startsWith('{')
      ? createPrivateKey({ key: JSON.parse(text) as JsonWebKeyInput, format: 'jwk' })
      : createPrivateKey(text);
  } catch {
    // Without the cause: OpenSSL and JSON errors may quote what they read.
    throw new TypeError('The signing key is not an unencrypted private key in PEM or JWK form');
  }
}

type JsonWebKeyInput = Extract<Parameters<typeof createPrivateKey>[0], { key: unknown; format: 'jwk' }>['key'];

function checkFits(key: KeyObject, algorithm: SigningAlgorithm): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const fits = {
    EdDSA: type === 'ed25519',
    ES256: type === 'ec' && details?.namedCurve === 'prime256v1',
    RS256: type === 'rsa' && (details?.modulusLength ?? 0) >= 2048,
    PS256: type === 'rsa' && (details?.modulusLength ?? 0) >= 2048,
  } satisfies Record<SigningAlgorithm, boolean>;
  if (!fits[algorithm]) throw new TypeError(`The signing key does not fit ${algorithm}: ${requirement[algorithm]}`);
}

const requirement = {
  EdDSA: 'it takes an Ed25519 key.',
  ES256: 'it takes an EC key on the curve P-256.',
  RS256: 'it takes an RSA key of 2048 bits or more.',
  PS256: 'it takes an RSA key of 2048 bits or more.',
} satisfies Record<SigningAlgorithm, string>;
