import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { describe, test } from 'node:test';
import type { HttpRequest } from '../../../../server/lib/provider-http.js';
import { Secret } from '../../../../server/lib/secret.js';
import {
  createAuthenticate,
  requestJwt,
  tokenKeyId,
  type RequestSigner,
} from '../../../../server/providers/token-io/authentication.js';
import { TokenIoConfig } from '../../../../server/providers/token-io/options.js';
import { authorizationRequest, banksRequest, tokenRequest } from '../../../../server/providers/token-io/requests.js';
import { createSigningKey, type SigningKey } from '../../../../server/signing/keys.js';
import { basicKey, context, jwtAuth, keyIdOf, type Algorithm } from './kit.js';

const now = 1_699_999_700_000;
const seed = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const jwk = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: seed.toString('base64url'),
  x: 'A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg',
};
const vectorKey = createSigningKey(new Secret(JSON.stringify(jwk)), 'EdDSA');

const signerOf = (key: SigningKey, overrides: Partial<RequestSigner> = {}): RequestSigner => ({
  key,
  keyId: 'Vkdap1RjR0wChd9d',
  memberId: 'm:TEST:5zKtXEAq',
  host: 'api.sandbox.token.io',
  detached: false,
  ...overrides,
});

const get: HttpRequest = { method: 'GET', path: '/banks', headers: {} };
const body = '{"a":"ü","b":1}';
const post: HttpRequest = { method: 'POST', path: '/token-requests', headers: {}, body };

const decode = (segment = ''): Buffer => Buffer.from(segment, 'base64url');
const headerOf = (jwt: string): Record<string, unknown> =>
  JSON.parse(decode(jwt.split('.')[0]).toString()) as Record<string, unknown>;

test('makes the sample JWT of the sheet, byte for byte', async () => {
  assert.equal(
    await requestJwt(signerOf(vectorKey), get, now),
    'eyJhbGciOiJFZERTQSIsImV4cCI6MTcwMDAwMDAwMDAwMCwiaG9zdCI6ImFwaS5zYW5kYm94LnRva2VuLmlvIiwia2lkIjoiVmtkYXAxUmpSMHdDaGQ5ZCIsIm1ldGhvZCI6IkdFVCIsIm1pZCI6Im06VEVTVDo1ekt0WEVBcSIsInBhdGgiOiIvYmFua3MifQ..k6IO3IHqQDxRXFw6aP6eq5PRDtkHdePYUm7faacR9RQTRIlLyVAbDLyM3Q8HuAIU7S2oy9a0AI0eGJ51LZ31Dg',
  );
});

test('derives the key id of the sheet', () => {
  assert.equal(tokenKeyId(vectorKey), 'Vkdap1RjR0wChd9d');
});

describe('a request JWT', () => {
  for (const algorithm of ['EdDSA', 'ES256', 'RS256'] as const) {
    for (const detached of [false, true]) {
      test(`${algorithm}, body ${detached ? 'detached' : 'attached'}: holds against an independent check of the sent bytes`, async () => {
        const key = createSigningKey(new Secret(jwtAuth(algorithm).privateKey), algorithm);
        const [header, payload, signature] = (await requestJwt(signerOf(key, { detached }), post, now)).split('.');
        const sent = Buffer.from(body).toString('base64url');
        assert.equal(payload, detached ? '' : sent);
        const input = Buffer.from(`${header ?? ''}.${sent}`);
        assert(independently(algorithm, key, input, decode(signature)));
        assert(!independently(algorithm, key, Buffer.from(`${header ?? ''}.`), decode(signature)));
      });
    }
  }

  test('holds method, host, member, key and the path without the query', async () => {
    const request = banksRequest(2, 'm:a:b', ['DE']);
    const { alg, exp, ...claims } = headerOf(await requestJwt(signerOf(vectorKey), request, now));
    assert.deepEqual(claims, {
      host: 'api.sandbox.token.io',
      kid: 'Vkdap1RjR0wChd9d',
      method: 'GET',
      mid: 'm:TEST:5zKtXEAq',
      path: '/banks',
    });
    assert.equal(alg, 'EdDSA');
    assert(typeof exp === 'number' && exp > now && exp - now < 600_000);
  });

  test('names the path as it is sent, colons and escapes included', async () => {
    assert.equal(
      headerOf(await requestJwt(signerOf(vectorKey), tokenRequest('ta:1:5z'), now))['path'],
      '/tokens/ta:1:5z',
    );
    assert.equal(
      headerOf(await requestJwt(signerOf(vectorKey), tokenRequest('a/b ?'), now))['path'],
      '/tokens/a%2Fb%20%3F',
    );
  });

  test('covers exactly the body of a real call', async () => {
    const credentials = { otp: '123456', straße: '🔑' };
    const flags = { consentAccepted: true, useCredentialFlow: true, useWebappCredentialsFlow: false };
    const request = authorizationRequest('rq:1:5z', { credentials, ...flags }, context());
    const [, payload] = (await requestJwt(signerOf(vectorKey), request, now)).split('.');
    assert.equal(decode(payload).toString(), request.body);
  });
});

function independently(algorithm: Algorithm, key: SigningKey, data: Buffer, signature: Buffer): boolean {
  const publicKey = createPublicKey(key.publicKey.export({ type: 'spki', format: 'pem' }));
  if (algorithm === 'EdDSA') return verify(null, data, publicKey, signature);
  if (algorithm === 'RS256') return verify('RSA-SHA256', data, publicKey, signature);
  return verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}

describe('the authorization header', () => {
  const config = (auth: unknown): TokenIoConfig =>
    TokenIoConfig.parse({
      kind: 'token-io',
      id: 'token-io',
      apiUrl: 'https://api.example:8443',
      memberId: 'm:3aTestApiMember:5zKtXEAq',
      auth,
    });

  test('is the Basic key as it was configured', async () => {
    const key = basicKey('api');
    const { headers } = await createAuthenticate(config({ scheme: 'basic', key }))(get, now);
    assert.equal(headers['authorization'], `Basic ${key}`);
  });

  test('is a fresh JWT for host and port, with the derived key id', async () => {
    const authenticate = createAuthenticate(config(jwtAuth()));
    const [first, second] = await Promise.all([authenticate(get, now), authenticate(get, now + 1)]);
    assert.notEqual(first.headers['authorization'], second.headers['authorization']);
    const { host, kid } = headerOf((first.headers['authorization'] ?? '').replace('Bearer ', ''));
    assert.deepEqual([host, kid], ['api.example:8443', keyIdOf('EdDSA')]);
  });

  test('leaves the request as it was', async () => {
    const signed = await createAuthenticate(config(jwtAuth()))(post, now);
    assert.deepEqual({ ...signed, headers: {} }, post);
  });
});
