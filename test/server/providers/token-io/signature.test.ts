import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { describe, test } from 'node:test';
import { ProviderError } from '../../../../server/providers/provider-error.js';
import type { TokenIoClient } from '../../../../server/providers/token-io/client.js';
import { createSignatureCheck, signedBytes } from '../../../../server/providers/token-io/signature.js';
import { rawEd25519 } from '../../../../server/signing/keys.js';
import { verifyEd25519 } from '../../../../server/signing/jws.js';
import { context, newKeyPair } from './kit.js';

const claims = { tokenId: 'ta:1', state: 'state' };
const { publicKey, privateKey } = newKeyPair('EdDSA');
const raw = rawEd25519(publicKey).toString('base64url');
const signed = (form: Buffer, keyId = 'k1', memberId = 'm:token'): Record<string, string> => ({
  memberId,
  keyId,
  signature: sign(null, form, privateKey).toString('base64url'),
});
const genuine = signedBytes(claims);

interface World {
  keys: { id: string; publicKey: string }[];
  now: number;
  lookups: number;
  fails: boolean;
}

function newCheck(overrides: Partial<World> = {}) {
  const world: World = { keys: [{ id: 'k1', publicKey: raw }], now: 0, lookups: 0, fails: false, ...overrides };
  const client: TokenIoClient = {
    call(request, schema) {
      const isAlias = request.path.startsWith('/resolve-alias');
      if (isAlias) world.lookups += 1;
      if (world.fails) return Promise.reject(new ProviderError('provider_unavailable', { retryable: true }));
      return Promise.resolve(schema.parse({ member: isAlias ? { id: 'm:token' } : { keys: world.keys } }));
    },
  };
  return { world, check: createSignatureCheck(client, () => world.now) };
}

test('the sample of the sheet holds', () => {
  const state =
    '%7B%22csrfTokenHash%22%3A%22Hv4r7Pf8w8ohfHwBpf351U1kvXg5X9JHRWUBA2wkvbWs%22%2C%22innerState%22%3A%22abc%22%7D';
  const form = signedBytes({ tokenId: 'ta:TEST:5zKtXEAq', state });
  const key = Buffer.from('A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg', 'base64url');
  const signature = Buffer.from(
    'qz-P2omqJm9N2iuqpii_4xISx--JXTm4-bAtwC_eXsnHRtfBCWF9QdSFfs5hQmAoYnZ665ih9WFfbOtSMpcBAA',
    'base64url',
  );
  assert(verifyEd25519(key, form, signature));
});

describe('a signature', () => {
  test('holds over token id and state', async () => {
    assert(await newCheck().check(signed(genuine), claims, context()));
  });

  test('holds with a key in PEM', async () => {
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    assert(await newCheck({ keys: [{ id: 'k1', publicKey: pem }] }).check(signed(genuine), claims, context()));
  });

  for (const [name, signature] of [
    ['another member', signed(genuine, 'k1', 'm:somebody')],
    ['an unknown key', signed(genuine, 'k2')],
    ['the token id alone', signed(Buffer.from(JSON.stringify({ tokenId: claims.tokenId })))],
    ['another state', signed(signedBytes({ ...claims, state: 'other' }))],
    ['no key id', { memberId: 'm:token', signature: 'AAAA' }],
    ['nothing at all', {}],
    ['garbage', { memberId: 'm:token', keyId: 'k1', signature: '***' }],
    ['63 bytes', { memberId: 'm:token', keyId: 'k1', signature: Buffer.alloc(63).toString('base64url') }],
  ] as const) {
    test(`of ${name} does not hold`, async () => {
      assert.equal(await newCheck().check(signature, claims, context()), false);
    });
  }

  test('does not hold with a key that is no Ed25519 key', async () => {
    const rsa = newKeyPair('RS256').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    for (const odd of [rsa, 'AAAA', '-----BEGIN PUBLIC KEY-----']) {
      const { check } = newCheck({ keys: [{ id: 'k1', publicKey: odd }] });
      assert.equal(await check(signed(genuine), claims, context()), false);
    }
  });
});

describe("Token.io's keys", () => {
  test('are looked up once for callers at the same time and for an hour', async () => {
    const { world, check } = newCheck();
    await Promise.all([1, 2, 3].map(() => check(signed(genuine), claims, context())));
    world.now = 59 * 60_000;
    await check(signed(genuine), claims, context());
    assert.equal(world.lookups, 1);
    world.now = 61 * 60_000;
    await check(signed(genuine), claims, context());
    assert.equal(world.lookups, 2);
  });

  test('are looked up again for a new key, but not for every forged one', async () => {
    const { world, check } = newCheck();
    await check(signed(genuine), claims, context());
    world.keys = [{ id: 'k2', publicKey: raw }];
    for (let forged = 0; forged < 20; forged++) await check(signed(genuine, `f${forged}`), claims, context());
    assert.equal(world.lookups, 1);
    world.now = 2 * 60_000;
    assert(await check(signed(genuine, 'k2'), claims, context()));
    assert.equal(world.lookups, 2);
  });

  test('are looked up again after a failed look-up', async () => {
    const { world, check } = newCheck({ fails: true });
    await assert.rejects(check(signed(genuine), claims, context()), { code: 'provider_unavailable' });
    world.fails = false;
    assert(await check(signed(genuine), claims, context()));
  });

  test('are not looked up for a signature that cannot hold', async () => {
    const { world, check } = newCheck();
    await check({ keyId: 'k1', signature: '***' }, claims, context());
    assert.equal(world.lookups, 0);
  });
});
