import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, test } from 'node:test';
import { compactVerify, importJWK, type CompactVerifyResult, type JWK } from 'jose';
import { Secret } from '../../../server/lib/secret.js';
import { signCompact, verifyEd25519 } from '../../../server/signing/jws.js';
import { createSigningKey, rawEd25519, type SigningKey } from '../../../server/signing/keys.js';
import { rsaKeyPair } from '../../support/rsa-keys.js';

const pairs = {
  EdDSA: generateKeyPairSync('ed25519'),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: rsaKeyPair(0),
  PS256: rsaKeyPair(1),
};
type Algorithm = keyof typeof pairs;
const keyOf = (algorithm: Algorithm): SigningKey =>
  createSigningKey(
    new Secret(pairs[algorithm].privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    algorithm,
  );
const payload = Buffer.from('{"a":"ü"}');

const verified = async (jws: string, algorithm: Algorithm): Promise<CompactVerifyResult> =>
  compactVerify(jws, await importJWK(pairs[algorithm].publicKey.export({ format: 'jwk' }) as JWK, algorithm), {
    algorithms: [algorithm],
  });

describe('a compact JWS', () => {
  for (const algorithm of ['EdDSA', 'ES256', 'RS256', 'PS256'] as const) {
    test(`holds with ${algorithm}`, async () => {
      const result = await verified(await signCompact(keyOf(algorithm), { kid: 'k' }, payload), algorithm);
      assert.deepEqual(Buffer.from(result.payload), payload);
    });
  }

  test('keeps the members of the header in their order, alg first', async () => {
    const jws = await signCompact(keyOf('EdDSA'), { zulu: 1, alpha: 'x' }, payload);
    assert.equal(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString(), '{"alg":"EdDSA","zulu":1,"alpha":"x"}');
  });

  test('leaves a detached payload out of the text but not out of the signature', async () => {
    const key = keyOf('EdDSA');
    const attached = await signCompact(key, {}, payload);
    const detached = await signCompact(key, {}, payload, { detached: true });
    const [header = '', middle, signature = ''] = detached.split('.');
    assert.equal(middle, '');
    assert.equal(attached, `${header}.${payload.toString('base64url')}.${signature}`);
    await assert.rejects(verified(detached, 'EdDSA'));
  });

  test('of nothing has an empty middle either way', async () => {
    const key = keyOf('EdDSA');
    const nothing = new Uint8Array();
    assert.match(await signCompact(key, {}, nothing), /^[\w-]+\.\.[\w-]+$/);
    assert.equal(await signCompact(key, {}, nothing), await signCompact(key, {}, nothing, { detached: true }));
  });

  test('cannot be given another algorithm by its header', async () => {
    const jws = await signCompact(keyOf('EdDSA'), { alg: 'none' }, payload).catch(() => 'refused');
    assert.equal(jws, 'refused');
  });
});

describe('an Ed25519 check', () => {
  const { publicKey, privateKey } = pairs.EdDSA;
  const raw = rawEd25519(publicKey);
  const signature = sign(null, payload, privateKey);

  test('holds for the right key, message and signature', () => assert(verifyEd25519(raw, payload, signature)));

  test('does not hold when any of them is another', () => {
    const flipped = Buffer.from(signature);
    flipped.writeUInt8(flipped.readUInt8(10) ^ 1, 10);
    const otherKey = rawEd25519(generateKeyPairSync('ed25519').publicKey);
    assert(!verifyEd25519(raw, payload, flipped));
    assert(!verifyEd25519(raw, Buffer.from('other'), signature));
    assert(!verifyEd25519(otherKey, payload, signature));
  });

  test('does not hold, and does not throw, for keys and signatures of a wrong size', () => {
    assert(!verifyEd25519(raw.subarray(1), payload, signature));
    assert(!verifyEd25519(raw, payload, signature.subarray(1)));
    assert(!verifyEd25519(new Uint8Array(), payload, new Uint8Array()));
  });
});
