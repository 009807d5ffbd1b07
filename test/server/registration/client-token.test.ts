import assert from 'node:assert/strict';
import { constants, createHmac, verify } from 'node:crypto';
import { describe, test } from 'node:test';
import type { HttpRequest } from '../../../server/lib/http-exchange.js';
import {
  clientTokenRequest,
  processClientToken,
  type TokenSettings,
} from '../../../server/registration/client-token.js';
import type { RegisteredClient } from '../../../server/registration/client.js';
import { createSigningKey } from '../../../server/signing/keys.js';
import { freshId, keyId, nowSeconds, privatePem, rsa, secretOf } from './kit.js';

const settings: TokenSettings = { url: 'https://bank.example/token?tenant=1' };
const world = {
  key: createSigningKey(secretOf(privatePem()), 'PS256'),
  keyId,
  now: () => nowSeconds * 1000,
  randomId: freshId,
};
const client = (method?: string, clientSecret?: string): RegisteredClient => ({
  clientId: 'client 1:ü',
  ...(clientSecret === undefined ? {} : { clientSecret }),
  metadata: method === undefined ? {} : { tokenEndpointAuthMethod: method },
});
const request = async (of: RegisteredClient, more: Partial<TokenSettings> = {}): Promise<HttpRequest> => {
  const made = await clientTokenRequest({ ...settings, ...more }, of, world);
  assert.ok(made);
  return made;
};
const formOf = ({ body = '' }: HttpRequest) => Object.fromEntries(new URLSearchParams(body));
const claimsOf = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('a request for a bearer', () => {
  test('is a form to the token endpoint, with a scope where one is set', async () => {
    const { method, path, headers, ...rest } = await request(client('tls_client_auth'), { scope: 'openid' });
    assert.deepEqual([method, path], ['POST', '/token?tenant=1']);
    assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
    assert.deepEqual(formOf({ method, path, headers, ...rest }), {
      grant_type: 'client_credentials',
      scope: 'openid',
      client_id: 'client 1:ü',
    });
  });

  test('signs with private_key_jwt: one audience, a minute to live, verified by Node alone', async () => {
    const form = formOf(await request(client('private_key_jwt')));
    assert.equal(form['client_assertion_type'], 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const jwt = form['client_assertion'] ?? '';
    const { jti, ...claims } = claimsOf(jwt);
    assert.deepEqual(claims, {
      iss: 'client 1:ü',
      sub: 'client 1:ü',
      aud: 'https://bank.example/token?tenant=1',
      iat: nowSeconds,
      exp: nowSeconds + 60,
    });
    assert.match(String(jti), /^[0-9a-f-]{36}$/);
    const [header = '', body = '', signature = ''] = jwt.split('.');
    assert.equal(Buffer.from(header, 'base64url').toString(), `{"alg":"PS256","kid":"${keyId}"}`);
    const key = { key: rsa.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    assert.ok(verify('sha256', Buffer.from(`${header}.${body}`), key, Buffer.from(signature, 'base64url')));
  });

  test('names the audience that the bank wants', async () => {
    const { client_assertion: jwt = '' } = formOf(
      await request(client('private_key_jwt'), { audience: 'https://issuer' }),
    );
    assert.equal(claimsOf(jwt)['aud'], 'https://issuer');
  });

  test('has a new jti each time', async () => {
    const all = await Promise.all(Array.from({ length: 200 }, () => request(client('private_key_jwt'))));
    const ids = all.map((one) => claimsOf(formOf(one)['client_assertion'] ?? '')['jti']);
    assert.equal(new Set(ids).size, 200);
  });

  test('form-encodes both halves of Basic credentials', async () => {
    const { headers } = await request(client('client_secret_basic', 'a b:ü%'));
    const [scheme, value = ''] = (headers['authorization'] ?? '').split(' ');
    assert.equal(scheme, 'Basic');
    assert.equal(Buffer.from(value, 'base64').toString(), 'client+1%3A%C3%BC:a+b%3A%C3%BC%25');
  });

  test('puts a secret in the body where the bank registered that', async () => {
    const form = formOf(await request(client('client_secret_post', 's')));
    assert.deepEqual(form, { grant_type: 'client_credentials', client_id: 'client 1:ü', client_secret: 's' });
  });

  test('signs with the secret for client_secret_jwt', async () => {
    const { client_assertion: jwt = '' } = formOf(await request(client('client_secret_jwt', 'shared')));
    const [header = '', body = '', signature = ''] = jwt.split('.');
    assert.equal(signature, createHmac('sha256', 'shared').update(`${header}.${body}`).digest('base64url'));
  });

  test('takes the way that fits where the bank says none', async () => {
    assert.ok('client_assertion' in formOf(await request(client())));
    assert.ok((await request(client(undefined, 's'))).headers['authorization']?.startsWith('Basic '));
  });

  for (const method of ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'none', 'self_signed']) {
    test(`cannot be made for ${method} without what it needs`, async () => {
      assert.equal(await clientTokenRequest(settings, client(method), world), undefined);
    });
  }
});

describe('the answer to it', () => {
  const process = (status: number, body: unknown, type = 'application/json') =>
    processClientToken(
      { status, headers: new Map([['content-type', type]]), body: Buffer.from(JSON.stringify(body)) },
      'token',
      0,
    );

  test('is a bearer that does not show itself', () => {
    const outcome = process(200, { access_token: 'canary', token_type: 'bearer', expires_in: 300 });
    assert.ok(outcome.kind === 'token' && outcome.bearer.reveal() === 'canary');
    assert.ok(!JSON.stringify(outcome).includes('canary'));
  });

  test('may refuse the client', () => {
    const outcome = process(401, { error: 'invalid_client' });
    assert.deepEqual(outcome, {
      kind: 'refused',
      refusal: { httpStatus: 401, reason: 'other', word: 'invalid_client' },
    });
  });

  const unreadable: Record<string, [status: number, body: unknown, type?: string]> = {
    'another type of token': [200, { access_token: 'x', token_type: 'DPoP' }],
    'a token with a line break': [200, { access_token: 'a\nb', token_type: 'Bearer' }],
    'no token': [200, { token_type: 'Bearer' }],
    HTML: [200, {}, 'text/html'],
    'a 204': [204, {}],
  };
  for (const [name, [status, body, type]] of Object.entries(unreadable)) {
    test(`is not understood when it is ${name}`, () => {
      assert.throws(() => process(status, body, type), { code: 'bad_provider_answer' });
    });
  }

  test('may not come', () => assert.throws(() => process(503, {}), { code: 'provider_unavailable' }));
});
