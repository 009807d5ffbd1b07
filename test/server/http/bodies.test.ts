import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ErrorBody } from '../../../server/contract/errors.js';
import type { Call } from '../../support/http.js';
import { bankSelection, bearer, json, shopKey, startApp, token } from '../../support/http-app.js';
import { anyText } from '../../support/any-text.js';

const key = bearer(shopKey);
const create = (body: string | Uint8Array, headers: Call['headers'] = {}): Call => ({
  method: 'POST',
  headers: { ...key, 'content-type': 'application/json', ...headers },
  body,
});
const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** Every one is refused before any service hears of it. */
const refused: Record<string, [body: string | Uint8Array, status: number, code: string]> = {
  nothing: ['', 400, 'malformed_json'],
  'a blank': [' ', 400, 'malformed_json'],
  'half an object': ['{"scopes":["accounts"', 400, 'malformed_json'],
  'a trailing comma': ['{"country":"DE",}', 400, 'malformed_json'],
  'single quotes': ["{'country':'DE'}", 400, 'malformed_json'],
  'a comment': ['{}//', 400, 'malformed_json'],
  NaN: ['{"accessDays":NaN}', 400, 'malformed_json'],
  'two documents': ['{}{}', 400, 'malformed_json'],
  'broken UTF-8': [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, 'malformed_json'],
  'UTF-16': [Buffer.from('{}', 'utf16le'), 400, 'malformed_json'],
  'a form': ['country=DE', 400, 'malformed_json'],
  null: ['null', 400, 'invalid_request'],
  'an array': ['[{}]', 400, 'invalid_request'],
  'a string': ['"{}"', 400, 'invalid_request'],
  'a number': ['1e999', 400, 'invalid_request'],
  true: ['true', 400, 'invalid_request'],
  'deep arrays': [deep(8000), 400, 'invalid_request'],
  'a deep value': [`{"scopes":${deep(7000)}}`, 400, 'invalid_request'],
  'an unknown key': ['{"amount":"1.00"}', 400, 'invalid_request'],
  'a prototype': ['{"__proto__":{"scopes":["accounts"]}}', 400, 'invalid_request'],
  'a constructor': ['{"constructor":{"prototype":{"x":1}}}', 400, 'invalid_request'],
  'a wrong type': ['{"accessDays":"90"}', 400, 'invalid_request'],
  'a number out of range': ['{"accessDays":181}', 400, 'invalid_request'],
  'a huge number': ['{"accessDays":1e308}', 400, 'invalid_request'],
  'a country in lower case': ['{"country":"de"}', 400, 'invalid_request'],
  'a scope that is none': ['{"scopes":["payments"]}', 400, 'invalid_request'],
  '17 KiB': [`{"reference":"${'x'.repeat(17 * 1024)}"}`, 413, 'payload_too_large'],
};

describe('a JSON body', () => {
  for (const [name, [body, status, code]] of Object.entries(refused)) {
    for (const chunked of [false, true]) {
      test(`of ${name} is refused with ${code}${chunked ? ', in chunks too' : ''}`, async (t) => {
        const app = await startApp(t);
        const answer = await app.call('/v1/sessions', { ...create(body), chunked });
        assert.deepEqual([answer.status, answer.code()], [status, code]);
        assert.ok(ErrorBody.safeParse(answer.json()).success);
      });
    }
  }

  const headers: Record<string, Call['headers']> = {
    'no content type': { 'content-type': undefined },
    'text/plain': { 'content-type': 'text/plain' },
    'text/plain that mentions JSON': { 'content-type': 'text/plain; x=application/json' },
    'a form': { 'content-type': 'application/x-www-form-urlencoded' },
    'a JSON dialect': { 'content-type': 'application/vnd.api+json' },
    'another charset': { 'content-type': 'application/json; charset=utf-16' },
    'two types': { 'content-type': 'application/json, text/plain' },
    'an unknown parameter': { 'content-type': 'application/json; profile=x' },
    gzip: { 'content-encoding': 'gzip' },
    'the identity encoding by name': { 'content-encoding': 'identity' },
    'stacked encodings': { 'content-encoding': 'gzip, br' },
  };
  for (const [name, extra] of Object.entries(headers)) {
    test(`is refused as ${name}`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call('/v1/sessions', create('{}', extra));
      assert.deepEqual([answer.status, answer.code()], [415, 'unsupported_media_type']);
    });
  }

  for (const contentType of ['application/json', 'Application/JSON', 'application/json; charset=utf-8']) {
    test(`is taken as ${contentType}`, async (t) => {
      const app = await startApp(t);
      const created = { id: 's', clientToken: token, expiresAt: '2026-01-01T00:00:00.000Z' };
      app.sessions.expect('create', () => Promise.resolve(created));
      const answer = await app.call('/v1/sessions', create('{}', { 'content-type': contentType }));
      assert.equal(answer.status, 201);
      assert.deepEqual(answer.json(), created);
      assert.deepEqual(app.sessions.calls('create'), [['shop', { accessDays: 90, returnUrlId: 'default' }]]);
    });
  }

  test('of exactly 16 KiB is read, one byte more is not', async (t) => {
    const app = await startApp(t);
    const padded = (bytes: number) => `{}${' '.repeat(bytes - 2)}`;
    app.sessions.expect('create', () => Promise.resolve({ id: 's', clientToken: token, expiresAt: 'x' }));
    for (const chunked of [false, true]) {
      const full = await app.call('/v1/sessions', { ...create(padded(16 * 1024)), chunked });
      const over = await app.call('/v1/sessions', { ...create(padded(16 * 1024 + 1)), chunked });
      assert.deepEqual([full.status, over.status], [201, 413]);
    }
  });

  test('of many megabytes is refused at its head', async (t) => {
    const app = await startApp(t);
    const answer = await app.call('/v1/sessions', create(Buffer.alloc(3_000_000, 0x20)));
    assert.equal(answer.status, 413);
  });

  test('has every fault named by path, without values', async (t) => {
    const app = await startApp(t);
    const body = {
      scopes: ['accounts', 'canary-1'],
      accessDays: 'canary-2',
      locale: 'canary!3',
      extra: { a: 'canary-4' },
    };
    const answer = await app.call('/v1/sessions', create(JSON.stringify(body)));
    const { error } = ErrorBody.parse(answer.json());
    assert.deepEqual(
      error.fields?.map(({ path }) => path),
      ['scopes.1', 'accessDays', 'locale', 'extra'],
    );
    assert.ok(!answer.text.includes('canary'));
  });

  test('of any bytes never makes the server fail', async (t) => {
    const app = await startApp(t);
    app.sessions.allow('create', () => Promise.resolve({ id: 's', clientToken: token, expiresAt: 'x' }));
    const anyBody = fc.oneof(fc.json(), anyText({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(anyBody, fc.boolean(), async (body, chunked) => {
        const { status } = await app.call('/v1/sessions', { ...create(body), chunked });
        assert.ok(status === 201 || (status >= 400 && status < 500), `status ${status}`);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a body of a session’s widget', () => {
  const routes: Record<string, [method: 'chooseBank' | 'giveConsent' | 'submitCredentials', body: object]> = {
    '/v1/session/bank': ['chooseBank', { bankId: null }],
    '/v1/session/consent': ['giveConsent', { accepted: true, text: 'I agree', locale: 'en' }],
    '/v1/session/credentials': ['submitCredentials', { round: 1, values: { ['__proto__']: 'x', otp: '1' } }],
  };
  const own = { ...bearer(token), origin: 'https://connect.example' };
  const headersFor = (path: string) => (path.endsWith('credentials') ? own : bearer(token));

  for (const [path, [method, body]] of Object.entries(routes)) {
    test(`reaches ${method}, and nothing more than it`, async (t) => {
      const app = await startApp(t);
      app.signIn();
      app.sessions.expect(method, () => Promise.resolve(bankSelection(2)));
      const answer = await app.call(path, json(body, headersFor(path)));
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.json(), bankSelection(2));
      const extended = await app.call(path, json({ ...body, status: 'completed' }, headersFor(path)));
      assert.equal(extended.code(), 'invalid_request');
      assert.equal(app.sessions.calls(method).length, 1);
    });
  }

  for (const action of ['confirm', 'cancel'] as const) {
    test(`is not needed to ${action}`, async (t) => {
      const app = await startApp(t);
      app.signIn();
      app.sessions.expect(action, () => Promise.resolve(bankSelection(2)));
      const path = `/v1/session/${action}`;
      const answers = [
        await app.call(path, { method: 'POST', headers: bearer(token) }),
        await app.call(path, json({}, bearer(token))),
        await app.call(path, json({ accepted: true }, bearer(token))),
        await app.call(path, json('null', bearer(token))),
        await app.call(path, { method: 'POST', headers: bearer(token), body: 'x=1' }),
      ];
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 400, 400, 415],
      );
    });
  }
});
