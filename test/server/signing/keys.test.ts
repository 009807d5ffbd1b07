import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, test } from 'node:test';
import { Secret } from '../../../server/lib/secret.js';
import {
  createSigningKey,
  ed25519FromRaw,
  rawEd25519,
  rawKeyDigest,
  type SigningAlgorithm,
} from '../../../server/signing/keys.js';
import { rsaKeyPair } from '../../support/rsa-keys.js';

const ed = generateKeyPairSync('ed25519');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = rsaKeyPair(0);
const pem = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'pkcs1' = 'pkcs8'): string =>
  key.export({ type, format: 'pem' } as { type: 'pkcs8'; format: 'pem' }).toString();
const jwk = (key: KeyObject): string => JSON.stringify(key.export({ format: 'jwk' }));
const create = (text: string, algorithm: SigningAlgorithm) => createSigningKey(new Secret(text), algorithm);

describe('a signing key', () => {
  for (const [name, text, algorithm, pair] of [
    ['Ed25519 in PKCS #8', pem(ed.privateKey), 'EdDSA', ed],
    ['Ed25519 as JWK', jwk(ed.privateKey), 'EdDSA', ed],
    ['P-256 in PKCS #8', pem(ec.privateKey), 'ES256', ec],
    ['P-256 in SEC 1', pem(ec.privateKey, 'sec1'), 'ES256', ec],
    ['P-256 as JWK', jwk(ec.privateKey), 'ES256', ec],
    ['RSA in PKCS #8', pem(rsa.privateKey), 'RS256', rsa],
    ['RSA in PKCS #1', pem(rsa.privateKey, 'pkcs1'), 'RS256', rsa],
    ['RSA for PSS in PKCS #8', pem(rsa.privateKey), 'PS256', rsa],
    ['RSA as JWK', `\n ${jwk(rsa.privateKey)}`, 'RS256', rsa],
  ] as const) {
    test(`is read from ${name}`, async () => {
      const key = create(text, algorithm);
      assert(key.publicKey.equals(pair.publicKey));
      const cryptoKey = await key.cryptoKey();
      assert.deepEqual([cryptoKey.type, cryptoKey.extractable, cryptoKey.usages], ['private', false, ['sign']]);
    });
  }

  test('is imported once', async () => {
    const key = create(pem(ed.privateKey), 'EdDSA');
    const [first, second] = await Promise.all([key.cryptoKey(), key.cryptoKey()]);
    assert.equal(first, second);
  });

  for (const [name, text, algorithm] of [
    ['a public key', ed.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'EdDSA'],
    ['a public JWK', jwk(ed.publicKey), 'EdDSA'],
    ['broken JSON', '{"kty":', 'EdDSA'],
    ['some words', 'correct horse', 'EdDSA'],
    ['nothing', '', 'EdDSA'],
    [
      'an encrypted key',
      ed.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
      'EdDSA',
    ],
    ['a symmetric JWK', '{"kty":"oct","k":"AAAA"}', 'EdDSA'],
    ['an RSA key for EdDSA', pem(rsa.privateKey), 'EdDSA'],
    ['an Ed25519 key for ES256', pem(ed.privateKey), 'ES256'],
    ['a P-384 key for ES256', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey), 'ES256'],
    ['an RSA key of 1024 bits', pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), 'RS256'],
    ['an RSA key of 1024 bits for PSS', pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), 'PS256'],
    ['an X25519 key for EdDSA', pem(generateKeyPairSync('x25519').privateKey), 'EdDSA'],
  ] as const) {
    test(`is not made of ${name}`, () => assert.throws(() => create(text, algorithm), TypeError));
  }

  test('is quoted by no error', () => {
    const text = pem(ed.privateKey).replace('MC4', 'XX4');
    assert.throws(
      () => create(text, 'EdDSA'),
      (error: Error) => !inspect(error, { depth: 9 }).includes(text.slice(40, 60)),
    );
  });
});

describe('the raw form of an Ed25519 key', () => {
  test('is 32 bytes and goes both ways', () => {
    const raw = rawEd25519(ed.publicKey);
    assert.equal(raw.length, 32);
    assert(ed25519FromRaw(raw).equals(ed.publicKey));
  });

  test('does not exist for other keys', () => assert.throws(() => rawEd25519(ec.publicKey), TypeError));

  test('has the digest of the sample in the API document', () => {
    const raw = Buffer.from('A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg', 'base64url');
    assert(rawKeyDigest(ed25519FromRaw(raw)).startsWith('Vkdap1RjR0wChd9d'));
  });
});
