import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { after, describe, test } from 'node:test';

import { bearer, KEY_ID, type BearerOptions } from './bearer.js';
import {
  API_KEY_UUID,
  at,
  basicKey,
  call,
  MEMBER_ID,
  OTHER_MEMBER_ID,
  startSandbox,
  tokenRequestBody,
  type Signer,
} from './tpp.js';
import { rsaKeyPair } from '../../../support/rsa-keys.js';

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = rsaKeyPair(0);
const stranger = generateKeyPairSync('ed25519');
const pem = (pair: { publicKey: KeyObject }): string => String(pair.publicKey.export({ type: 'spki', format: 'pem' }));

const sandbox = await startSandbox();
after(() => sandbox.close());
const { host } = new URL(sandbox.apiOrigin);

const upload = async (keyAlgorithm: string, publicKey: string): Promise<string> => {
  const answer = await call(sandbox, `/member/${MEMBER_ID}/keys`, { body: { keyAlgorithm, publicKey } });
  return String(at(answer.json, 'keyId'));
};
const ecKeyId = await upload('ECDSA_SHA256', pem(p256));
const rsaKeyId = await upload('RS256', pem(rsa));
const signEc =
  (dsaEncoding: 'ieee-p1363' | 'der'): Signer =>
  (data) =>
    sign('sha256', data, { key: p256.privateKey, dsaEncoding });
const signRsa: Signer = (data) => sign('RSA-SHA256', data, rsa.privateKey);

const body = JSON.stringify(tokenRequestBody('sim-redirect'));
const get = (options: Partial<BearerOptions> = {}) =>
  call(sandbox, '/banks?perPage=1', { authorization: bearer({ host, path: '/banks', ...options }) });
const post = (options: Partial<BearerOptions> = {}, sent = body) =>
  call(sandbox, '/token-requests', {
    body: sent,
    authorization: bearer({ host, path: '/token-requests', body, ...options }),
  });

describe('accepts a per-request JWT', () => {
  const accepted: Record<string, () => ReturnType<typeof call>> = {
    'for GET with an empty payload': () => get(),
    'with typ JWT': () => get({ claims: { typ: 'JWT' } }),
    'with exp as a decimal string': () => get({ claims: { exp: String(Date.now() + 599_000) } }),
    'for a body with a detached payload': () => post({ payload: 'detached' }),
    'for a body with an attached payload': () => post({ payload: 'attached' }),
    'by ES256 with the raw signature of JOSE': () =>
      post({ claims: { alg: 'ES256', kid: ecKeyId }, sign: signEc('ieee-p1363') }),
    'by RS256': () => post({ claims: { alg: 'RS256', kid: rsaKeyId }, sign: signRsa }),
    'for a path whose colons are percent-encoded': () =>
      call(sandbox, `/member/${encodeURIComponent(MEMBER_ID)}/keys`, {
        authorization: bearer({ host, path: `/member/${MEMBER_ID}/keys` }),
      }),
  };
  for (const [name, run] of Object.entries(accepted)) {
    test(name, async () => {
      const answer = await run();
      assert.equal(answer.status, 200, answer.text);
    });
  }
});

/** Sets one of the bits that base64url leaves unused after 64 bytes. */
const nextLastCharacter = (token: string): string =>
  `${token.slice(0, -1)}${String.fromCharCode((token.codePointAt(token.length - 1) ?? 0) + 1)}`;

describe('refuses a JWT', () => {
  const refused: Record<string, readonly [reason: string, () => ReturnType<typeof call>]> = {
    'that has expired': ['expired', () => get({ claims: { exp: Date.now() - 1 } })],
    'whose exp is in seconds': ['expired', () => get({ claims: { exp: Math.floor(Date.now() / 1000) + 300 } })],
    'that lives more than ten minutes': ['exp is more than', () => get({ claims: { exp: Date.now() + 660_000 } })],
    'without exp': ['exp must be', () => get({ claims: { exp: undefined } })],
    'whose exp is a fraction': ['exp must be', () => get({ claims: { exp: Date.now() + 1000.5 } })],
    'for another host': ['host', () => get({ claims: { host: 'api.sandbox.token.io' } })],
    'for the host without its port': ['host', () => get({ claims: { host: '127.0.0.1' } })],
    'for the host with a scheme': ['host', () => get({ claims: { host: sandbox.apiOrigin } })],
    'for another method': ['method', () => get({ claims: { method: 'POST' } })],
    'whose method is lower case': ['method', () => get({ claims: { method: 'get' } })],
    'for another path': ['path', () => get({ claims: { path: '/bank' } })],
    'whose path has the query': ['path', () => get({ claims: { path: '/banks?perPage=1' } })],
    'of an unknown member': ['unknown mid or kid', () => get({ claims: { mid: 'm:nobody:5zKtXEAq' } })],
    'of another member': ['unknown mid or kid', () => get({ claims: { mid: OTHER_MEMBER_ID } })],
    'of an unknown key': ['unknown mid or kid', () => get({ claims: { kid: 'AAAAAAAAAAAAAAAA' } })],
    'whose alg is not the one of the key': ['alg is not', () => get({ claims: { alg: 'ES256' } })],
    'with alg none': ['alg is not', () => get({ claims: { alg: 'none' } })],
    'whose alg is the name of an object member': ['alg is not', () => get({ claims: { alg: 'constructor' } })],
    'with crit': ['crit', () => get({ claims: { crit: ['b64'] } })],
    'of another typ': ['typ', () => get({ claims: { typ: 'at+jwt' } })],
    'signed by another key': ['signature', () => get({ sign: (data) => sign(null, data, stranger.privateKey) })],
    'signed by ES256 in DER': [
      'signature',
      () => post({ claims: { alg: 'ES256', kid: ecKeyId }, sign: signEc('der') }),
    ],
    'with base64 padding': ['not a JWT', () => get({ spoil: (token) => `${token}==` })],
    'with a non-canonical signature': ['not a JWT', () => get({ spoil: nextLastCharacter })],
    'without a signature': ['not a JWT', () => get({ spoil: (token) => token.replace(/[^.]+$/, '') })],
    'with four segments': ['not a JWT', () => get({ spoil: (token) => `${token}.x` })],
    'whose header is not JSON': ['not a JWT', () => get({ spoil: (token) => `bm90${token}` })],
    'for a body that was changed on the way': ['signature', () => post({}, body.replace('ref-1', 'ref-2'))],
    'for a body with other white space': [
      'payload is not the body',
      () => post({ payload: 'attached' }, JSON.stringify(JSON.parse(body), null, 1)),
    ],
    'whose payload is another body': ['payload is not the body', () => post({ payload: { text: '{}' } })],
    'whose signature leaves the body out': [
      'signature',
      () =>
        call(sandbox, '/token-requests', {
          body,
          authorization: bearer({ host, path: '/token-requests', method: 'POST' }),
        }),
    ],
  };
  for (const [name, [reason, run]] of Object.entries(refused)) {
    test(name, async () => {
      const answer = await run();
      assert.equal(answer.status, 401);
      assert.match(answer.text, new RegExp(`^UNAUTHENTICATED: JWT refused: ${reason}`));
      assert.equal(answer.headers.get('token-error'), 'UNAUTHENTICATED');
    });
  }
});

describe('Basic keys', () => {
  const cases: Record<string, readonly [status: number, authorization: string | null]> = {
    'are the member id with hyphens, a colon and the uuid': [200, basicKey(MEMBER_ID, API_KEY_UUID)],
    'belong to one member': [401, basicKey('m:nobody:5zKtXEAq', API_KEY_UUID)],
    'are refused with another uuid': [401, basicKey(MEMBER_ID, '5d0f8e4b-0000-4000-8000-000000000000')],
    'are refused with colons in the member id': [
      401,
      `Basic ${Buffer.from(`${MEMBER_ID}:${API_KEY_UUID}`).toString('base64')}`,
    ],
    'are refused under another scheme': [401, basicKey(MEMBER_ID, API_KEY_UUID).replace('Basic', 'Key')],
    'are refused in base64url': [401, `Basic ${basicKey(MEMBER_ID, API_KEY_UUID).slice(6).replace(/=*$/, '-_')}`],
    'cannot be left out': [401, null],
  };
  for (const [name, [status, authorization]] of Object.entries(cases)) {
    test(name, async () => {
      assert.equal((await call(sandbox, '/banks?perPage=1', { authorization })).status, status);
    });
  }
});

describe('keys of a member', () => {
  test('have the id that their bytes give', async () => {
    const own = await call(sandbox, `/member/${MEMBER_ID}/keys/${KEY_ID}`);
    assert.equal(at(own.json, 'key.keyAlgorithm'), 'ED25519');
  });
  test('work once they are uploaded and no longer once they are deleted', async () => {
    const fresh = generateKeyPairSync('ed25519');
    const kid = await upload('ED25519', pem(fresh));
    const signed = () => get({ claims: { kid }, sign: (data) => sign(null, data, fresh.privateKey) });
    assert.equal((await signed()).status, 200);
    const path = `/member/${MEMBER_ID}/keys/${kid}`;
    assert.equal((await call(sandbox, path, { method: 'DELETE' })).status, 200);
    assert.equal((await signed()).status, 401);
    assert.equal((await call(sandbox, path)).status, 404);
  });
  const bad: Record<string, object> = {
    'of an unknown algorithm': { keyAlgorithm: 'HS256', publicKey: pem(p256) },
    'that are not keys': { keyAlgorithm: 'ED25519', publicKey: 'AAAA' },
    'of another algorithm than said': { keyAlgorithm: 'ED25519', publicKey: pem(p256) },
    'with padding': { keyAlgorithm: 'ED25519', publicKey: 'A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=' },
    'with unknown fields': {
      keyAlgorithm: 'ED25519',
      publicKey: 'A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg',
      level: 1,
    },
  };
  for (const [name, key] of Object.entries(bad)) {
    test(`are refused ${name}`, async () => {
      const answer = await call(sandbox, `/member/${MEMBER_ID}/keys`, { body: key });
      assert.equal(answer.status, 400, answer.text);
    });
  }
  test('are nobody else’s business', async () => {
    const answer = await call(sandbox, `/member/${OTHER_MEMBER_ID}/keys`);
    assert.equal(answer.headers.get('token-error'), 'PERMISSION_DENIED');
  });
});
