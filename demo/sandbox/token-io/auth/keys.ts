import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

import { decodeBase64url, isObject } from '../wire.js';

export const KEY_ALGORITHMS = ['ED25519', 'ECDSA_SHA256', 'RS256'] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];
export const isKeyAlgorithm = (value: unknown): value is KeyAlgorithm =>
  KEY_ALGORITHMS.some((known) => known === value);

/** A public key of a member. */
export interface MemberKey {
  /** First 16 characters of base64url(SHA-256(raw public key bytes)) (sheet §2). */
  readonly id: string;
  readonly algorithm: KeyAlgorithm;
  /** As it was uploaded. */
  readonly publicKey: string;
  readonly key: KeyObject;
}

const TYPES: Record<KeyAlgorithm, string> = { ED25519: 'ed25519', ECDSA_SHA256: 'ec', RS256: 'rsa' };

const fromRaw = (algorithm: KeyAlgorithm, raw: Buffer): KeyObject => {
  if (algorithm === 'ED25519') {
    if (raw.length !== 32) throw new TypeError('publicKey: a raw Ed25519 key has 32 bytes');
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
  }
  if (algorithm === 'ECDSA_SHA256' && raw.length === 65 && raw[0] === 4) {
    const [x, y] = [raw.subarray(1, 33), raw.subarray(33)].map((half) => half.toString('base64url'));
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' });
  }
  return createPublicKey({ key: raw, format: 'der', type: 'spki' });
};

/** The bytes that name the key: 32 bytes of an Ed25519 key, the SubjectPublicKeyInfo of the others. */
const rawBytes = (key: KeyObject): Buffer => {
  const spki = key.export({ type: 'spki', format: 'der' });
  return key.asymmetricKeyType === 'ed25519' ? spki.subarray(-32) : spki;
};

export const keyIdOf = (key: KeyObject): string =>
  createHash('sha256').update(rawBytes(key)).digest('base64url').slice(0, 16);

/** The raw form in which `GET /members/{id}` shows an Ed25519 key. */
export const rawPublicKey = (key: KeyObject): string => rawBytes(key).toString('base64url');

/** @throws TypeError when the key cannot be read or is not of the algorithm. */
export const importKey = (algorithm: KeyAlgorithm, publicKey: string): MemberKey => {
  const raw = publicKey.startsWith('-----BEGIN PUBLIC KEY-----') ? undefined : decodeBase64url(publicKey);
  if (raw === undefined && !publicKey.startsWith('-----BEGIN'))
    throw new TypeError('publicKey: not PEM, not base64url');
  const key = raw === undefined ? createPublicKey(publicKey) : fromRaw(algorithm, raw);
  if (key.asymmetricKeyType !== TYPES[algorithm]) throw new TypeError(`publicKey: not a key for ${algorithm}`);
  if (algorithm === 'ECDSA_SHA256' && key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new TypeError('publicKey: the curve must be P-256');
  }
  return { id: keyIdOf(key), algorithm, publicKey, key };
};

/** Body of `POST /member/{id}/keys`. @throws TypeError */
export const readKeyUpload = (body: unknown): MemberKey => {
  if (!isObject(body)) throw new TypeError('body: must be an object');
  for (const name of Object.keys(body)) {
    if (name !== 'keyAlgorithm' && name !== 'publicKey') throw new TypeError(`${name}: unknown field`);
  }
  if (!isKeyAlgorithm(body['keyAlgorithm'])) throw new TypeError('keyAlgorithm: unknown value');
  if (typeof body['publicKey'] !== 'string') throw new TypeError('publicKey: required');
  return importKey(body['keyAlgorithm'], body['publicKey']);
};
