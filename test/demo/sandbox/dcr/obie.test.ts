import assert from 'node:assert/strict';
import { createPublicKey, constants, verify, type JsonWebKey } from 'node:crypto';
import { after, afterEach, beforeEach, describe, test } from 'node:test';

import { call, enrol, errorOf, KID, signJwt, startWithSoftware, tokenFor, type Answer, type Tpp } from './tpp.js';

const { sandbox } = await startWithSoftware();
const { control } = sandbox;
after(() => sandbox.close());
afterEach(() => control.reset());

let tpp: Tpp;
beforeEach(() => {
  tpp = enrol(sandbox);
});

const clientIdOf = ({ json }: Answer): string => String(json['client_id']);

/** A registered client with a bearer of its own. */
const registered = async (overrides: Record<string, unknown> = {}) => {
  const answer = await tpp.register('obie', overrides);
  assert.equal(answer.status, 201, answer.text);
  const clientId = clientIdOf(answer);
  const bearer = async () => `Bearer ${String((await tokenFor(sandbox, clientId)).json['access_token'])}`;
  const manage = (method: string, authorization: string, options = {}): Promise<Answer> =>
    method === 'PUT'
      ? tpp.register('obie', overrides, { method, path: `/${clientId}`, authorization, ...options })
      : call(`${sandbox.registrationUrls.obie}/${clientId}`, { method, headers: { authorization } });
  return { answer, clientId, bearer, manage };
};

const assertUnauthorised = ({ status, headers }: Answer): void =>
  assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Bearer']);

describe('the public conformance cases', () => {
  test('DCR-001: discovery names where to register', async () => {
    const { json } = await call(`${sandbox.apiOrigin}/.well-known/openid-configuration`);
    assert.equal(json['registration_endpoint'], sandbox.registrationUrls.obie);
    assert.equal(json['token_endpoint'], sandbox.tokenUrl);
  });

  test('DCR-002: registering gives a client that gets a token by client credentials', async () => {
    const { answer, clientId } = await registered();
    assert.ok(clientId.length <= 36);
    assert.equal(typeof answer.json['client_id_issued_at'], 'number');
    assert.equal(answer.json['software_client_name'], 'Sandbox software');
    assert.deepEqual(answer.json['redirect_uris'], tpp.claims()['redirect_uris']);
    const token = await tokenFor(sandbox, clientId);
    assert.deepEqual([token.status, token.json['token_type']], [200, 'Bearer']);
  });

  test('DCR-003 and 010: a deleted client is unknown, and so is its token', async () => {
    const { bearer, manage, clientId } = await registered();
    const authorization = await bearer();
    assert.equal((await manage('DELETE', authorization)).status, 204);
    assertUnauthorised(await manage('GET', authorization));
    assert.equal(errorOf(await tokenFor(sandbox, clientId)), '401 invalid_client');
  });

  test('DCR-005: reading gives the client as it was registered', async () => {
    const { answer, bearer, manage } = await registered();
    const read = await manage('GET', await bearer());
    assert.deepEqual([read.status, read.json], [200, answer.json]);
  });

  test('DCR-007: nothing is read with a token that is none', async () => {
    const { manage, bearer } = await registered();
    assertUnauthorised(await manage('GET', 'Bearer foobar'));
    const authorization = await bearer();
    control.clock.advance(301_000);
    assertUnauthorised(await manage('GET', authorization));
  });

  test('DCR-008: updating changes what is read', async () => {
    const { bearer, manage, clientId } = await registered();
    const authorization = await bearer();
    const text = signJwt(tpp.claims({ scope: 'openid accounts payments' }));
    const put = await manage('PUT', authorization, { text });
    assert.deepEqual([put.status, clientIdOf(put)], [200, clientId]);
    assert.equal((await manage('GET', authorization)).json['scope'], 'openid accounts payments');
  });

  test('DCR-009: nothing is updated after it was deleted', async () => {
    const { bearer, manage } = await registered();
    const authorization = await bearer();
    await manage('DELETE', authorization);
    assertUnauthorised(await manage('PUT', authorization));
  });

  const refused = {
    'an exp one hour ago': () => ({ exp: Math.floor(control.clock.now() / 1000) - 3600 }),
    'an issuer that is no id': () => ({ iss: 'foo.is/invalid' }),
    'an empty issuer': () => ({ iss: '' }),
    'an issuer of 30 digits': () => ({ iss: '1'.repeat(30) }),
  };
  for (const [name, claims] of Object.entries(refused)) {
    test(`DCR-004: refuses ${name} with 400`, async () => {
      assert.equal((await tpp.register('obie', claims())).status, 400);
    });
  }

  test('DCR-004: refuses RS256 all over with 400', async () => {
    const claims = { id_token_signed_response_alg: 'RS256', token_endpoint_auth_signing_alg: 'RS256' };
    assert.equal((await tpp.register('obie', claims, { algorithm: 'RS256' })).status, 400);
  });

  test('DCR-011: refuses response types without code with 400', async () => {
    assert.equal((await tpp.register('obie', { response_types: ['id_token', 'token'] })).status, 400);
  });
});

describe('an OBIE bank', () => {
  test('gives a secret to clients that use one, with the time at which it ends', async () => {
    const claims = { token_endpoint_auth_method: 'client_secret_post', token_endpoint_auth_signing_alg: undefined };
    const { json } = await tpp.register('obie', claims);
    assert.equal(json['client_secret_expires_at'], 0);
    const form = { grant_type: 'client_credentials', client_id: clientIdOf({ json } as Answer) };
    const post = (secret: string) =>
      call(sandbox.tokenUrl, { method: 'POST', body: new URLSearchParams({ ...form, client_secret: secret }) });
    assert.equal((await post(String(json['client_secret']))).status, 200);
    assert.equal(errorOf(await post('wrong')), '401 invalid_client');
  });

  test('gives the same client to the same software', async () => {
    const { clientId } = await registered();
    assert.equal(clientIdOf(await tpp.register('obie')), clientId);
  });

  test('lets nobody near the client of somebody else', async () => {
    const mine = await registered();
    tpp = enrol(sandbox);
    const other = await registered();
    assert.equal((await other.manage('GET', await mine.bearer())).status, 403);
    assert.equal((await other.manage('DELETE', await mine.bearer())).status, 403);
  });

  test('does not turn a client into other software', async () => {
    const mine = await registered();
    const authorization = await mine.bearer();
    tpp = enrol(sandbox);
    assert.equal((await mine.manage('PUT', authorization, { text: signJwt(tpp.claims()) })).status, 400);
  });

  test('answers 405 to what it does not offer', async () => {
    const { bearer, manage } = await registered();
    control.settings.change({ management: ['GET'] });
    const { status, headers } = await manage('DELETE', await bearer());
    assert.deepEqual([status, headers.get('allow')], [405, 'GET']);
  });

  test('answers as odd banks do, when told to', async () => {
    control.settings.change({ oddAnswer: true, createdStatus: 200, overrides: { application_type: 'mobile' } });
    const { status, json } = await tpp.register('obie');
    assert.equal(status, 200);
    assert.equal(json['scope'], 'openid,accounts');
    assert.equal(json['application_type'], 'mobile');
    assert.ok(Number(json['client_id_issued_at']) > 1e12);
  });

  for (const obieMediaType of ['application/jwt', 'application/json'] as const) {
    test(`takes ${obieMediaType} instead, when told to`, async () => {
      control.settings.change({ obieMediaType });
      const jwt = signJwt(tpp.claims());
      const text = obieMediaType === 'application/json' ? JSON.stringify(jwt) : jwt;
      assert.equal((await tpp.register('obie', {}, { text, contentType: obieMediaType })).status, 201);
      assert.equal((await tpp.register('obie')).status, 415);
    });
  }

  test('forgets what it revoked', async () => {
    const { clientId, bearer, manage } = await registered();
    const authorization = await bearer();
    assert.equal(control.clients.revoke(clientId), true);
    assertUnauthorised(await manage('GET', authorization));
  });
});

describe('the token endpoint refuses', () => {
  const assertions: Readonly<Record<string, Record<string, unknown>>> = {
    'an assertion for another server': { aud: 'https://another.example/token' },
    'an assertion for several servers': { aud: [sandbox.tokenUrl, 'https://another.example/token'] },
    'an assertion of another client': { iss: 'another' },
    'an assertion that has expired': { exp: 1 },
    'an assertion that lives long': { exp: Math.floor(Date.now() / 1000) + 86_400 * 365 },
    'an assertion without id': { jti: undefined },
  };
  for (const [name, claims] of Object.entries(assertions)) {
    test(name, async () => {
      const { clientId } = await registered();
      assert.equal(errorOf(await tokenFor(sandbox, clientId, claims)), '401 invalid_client');
    });
  }

  test('an assertion that it saw before', async () => {
    const { clientId } = await registered();
    assert.equal((await tokenFor(sandbox, clientId, { jti: 'once' })).status, 200);
    assert.equal(errorOf(await tokenFor(sandbox, clientId, { jti: 'once' })), '401 invalid_client');
  });

  test('another way than the registered one', async () => {
    const { clientId } = await registered();
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: '' };
    const answer = await call(sandbox.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
    assert.equal(errorOf(answer), '401 invalid_client');
  });

  test('a grant that was not registered', async () => {
    const { clientId } = await registered({ grant_types: ['authorization_code'] });
    assert.equal(errorOf(await tokenFor(sandbox, clientId)), '400 unauthorized_client');
  });
});

describe('the directory', () => {
  test('publishes the key that verifies its statements, and the keys of software', async () => {
    const { json } = await call(`${sandbox.apiOrigin}/directory/keys.jwks`);
    const [jwk] = json['keys'] as JsonWebKey[];
    assert.ok(jwk);
    const [header = '', claims = '', signature = ''] = tpp.statement().split('.');
    const key = {
      key: createPublicKey({ key: jwk, format: 'jwk' }),
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 32,
    };
    assert.ok(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url')));
    const statement = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, string>;
    const keys = await call(String(statement['software_jwks_endpoint']));
    assert.ok((keys.json['keys'] as { kid: string }[]).some(({ kid }) => kid === KID));
  });

  test('knows software ids of 22 letters and digits', () => {
    assert.match(tpp.softwareId, /^[0-9A-Za-z]{22}$/);
    assert.throws(() => control.directory.issue('nobody'), RangeError);
  });
});
