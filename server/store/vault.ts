import { createHmac } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { Secret } from '../lib/secret.js';
import { StoreError } from './store-error.js';
import type { Vault } from './store.js';

/** One key of the ring. */
export interface VaultKey {
  /** Written next to every value; 1–32 letters, digits, `.`, `_` or `-`. */
  readonly id: string;
  /** 32 random bytes, base64url without padding (43 characters). */
  readonly key: Secret;
}

const keyBytes = 32;
const minDistinctBytes = 16;
const keyIdPattern = /^[A-Za-z0-9._-]{1,32}$/;

/**
 * Encrypts values as compact JWE (RFC 7516: `dir`, A256GCM). The first key writes, every key reads. The context (table,
 * owner, id, version) is part of the protected header, so it is authenticated: a value that was moved to another row, or
 * put back from an older version, does not open.
 *
 * Throws a `TypeError` that names the key (never its value) when a key is missing, weak or there twice.
 */
export async function createVault(keys: readonly VaultKey[]): Promise<Vault> {
  const [first] = keys;
  if (first === undefined) throw new TypeError('The vault needs at least one key');
  const ring = await importRing(keys);
  const writingKey = ring.get(first.id) as CryptoKey;
  // Of their own, so that what encrypts does nothing else.
  const digestKeys = keys.map(({ id, key }) =>
    createHmac('sha256', decodeKey(id, key.reveal())).update('index').digest(),
  );

  return {
    writingKeyId: first.id,

    async seal(value, context) {
      const plaintext = new TextEncoder().encode(JSON.stringify(value));
      return new CompactEncrypt(plaintext)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: first.id, ctx: context })
        .encrypt(writingKey);
    },

    async open(sealed, context) {
      const key = ring.get(keyIdOf(sealed));
      if (key === undefined) throw new StoreError('unknown_key', 'Sealed with a key that is not in the ring');
      const { plaintext, protectedHeader } = await decrypt(sealed, key);
      if (protectedHeader['ctx'] !== context) throw new StoreError('unreadable', 'Sealed for another row');
      return JSON.parse(new TextDecoder().decode(plaintext)) as unknown;
    },

    digests: (value, context) =>
      digestKeys.map((key) =>
        createHmac('sha256', key)
          .update(JSON.stringify([context, value]))
          .digest('base64url'),
      ),
  };
}

function keyIdOf(sealed: string): string {
  try {
    const { kid } = decodeProtectedHeader(sealed);
    if (typeof kid === 'string') return kid;
  } catch (cause) {
    throw new StoreError('unreadable', 'Not a sealed value', { cause });
  }
  throw new StoreError('unreadable', 'A sealed value without key id');
}

async function decrypt(sealed: string, key: CryptoKey) {
  try {
    return await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
  } catch (cause) {
    throw new StoreError('unreadable', 'A sealed value that is damaged or forged', { cause });
  }
}

async function importRing(keys: readonly VaultKey[]): Promise<ReadonlyMap<string, CryptoKey>> {
  const ring = new Map<string, CryptoKey>();
  const owners = new Map<string, string>();
  for (const { id, key } of keys) {
    if (!keyIdPattern.test(id))
      throw new TypeError(`Vault key id ${JSON.stringify(id)}: use 1–32 of A–Z a–z 0–9 . _ -`);
    if (ring.has(id)) throw new TypeError(`Vault key "${id}" is there twice`);
    const bytes = decodeKey(id, key.reveal());
    const twin = owners.get(bytes.toString('base64url'));
    if (twin !== undefined) throw new TypeError(`Vault keys "${twin}" and "${id}" are the same key`);
    owners.set(bytes.toString('base64url'), id);
    ring.set(id, await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']));
  }
  return ring;
}

function decodeKey(id: string, text: string): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(text, 'base64url');
  // Buffer skips what is not base64url: only a text that encodes back to itself is one.
  if (bytes.length !== keyBytes || bytes.toString('base64url') !== text) {
    throw new TypeError(`Vault key "${id}": expected 32 bytes as base64url (43 characters)`);
  }
  if (new Set(bytes).size < minDistinctBytes)
    throw new TypeError(`Vault key "${id}" is not random; generate a new one`);
  return bytes;
}
