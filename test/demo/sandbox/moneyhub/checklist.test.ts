import assert from 'node:assert/strict';
import { createHash, createPublicKey, randomUUID, verify, type JsonWebKey } from 'node:crypto';
import { after, beforeEach, describe, test } from 'node:test';

import { HttpBrowser } from '../oidc/http-browser.js';
import * as tpp from './tpp.js';

const sandbox = await tpp.startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const seconds = (): number => Math.floor(Date.now() / 1000);
const credentials = { grant_type: 'client_credentials', scope: 'user:create' };

describe('item 1: a client assertion is refused with 401 invalid_client', () => {
  const issuer = () => `${sandbox.apiOrigin}/oidc`;
  const endpoint = () => `${issuer()}/token`;
  const refused: readonly (readonly [string, () => string])[] = [
    ['for another audience', () => tpp.assertion(sandbox, { aud: 'https://identity.moneyhub.co.uk/oidc' })],
    ['for a list of audiences, even with the right one', () => tpp.assertion(sandbox, { aud: [issuer(), endpoint()] })],
    ['for a list of one audience', () => tpp.assertion(sandbox, { aud: [endpoint()] })],
    ['without an audience', () => tpp.assertion(sandbox, { aud: undefined })],
    ['by another issuer', () => tpp.assertion(sandbox, { iss: tpp.OTHER_CLIENT })],
    ['without an issuer', () => tpp.assertion(sandbox, { iss: undefined })],
    ['that has expired', () => tpp.assertion(sandbox, { iat: seconds() - 120, exp: seconds() - 60 })],
    ['without an end', () => tpp.assertion(sandbox, { exp: undefined })],
    ['that lives longer than an hour', () => tpp.assertion(sandbox, { exp: seconds() + 3601 })],
    ['from the future', () => tpp.assertion(sandbox, { iat: seconds() + 15, exp: seconds() + 60 })],
    ['without a time of issue', () => tpp.assertion(sandbox, { iat: undefined })],
    ['without an id', () => tpp.assertion(sandbox, { jti: undefined })],
    ['without a key id', () => tpp.assertion(sandbox, {}, { kid: undefined })],
    ['with an unknown key id', () => tpp.assertion(sandbox, {}, { kid: 'unknown' })],
    ['signed by a strange key', () => tpp.assertion(sandbox, {}, {}, tpp.strangeKey)],
    ['with a signature that was changed', () => tpp.assertion(sandbox).replace(/.{6}$/, 'AAAAAA')],
    ['with another algorithm than is registered', () => tpp.assertion(sandbox, {}, { alg: 'PS256' })],
    ['without a signature', () => tpp.assertion(sandbox, {}, { alg: 'none' }).replace(/[^.]*$/, '')],
  ];
  for (const [what, proof] of refused) {
    test(what, async () => {
      const { status, json } = await tpp.token(sandbox, credentials, proof());
      assert.deepEqual([status, json['error']], [401, 'invalid_client'], JSON.stringify(json));
      assert.equal(json['error_description'], 'client authentication failed', 'the reason stays hidden');
    });
  }
  test('that was used before, at whatever endpoint', async () => {
    const proof = tpp.assertion(sandbox);
    assert.equal((await tpp.token(sandbox, credentials, proof)).status, 200);
    assert.equal((await tpp.token(sandbox, credentials, proof)).json['error'], 'invalid_client');
    assert.equal((await tpp.push(sandbox, tpp.authorization(), proof)).json['error'], 'invalid_client');
  });
  test('but not when it is good: for the token endpoint, or for the issuer', async () => {
    assert.equal((await tpp.token(sandbox, credentials, tpp.assertion(sandbox, { aud: endpoint() }))).status, 200);
    assert.equal((await tpp.token(sandbox, credentials, tpp.assertion(sandbox, { aud: issuer() }))).status, 200);
  });
  test('a jti that failed for its signature is not used up', async () => {
    const jti = randomUUID();
    assert.equal(
      (await tpp.token(sandbox, credentials, tpp.assertion(sandbox, { jti }, {}, tpp.strangeKey))).status,
      401,
    );
    assert.equal((await tpp.token(sandbox, credentials, tpp.assertion(sandbox, { jti }))).status, 200);
  });
});

describe('an assertion in a wrong form is refused with 400 invalid_request', () => {
  const forms: readonly (readonly [string, () => Record<string, string>])[] = [
    ['that is no JWT', () => tpp.proven(sandbox, credentials, 'nonsense')],
    ['of another subject than client_id', () => tpp.proven(sandbox, { ...credentials, client_id: tpp.OTHER_CLIENT })],
    ['of another type', () => tpp.proven(sandbox, { ...credentials, client_assertion_type: 'urn:other' })],
    ['beside a client secret', () => tpp.proven(sandbox, { ...credentials, client_secret: 'secret' })],
  ];
  for (const [what, form] of forms) {
    test(what, async () => {
      const { status, json } = await tpp.post(`${sandbox.apiOrigin}/oidc/token`, form());
      assert.deepEqual([status, json['error']], [400, 'invalid_request']);
    });
  }
});

describe('item 2: a code', () => {
  test('is good for 600 seconds and not longer', async () => {
    const code = tpp.codeOf(await tpp.visit(sandbox));
    sandbox.control.clock.advance(589_000);
    assert.equal((await tpp.exchange(sandbox, code)).status, 200);
    const late = tpp.codeOf(await tpp.visit(sandbox));
    sandbox.control.clock.advance(611_000);
    assert.equal((await tpp.exchange(sandbox, late)).json['error'], 'invalid_grant');
  });
  test('is good once; a second use is refused and takes the tokens of the first back', async () => {
    const code = tpp.codeOf(await tpp.visit(sandbox, { scope: `openid id:${tpp.BANK} offline_access` }));
    const first = await tpp.exchange(sandbox, code);
    const bearer = String(first.json['access_token']);
    assert.equal((await tpp.call(sandbox, '/v3/accounts', bearer)).status, 403, 'good, but not for data');
    assert.deepEqual((await tpp.exchange(sandbox, code)).json, {
      error: 'invalid_grant',
      error_description: 'grant request is invalid',
    });
    assert.equal((await tpp.call(sandbox, '/v3/accounts', bearer)).status, 401, 'not good any more');
    const refreshed = await tpp.token(sandbox, {
      grant_type: 'refresh_token',
      refresh_token: String(first.json['refresh_token']),
    });
    assert.equal(refreshed.json['error'], 'invalid_grant');
  });
  test('of another client is refused', async () => {
    const code = tpp.codeOf(await tpp.visit(sandbox));
    const form = { grant_type: 'authorization_code', code, redirect_uri: tpp.CALLBACK, code_verifier: tpp.verifier };
    const other = { iss: tpp.OTHER_CLIENT, sub: tpp.OTHER_CLIENT };
    const { json } = await tpp.token(sandbox, { ...form, client_id: tpp.OTHER_CLIENT }, tpp.assertion(sandbox, other));
    assert.equal(json['error'], 'invalid_grant');
  });
  test('without its PKCE verifier, or with another, is refused', async () => {
    for (const code_verifier of ['', 'another-verifier-of-at-least-forty-three-characters']) {
      const code = tpp.codeOf(await tpp.visit(sandbox));
      assert.equal((await tpp.exchange(sandbox, code, { code_verifier })).json['error'], 'invalid_grant');
    }
  });
});

describe('item 3: the redirect address is compared as text', () => {
  for (const redirect_uri of [
    `${tpp.CALLBACK}/`,
    `${tpp.CALLBACK}?x=1`,
    tpp.CALLBACK.toUpperCase(),
    'https://evil.example/',
  ]) {
    test(`${redirect_uri} is refused when the request is pushed`, async () => {
      const { status, json } = await tpp.push(sandbox, tpp.authorization({ redirect_uri }));
      assert.deepEqual([status, json['error']], [400, 'invalid_request']);
    });
    test(`${redirect_uri} is refused when the code is exchanged`, async () => {
      const code = tpp.codeOf(await tpp.visit(sandbox));
      assert.equal((await tpp.exchange(sandbox, code, { redirect_uri })).json['error'], 'invalid_grant');
      assert.equal((await tpp.exchange(sandbox, code)).status, 200, 'a wrong address does not use the code up');
    });
  }
});

describe('item 4: a pushed request', () => {
  const open = (url: string) => new HttpBrowser(sandbox.publicOrigin).open(url);
  const isErrorPage = async (url: string) => {
    const stop = await open(url);
    return stop.kind === 'page' && stop.status === 400;
  };
  test('belongs to its client', async () => {
    const url = await tpp.authorizationUrl(sandbox);
    assert.ok(await isErrorPage(url.replace(tpp.CLIENT, tpp.OTHER_CLIENT)));
  });
  test('ends with its time, without sending anybody anywhere', async () => {
    const url = await tpp.authorizationUrl(sandbox);
    sandbox.control.clock.advance(61_000);
    assert.ok(await isErrorPage(url));
  });
  test('is good for one answer', async () => {
    const url = await tpp.authorizationUrl(sandbox);
    await new HttpBrowser(sandbox.publicOrigin).visit(url);
    assert.ok(await isErrorPage(url));
  });
  test('says how long it is good for', async () => {
    const { status, json } = await tpp.push(sandbox, tpp.authorization());
    assert.equal(status, 201);
    assert.match(String(json['request_uri']), /^urn:ietf:params:oauth:request_uri:/);
    assert.equal(json['expires_in'], 60);
  });
});

describe('item 5: scopes', () => {
  const wrong: readonly (readonly [string, string])[] = [
    ['no bank', 'openid'],
    ['two banks', `openid id:${tpp.BANK} id:all`],
    ['an unknown bank', 'openid id:00000000000000000000000000000000'],
    ['an unknown scope', `openid id:${tpp.BANK} everything`],
    ['a scope of the client itself', `openid id:${tpp.BANK} user:create`],
    ['reauth beside a bank', `openid reauth id:${tpp.BANK}`],
    ['reauth beside refresh', 'openid reauth refresh'],
    ['reauth beside offline_access', 'openid reauth offline_access'],
  ];
  for (const [what, scope] of wrong) {
    test(`with ${what} are refused`, async () => {
      const { status, json } = await tpp.push(sandbox, tpp.authorization({ scope }));
      assert.deepEqual([status, json['error']], [400, 'invalid_scope'], JSON.stringify(json));
    });
  }
  test('without openid are refused', async () => {
    const { status } = await tpp.push(sandbox, tpp.authorization({ scope: `id:${tpp.BANK}` }));
    assert.equal(status, 400);
  });
  for (const scope of ['openid reauth', 'openid refresh']) {
    test(`${scope} needs the values of sub and mh:con_id, and a connection of that user`, async () => {
      const { claims } = await tpp.connect(sandbox);
      const other = await tpp.connect(sandbox);
      const ask = (sub?: unknown, connection?: unknown) => {
        const id_token = { sub: { essential: true, value: sub }, 'mh:con_id': { essential: true, value: connection } };
        return tpp.push(sandbox, tpp.authorization({ scope, claims: JSON.stringify({ id_token }) }));
      };
      assert.equal((await ask(claims['sub'], claims['mh:con_id'])).status, 201);
      for (const [sub, connection] of [
        [undefined, undefined],
        [claims['sub'], undefined],
        [undefined, claims['mh:con_id']],
        [claims['sub'], other.claims['mh:con_id']],
        ['0123456789abcdef01234567', claims['mh:con_id']],
      ]) {
        assert.equal((await ask(sub, connection)).json['error'], 'invalid_claims');
      }
    });
  }
  test('a prompt other than consent is refused', async () => {
    const { json } = await tpp.push(sandbox, tpp.authorization({ prompt: 'login' }));
    assert.equal(json['error'], 'invalid_request');
  });
  const consents: readonly object[] = [
    { expirationDateTime: new Date(Date.now() + 91 * 86_400_000).toISOString() },
    { expirationDateTime: new Date(Date.now() - 1000).toISOString() },
    { expirationDateTime: 'soon' },
    { transactionFromDateTime: new Date(Date.now() - 800 * 86_400_000).toISOString() },
    { permissions: ['ReadMinds'] },
    { permissions: [], permissionsAction: 'forget' },
  ];
  for (const value of consents) {
    test(`the consent ${JSON.stringify(value)} is refused as invalid_claims`, async () => {
      const claims = JSON.stringify({ id_token: { 'mh:consent': { value } } });
      assert.equal((await tpp.push(sandbox, tpp.authorization({ claims }))).json['error'], 'invalid_claims');
    });
  }
  test('groups leave the choice of the bank to the shopper', async () => {
    const browser = new HttpBrowser(sandbox.publicOrigin);
    const choice = await browser.open(await tpp.authorizationUrl(sandbox, { scope: 'openid id:test' }));
    assert.ok(choice.kind === 'page' && choice.html.includes('Moneyhub Open Banking Mock'), 'one test bank: no choice');
    const all = await browser.open(await tpp.authorizationUrl(sandbox, { scope: 'openid id:all' }));
    assert.ok(all.kind === 'page' && all.html.includes('Choose your bank') && !all.html.includes('House Prices'));
    const page = await browser.press(all, 'choose', { bank: tpp.BANK });
    const home = await browser.press(page, 'approve');
    assert.ok(home.kind === 'left');
    const { json } = await tpp.exchange(sandbox, tpp.codeOf(home.url));
    assert.match(String(tpp.payloadOf(String(json['id_token']))['mh:con_id']), new RegExp(`^${tpp.BANK}:`));
  });
});

describe('items 6 and 7: an answer', () => {
  test('gives state and nonce back as they were', async () => {
    const odd = { state: 'ä +/=&?%41', nonce: 'n-0S6_WzA2Mj "quoted"' };
    const home = await tpp.visit(sandbox, odd);
    assert.equal(home.searchParams.get('state'), odd.state);
    assert.equal(home.searchParams.get('iss'), `${sandbox.apiOrigin}/oidc`);
    const { json } = await tpp.exchange(sandbox, tpp.codeOf(home));
    assert.equal(tpp.payloadOf(String(json['id_token']))['nonce'], odd.nonce);
  });
  test('has an id token whose signature, at_hash and times hold', async () => {
    const { json, claims } = await tpp.connect(sandbox);
    const idToken = String(json['id_token']);
    const { keys } = (await (await fetch(`${sandbox.apiOrigin}/oidc/certs`)).json()) as { keys: JsonWebKey[] };
    const jwk = keys.find((one) => one['kid'] === tpp.headerOf(idToken)['kid']);
    assert.ok(jwk, 'the kid is published');
    const [head = '', body = '', signature = ''] = idToken.split('.');
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    assert.ok(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')));
    const hash = createHash('sha256')
      .update(String(json['access_token']))
      .digest()
      .subarray(0, 16)
      .toString('base64url');
    assert.equal(claims['at_hash'], hash);
    assert.equal(Number(claims['exp']) - Number(claims['iat']), 3600);
    assert.deepEqual([claims['iss'], claims['aud']], [`${sandbox.apiOrigin}/oidc`, tpp.CLIENT]);
    assert.match(String(claims['sub']), /^[0-9a-f]{24}$/);
    assert.match(String(claims['mh:con_id']), /^[0-9a-f]{32}:[0-9a-f-]{36}$/);
    assert.equal(typeof claims['auth_time'], 'number');
  });
  test('has an access token of the form of the documents', async () => {
    const { json } = await tpp.connect(sandbox);
    const token = String(json['access_token']);
    assert.deepEqual(Object.keys(tpp.headerOf(token)).sort(), ['alg', 'kid', 'typ']);
    const claims = tpp.payloadOf(token);
    assert.equal(Number(claims['exp']) - Number(claims['iat']), 7200);
    assert.deepEqual(claims['claims'], {
      id_token: { sub: { essential: true }, 'mh:con_id': { essential: true }, auth_time: { essential: true } },
      rejected: [],
    });
  });
});

describe('item 8: sub at the exchange', () => {
  test('of the user of the consent is taken, another is refused', async () => {
    const { claims } = await tpp.connect(sandbox);
    const sub = String(claims['sub']);
    const forUser = { claims: JSON.stringify({ id_token: { sub: { value: sub }, 'mh:con_id': { essential: true } } }) };
    const good = await tpp.exchange(sandbox, tpp.codeOf(await tpp.visit(sandbox, forUser)), { sub });
    assert.equal(tpp.payloadOf(String(good.json['id_token']))['sub'], sub);
    const code = tpp.codeOf(await tpp.visit(sandbox, forUser));
    const wrong = await tpp.exchange(sandbox, code, { sub: 'ffffffffffffffffffffffff' });
    assert.deepEqual([wrong.status, wrong.json['error']], [400, 'invalid_grant']);
  });
});

describe('items 9, 10 and 13: a token answer', () => {
  test('has a refresh token only with offline_access', async () => {
    assert.equal((await tpp.connect(sandbox)).json['refresh_token'], undefined);
    const offline = await tpp.connect(sandbox, { scope: `openid id:${tpp.BANK} offline_access` });
    assert.equal(typeof offline.json['refresh_token'], 'string');
  });
  test('says expires_in and never expires_at; scopes are a set', async () => {
    const { json } = await tpp.connect(sandbox);
    assert.deepEqual([json['expires_in'], json['expires_at'], json['token_type']], [7200, undefined, 'Bearer']);
    assert.deepEqual(new Set(String(json['scope']).split(' ')), new Set(['openid', `id:${tpp.BANK}`]));
  });
  test('of client credentials is good for 600 seconds', async () => {
    const { json } = await tpp.token(sandbox, { grant_type: 'client_credentials', scope: 'user:create' });
    assert.equal(json['expires_in'], 600);
    const bearer = String(json['access_token']);
    const create = () => tpp.call(sandbox, '/users', bearer, { method: 'POST', body: '{}' });
    sandbox.control.clock.advance(589_000);
    assert.equal((await create()).status, 201);
    sandbox.control.clock.advance(22_000);
    assert.equal((await create()).status, 401);
  });
  for (const scope of [
    '',
    'openid',
    'everything',
    'transactions:read:all transactions:read:in',
    'transactions:write:all',
  ]) {
    test(`client credentials for the scope "${scope}" are refused`, async () => {
      const { sub } = (await tpp.connect(sandbox)).claims;
      const form = { grant_type: 'client_credentials', scope, sub: String(sub) };
      assert.equal((await tpp.token(sandbox, form)).status, 400);
    });
  }
  test('of client credentials needs a sub for the data of somebody, and a known one', async () => {
    const form = { grant_type: 'client_credentials', scope: 'accounts:read' };
    assert.equal((await tpp.token(sandbox, form)).json['error'], 'invalid_request');
    assert.equal((await tpp.token(sandbox, { ...form, sub: '' })).status, 400);
    assert.equal(
      (await tpp.token(sandbox, { ...form, sub: 'ffffffffffffffffffffffff' })).json['error'],
      'invalid_grant',
    );
  });
  test('to an unknown grant type is unsupported_grant_type', async () => {
    const { json } = await tpp.token(sandbox, { grant_type: 'password' });
    assert.equal(json['error'], 'unsupported_grant_type');
  });
});

describe('item 11: data', () => {
  test('is not for tokens of the code grant: 403', async () => {
    const { json } = await tpp.connect(sandbox);
    const answer = await tpp.call(sandbox, '/v3/accounts', String(json['access_token']));
    assert.deepEqual([answer.status, answer.json['code']], [403, 'FORBIDDEN']);
    assert.equal(typeof answer.json['correlationId'], 'string');
  });
  test('needs the scope of the call: 403; and a token: 401', async () => {
    const { sub } = (await tpp.connect(sandbox)).claims;
    const bearer = await tpp.credentials(sandbox, 'accounts:read', String(sub));
    assert.equal((await tpp.call(sandbox, '/v3/accounts', bearer)).status, 200);
    assert.equal((await tpp.call(sandbox, '/v3/transactions', bearer)).status, 403);
    assert.equal((await tpp.call(sandbox, '/v3/accounts', 'nonsense')).status, 401);
    assert.equal((await tpp.call(sandbox, '/v3/accounts', undefined)).status, 401);
  });
  test('of one user is not shown to a token for another', async () => {
    const one = await tpp.connect(sandbox);
    const two = await tpp.connect(sandbox);
    const bearer = await tpp.credentials(sandbox, 'accounts:read', String(one.claims['sub']));
    const { json } = await tpp.call(sandbox, '/v3/accounts', bearer);
    const connections = (json['data'] as { connectionId: string }[]).map(({ connectionId }) => connectionId);
    assert.ok(connections.every((id) => id === one.claims['mh:con_id'] && id !== two.claims['mh:con_id']));
  });
});

describe('item 12: a shopper who declines', () => {
  for (const action of ['access_denied', 'temporarily_unavailable', 'server_error']) {
    test(`comes back with ${action} and the state, and no connection is made`, async () => {
      const before = sandbox.control.connections.ids().length;
      const { searchParams } = await tpp.visit(sandbox, {}, action);
      assert.deepEqual([searchParams.get('error'), searchParams.get('state')], [action, 'the-state']);
      assert.equal(sandbox.control.connections.ids().length, before);
    });
  }
  test('no connection counts before its code was exchanged', async () => {
    const before = sandbox.control.connections.ids().length;
    const code = tpp.codeOf(await tpp.visit(sandbox));
    assert.equal(sandbox.control.connections.ids().length, before);
    await tpp.exchange(sandbox, code);
    assert.equal(sandbox.control.connections.ids().length, before + 1);
  });
});

describe('item 14: rotation of keys', () => {
  const kids = async (): Promise<unknown[]> => {
    const { keys } = (await (await fetch(`${sandbox.apiOrigin}/oidc/certs`)).json()) as { keys: JsonWebKey[] };
    return keys.map((jwk) => jwk['kid']);
  };
  test('signs with a new key and keeps the old one published, until it is dropped', async () => {
    const [old] = await kids();
    const code = tpp.codeOf(await tpp.visit(sandbox));
    const fresh = sandbox.control.keys.rotate();
    assert.deepEqual(await kids(), [fresh, old]);
    const { json } = await tpp.exchange(sandbox, code);
    assert.equal(tpp.headerOf(String(json['id_token']))['kid'], fresh, 'a code from before is good after');
    const last = sandbox.control.keys.rotate({ drop: true });
    assert.deepEqual(await kids(), [last]);
  });
});

describe('a request object', () => {
  const claims = (changes: tpp.Changes = {}) => ({
    ...tpp.authorization(),
    client_id: tpp.SIGNED_CLIENT,
    claims: { id_token: { 'mh:con_id': { essential: true } } },
    iss: tpp.SIGNED_CLIENT,
    aud: `${sandbox.apiOrigin}/oidc`,
    iat: seconds(),
    exp: seconds() + 300,
    jti: randomUUID(),
    ...changes,
  });
  const signed = (changes: tpp.Changes = {}, header: tpp.Changes = {}, key = tpp.key) =>
    tpp.sign({ alg: 'RS256', typ: 'oauth-authz-req+jwt', kid: key.kid, ...header }, claims(changes), key.privateKey);
  const proof = () => tpp.assertion(sandbox, { iss: tpp.SIGNED_CLIENT, sub: tpp.SIGNED_CLIENT });
  const push = (request: string) => tpp.push(sandbox, { client_id: tpp.SIGNED_CLIENT, request }, proof());

  test('is taken ahead of the shopper, and in the address', async () => {
    assert.equal((await push(signed())).status, 201);
    const query = new URLSearchParams({ client_id: tpp.SIGNED_CLIENT, request: signed() });
    const home = await new HttpBrowser(sandbox.publicOrigin).visit(
      `${sandbox.publicOrigin}/oidc/auth?${query.toString()}`,
    );
    assert.ok(home.searchParams.has('code'));
  });
  test('is what a client must use that is registered for it', async () => {
    const { status, json } = await tpp.push(sandbox, tpp.authorization({ client_id: tpp.SIGNED_CLIENT }), proof());
    assert.deepEqual([status, json['error']], [400, 'invalid_request']);
  });
  const refused: readonly (readonly [string, () => string])[] = [
    ['of another type', () => signed({}, { typ: 'JWT' })],
    ['without a type', () => signed({}, { typ: undefined })],
    ['without a key id', () => signed({}, { kid: undefined })],
    ['by a strange key', () => signed({}, {}, tpp.strangeKey)],
    ['with another algorithm', () => signed({}, { alg: 'PS256' })],
    ['without a signature', () => signed({}, { alg: 'none' }).replace(/[^.]*$/, '')],
    ['for another server', () => signed({ aud: 'https://other.example' })],
    ['by another client', () => signed({ iss: tpp.CLIENT })],
    ['that has expired', () => signed({ iat: seconds() - 400, exp: seconds() - 60 })],
    ['that lives too long', () => signed({ exp: seconds() + 3600 })],
    ['without an end', () => signed({ exp: undefined })],
    ['without an id', () => signed({ jti: undefined })],
  ];
  for (const [what, request] of refused) {
    test(`${what} is refused`, async () => {
      const { status, json } = await push(request());
      assert.deepEqual([status, json['error']], [400, 'invalid_request_object'], JSON.stringify(json));
    });
  }
});
