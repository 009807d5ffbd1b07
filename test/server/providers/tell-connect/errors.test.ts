import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { AccessTokenRejected, ProviderError } from '../../../../server/providers/provider-error.js';
import { flowError, readError, saidIn, type FlowPlace } from '../../../../server/providers/tell-connect/errors.js';
import { json, startScriptedServer } from '../../lib/scripted-server.js';
import { begin, beginRequest, comeBack, context, newProvider, unattended } from './kit.js';

const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}) => ({
  status,
  headers: new Map(Object.entries(headers)),
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const call = { method: 'POST', path: '/access-token', now: 0 };

describe('what an error answer says', () => {
  const shapes: readonly (readonly [unknown, object])[] = [
    [
      { error: 'invalid_grant', error_description: 'too old' },
      { code: 'invalid_grant', message: 'too old' },
    ],
    [
      { error: 'invalid_grant', error_description: 'too old', code: '7' },
      { code: 'invalid_grant', message: 'too old' },
    ],
    [
      { code: 'consent_expired', error: 'The consent has expired' },
      { code: 'consent_expired', message: 'The consent has expired' },
    ],
    [{ error: 'invalid_grant' }, { code: 'invalid_grant' }],
    [{ Error: 'text' }, { message: 'text' }],
    ['Bad Gateway', { message: 'Bad Gateway' }],
    [[1], { message: '[1]' }],
    [{ error: { nested: true } }, { message: '{"error":{"nested":true}}' }],
    ['null', { message: 'null' }],
  ];
  for (const [body, said] of shapes) {
    test(JSON.stringify(body), () => assert.deepEqual(saidIn(answer(400, body)), said));
  }
});

describe('a refused call of the flow', () => {
  const codes: readonly (readonly [FlowPlace, number, unknown, string])[] = [
    ['authorise', 400, { error: 'invalid_request' }, 'provider_rejected'],
    ['authorise', 400, '', 'provider_rejected'],
    ['authorise', 401, { error: 'invalid_client' }, 'provider_misconfigured'],
    ['authorise', 401, { error: 'invalid_signature' }, 'provider_misconfigured'],
    ['authorise', 403, '', 'provider_rejected'],
    ['authorise', 404, '', 'provider_misconfigured'],
    ['authorise', 405, '', 'provider_misconfigured'],
    ['authorise', 409, '', 'provider_rejected'],
    ['authorise', 429, '', 'provider_rate_limited'],
    ['authorise', 500, '', 'provider_unavailable'],
    ['authorise', 501, '', 'bank_not_supported'],
    ['code', 400, { error: 'invalid_grant' }, 'authorisation_expired'],
    ['code', 400, { Error: 'code is no good' }, 'authorisation_expired'],
    ['code', 400, { error: 'invalid_request' }, 'provider_rejected'],
    ['code', 408, '', 'provider_unavailable'],
    ['refresh', 400, { error: 'invalid_grant' }, 'reauth_required'],
    ['refresh', 400, { code: 'consent_inactive', error: 'words' }, 'reauth_required'],
    ['refresh', 400, { error: 'invalid_request' }, 'provider_rejected'],
    ['refresh', 400, { error: 'unsupported_grant_type' }, 'provider_rejected'],
    ['refresh', 401, { error: 'invalid_client' }, 'provider_misconfigured'],
    ['refresh', 403, '', 'provider_rejected'],
    ['refresh', 404, { code: 'consent_not_found', error: 'words' }, 'provider_misconfigured'],
    ['refresh', 429, '', 'provider_rate_limited'],
    ['refresh', 503, '', 'provider_unavailable'],
  ];
  for (const [place, status, body, code] of codes) {
    test(`${place} ${status} ${JSON.stringify(body)} is ${code}`, () => {
      const error = flowError(answer(status, body), { ...call, place });
      assert.equal(error.code, code);
      assert.equal(error.retryable, ['provider_unavailable', 'provider_rate_limited'].includes(code));
      assert.equal(error.inDoubt, code === 'provider_unavailable');
    });
  }

  test('quotes the error code and none of the words', () => {
    const error = flowError(answer(400, { error: 'invalid_grant', error_description: 'code 7cfa is used' }), {
      ...call,
      place: 'code',
    });
    assert.equal(error.detail, 'POST /access-token: 400 invalid_grant');
    const odd = flowError(answer(400, { error: 'code 7cfa is used' }), { ...call, place: 'code' });
    assert.equal(odd.detail, 'POST /access-token: 400');
  });

  test('says how long to wait', () => {
    const error = flowError(answer(429, '', { 'retry-after': '7' }), { ...call, place: 'authorise' });
    assert.equal(error.retryAfterMs, 7_000);
  });
});

describe('a refused read', () => {
  const read = { method: 'GET', path: '/accounts', now: 0, attended: true };
  const codes: readonly (readonly [number, boolean, string])[] = [
    [400, true, 'provider_rejected'],
    [403, true, 'bank_not_supported'],
    [404, true, 'not_found'],
    [429, true, 'provider_rate_limited'],
    [429, false, 'budget_exhausted'],
    [500, true, 'provider_unavailable'],
    [501, true, 'bank_not_supported'],
  ];
  for (const [status, attended, code] of codes) {
    test(`${status} ${attended ? 'with' : 'without'} the shopper is ${code}`, () => {
      const error = readError(answer(status), { ...read, attended });
      assert(error instanceof ProviderError);
      assert.equal(error.code, code);
    });
  }

  test('401 is a rejected access token, whatever it says', () => {
    for (const error of ['invalid_token', 'invalid_signature']) {
      assert(readError(answer(401, { error }), read) instanceof AccessTokenRejected);
    }
  });

  test('of the budget says how long the day lasts', () => {
    const error = readError(answer(429, '', { 'retry-after': '40000' }), { ...read, attended: false });
    assert(error instanceof ProviderError);
    assert.equal(error.retryAfterMs, 40_000_000);
  });

  test('tells the operator what was said, cleaned and cut', () => {
    const error = readError(
      answer(403, { error: 'insufficient_scope', error_description: `no\u202e ${'x'.repeat(500)}` }),
      read,
    );
    assert(error instanceof ProviderError);
    assert.match(error.detail ?? '', /^GET \/accounts: 403 insufficient_scope: no x+…$/);
    assert.ok((error.detail ?? '').length < 240);
  });
});

describe('an odd answer', () => {
  const intent = { 'intent-id': 'intent-1', location: 'https://bank.example/a' };
  const oddIntents: Record<string, unknown> = {
    'without an intent id': { location: intent.location },
    'with intent_id': { intent_id: 'intent-1', location: intent.location },
    'with an intent id that breaks out of an address': { ...intent, 'intent-id': 'a&uuid=b' },
    'with an empty location': { ...intent, location: '' },
    'with a script for a location': { ...intent, location: 'javascript:alert(1)' },
    'with a location on http': { ...intent, location: 'http://bank.example/' },
    'with a location of its own machine by name': { ...intent, location: '//bank.example/' },
    'with credentials in the location': { ...intent, location: 'https://a:b@bank.example/' },
    'that is a list': [],
    'that is null': 'null',
    'that is not JSON': '{',
  };
  for (const [name, body] of Object.entries(oddIntents)) {
    test(`to the request, ${name}, ends the attempt`, async () => {
      const server = await startScriptedServer((_request, response) => json(response, body));
      try {
        await assert.rejects(newProvider(server.origin).consent.begin(beginRequest(), context()), {
          code: 'bad_provider_answer',
        });
      } finally {
        await server.close();
      }
    });
  }

  const tokens = { access_token: 'at', refresh_token: 'rt', token_type: 'Bearer', expires_in: 3600, scope: 'a,b' };
  const oddTokens: Record<string, unknown> = {
    'without an access token': { ...tokens, access_token: undefined },
    'with an access token that breaks a header': { ...tokens, access_token: 'a\r\nb' },
    'with an empty refresh token': { ...tokens, refresh_token: '' },
    'with another token type': { ...tokens, token_type: 'DPoP' },
    'with a negative lifetime': { ...tokens, expires_in: -1 },
    'with a lifetime in words': { ...tokens, expires_in: 'an hour' },
    'with scopes in a list': { ...tokens, scope: ['a'] },
  };
  for (const [name, body] of Object.entries(oddTokens)) {
    test(`to the exchange, ${name}, ends the attempt`, async () => {
      const server = await startScriptedServer((request, response) =>
        json(response, request.url === '/v1/authorise' ? intent : body),
      );
      try {
        const provider = newProvider(server.origin);
        const step = await begin(provider);
        const query = `intent-id=intent-1&uuid=${step.flow.correlationId ?? ''}&authorisation_code=abc`;
        await assert.rejects(comeBack(provider, step, query), { code: 'bad_provider_answer' });
      } finally {
        await server.close();
      }
    });
  }

  test('that breaks off may be asked for again: the second exchange is signed anew', async () => {
    const server = await startScriptedServer((request, response, count) => {
      if (count === 2) response.destroy();
      else json(response, request.url === '/v1/authorise' ? intent : tokens);
    });
    after(() => server.close());
    let now = Date.now();
    const provider = newProvider(server.origin, {}, { now: () => (now += 1000) });
    const step = await begin(provider);
    const query = `intent-id=intent-1&uuid=${step.flow.correlationId ?? ''}&authorisation_code=abc`;
    await assert.rejects(comeBack(provider, step, query), { code: 'provider_unavailable', retryable: true });
    assert.equal((await comeBack(provider, step, query)).kind, 'authorised');
    const signatures = server.requests.slice(1).map(({ headers }) => headers['x-jws-signature']);
    assert.equal(new Set(signatures).size, 2);
  });

  test('that is a redirect goes nowhere', async () => {
    const elsewhere = await startScriptedServer((_request, response) => json(response, intent));
    const server = await startScriptedServer((_request, response) => {
      response.writeHead(307, { location: `${elsewhere.origin}/v1/authorise` }).end();
    });
    after(() => Promise.all([server.close(), elsewhere.close()]));
    await assert.rejects(begin(newProvider(server.origin)), { code: 'bad_provider_answer' });
    assert.equal(elsewhere.requests.length, 0);
  });
});

test('an unattended read that fails is not repeated', async () => {
  const server = await startScriptedServer((_request, response) => json(response, {}, 503));
  after(() => server.close());
  const provider = newProvider(server.origin);
  const grant = { data: { accessToken: 'at', requestedScope: 'aisp', scopes: [], intentId: 'intent-1' } };
  const spent: string[] = [];
  await assert.rejects(provider.data.accounts(grant, unattended(spent)), { code: 'provider_unavailable' });
  assert.deepEqual([server.requests.length, spent], [1, ['/accounts']]);
  await assert.rejects(provider.data.accounts(grant, context()), { code: 'provider_unavailable' });
  assert.equal(server.requests.length, 4);
});
