import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ErrorBody } from '../../../server/contract/errors.js';
import { rawCall } from '../../support/http.js';
import { bankSelection, bearer, shopKey, startApp, token } from '../../support/http-app.js';

describe('a request target', () => {
  const refused: Record<string, [target: string, status: number, code: string]> = {
    'of 17 KB': [`/v1/session?x=${'y'.repeat(17 * 1024)}`, 414, 'uri_too_long'],
    'of 17 KB in its path': [`/v1/sessions/${'y'.repeat(17 * 1024)}`, 414, 'uri_too_long'],
    'with an encoded slash': ['/v1/sessions/a%2fb', 400, 'invalid_request'],
    'with an encoded backslash': ['/v1/sessions/a%5cb', 400, 'invalid_request'],
    'with an encoded NUL': ['/v1/sessions/a%00', 400, 'invalid_request'],
    'with an encoded line break': ['/v1/sessions/a%0d%0ab', 400, 'invalid_request'],
    'with half an escape': ['/v1/sessions/a%2', 400, 'invalid_request'],
    'with a backslash': ['/v1\\sessions', 400, 'invalid_request'],
    'with dot segments': ['/v1/../healthz', 400, 'invalid_request'],
    'with encoded dot segments': ['/v1/%2e%2E/healthz', 400, 'invalid_request'],
    'with two slashes': ['//evil.example/v1/session', 400, 'invalid_request'],
    'in absolute form': ['http://evil.example/healthz', 400, 'invalid_request'],
    'that is unknown': ['/v1/nothing', 404, 'not_found'],
    'with a trailing slash': ['/healthz/', 404, 'not_found'],
    'in another case': ['/HEALTHZ', 404, 'not_found'],
    'at the root': ['/', 404, 'not_found'],
  };
  for (const [name, [target, status, code]] of Object.entries(refused)) {
    test(`${name} is ${code}`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call(target, { headers: bearer(shopKey) });
      assert.deepEqual([answer.status, answer.code()], [status, code]);
    });
  }

  const badQueries = [
    '?limit=0',
    '?limit=101',
    '?limit=1.5',
    '?limit=5&limit=6',
    '?cursor=',
    '?page=2',
    '?__proto__=1',
  ];
  for (const query of badQueries) {
    test(`with the query ${query} is refused before the service`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call(`/v1/connections${query}`, { headers: bearer(shopKey) });
      assert.equal(answer.code(), 'invalid_request');
      assert.ok(ErrorBody.parse(answer.json()).error.fields?.length === 1);
    });
  }

  for (const id of ['a.b', 'a%20b', '%C3%A9', "a'b", 'x'.repeat(65)]) {
    test(`with an id that cannot be one (${id.slice(0, 10)}) looks nothing up`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call(`/v1/sessions/${id}`, { headers: bearer(shopKey) });
      assert.equal(answer.code(), 'not_found');
    });
  }

  test('of any shape never makes the server fail', async (t) => {
    const app = await startApp(t);
    const segment = fc.string({ unit: fc.constantFrom(...Array.from('ab/.%20fF\\?&=;:@!~')), maxLength: 30 });
    const prefix = fc.constantFrom(
      '/',
      '/v1/',
      '/callback/',
      '/assets/',
      '/logos/',
      '/done/',
      '/frame/',
      '/v1/sessions/',
    );
    app.sessions.allow('receiveCallback', () => Promise.resolve({ sessionId: 's' }));
    app.sessions.allow('done', () => Promise.resolve(undefined));
    app.sessions.allow('frameAncestor', () => Promise.resolve(undefined));
    app.catalogue.allow('logo', () => Promise.resolve(undefined));
    await fc.assert(
      fc.asyncProperty(prefix, segment, async (start, rest) => {
        const { status } = await app.call(start + rest);
        assert.ok(status < 500, `${start}${rest}: ${status}`);
      }),
      { numRuns: 300 },
    );
  });
});

describe('headers', () => {
  test('of 33 KB are answered in the shape of the API', async (t) => {
    const app = await startApp(t);
    const answer = await app.call('/healthz', { headers: { 'x-filler': 'y'.repeat(33 * 1024) } });
    assert.deepEqual([answer.status, answer.code()], [431, 'headers_too_large']);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.match(String(answer.headers['x-request-id']), /^trace-/);
  });

  test('of any content never make the server fail', async (t) => {
    const app = await startApp(t);
    app.sessions.allow('authenticate', () => Promise.reject(new Error('must not come this far')));
    const value = fc
      .string({ unit: 'binary-ascii', maxLength: 60 })
      .map((text) => text.replace(/[^\x20-\x7e]/g, '').trim());
    const name = fc.constantFrom(
      'authorization',
      'origin',
      'cookie',
      'content-type',
      'x-request-id',
      'x-forwarded-for',
      'accept-encoding',
      'accept-language',
      'if-none-match',
      'sec-fetch-mode',
      'sec-purpose',
    );
    const path = fc.constantFrom('/v1/session', '/v1/sessions/a', '/healthz', '/start', '/bank-connect.js', '/nothing');
    await fc.assert(
      fc.asyncProperty(path, fc.dictionary(name, value, { maxKeys: 5 }), async (target, headers) => {
        const { status } = await app.call(target, { headers });
        assert.ok(status < 500, String(status));
      }),
      { numRuns: 300 },
    );
  });

  const badTokens: (string | undefined)[] = [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Basic ${token}`,
    token,
    `Bearer ${token} ${token}`,
    `Bearer "${token}"`,
    `Bearer ${'x'.repeat(300)}`,
    'Bearer short',
    'Bearer null',
  ];
  for (const authorization of badTokens) {
    test(`with authorization ${String(authorization).slice(0, 20)} get 401, whoever asks`, async (t) => {
      const app = await startApp(t);
      const widget = await app.call('/v1/session', { headers: { authorization } });
      const merchant = await app.call('/v1/connections', { headers: { authorization } });
      assert.deepEqual([widget.status, widget.code()], [401, 'unauthorized']);
      assert.deepEqual([merchant.status, merchant.code()], [401, 'invalid_api_key']);
      assert.match(String(widget.headers['www-authenticate']), /^Bearer/);
    });
  }

  const ids: [given: string, answered: RegExp][] = [
    ['order-4711-abc', /^order-4711-abc$/],
    ['short', /^trace-1$/],
    ['x'.repeat(65), /^trace-1$/],
    ['has spaces in it', /^trace-1$/],
    ['<script>alert</script>', /^trace-1$/],
    ['{"a":"b"}xx', /^trace-1$/],
  ];
  for (const [given, answered] of ids) {
    test(`give the request the name ${given.slice(0, 16)} only when it is well formed`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call('/v1/nothing', { headers: { 'x-request-id': given } });
      assert.match(String(answer.headers['x-request-id']), answered);
      assert.match(ErrorBody.parse(answer.json()).error.traceId, answered);
      assert.match(String(app.log[0]?.traceId), answered);
    });
  }
});

describe('bytes on the wire', () => {
  const hello = 'GET /healthz HTTP/1.1\r\nHost: x\r\n';
  const shapes: Record<string, string> = {
    garbage: 'hello\r\n\r\n',
    'no host': 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n',
    'a host that is none': 'GET /healthz HTTP/1.1\r\nHost: a b@c\r\nConnection: close\r\n\r\n',
    'two lengths': 'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
    'length and chunks': `POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'a folded header': `${hello}X-A: b\r\n c: d\r\n\r\n`,
    'a bare line feed': `GET /healthz HTTP/1.1\nHost: x\n\n`,
    'a blank before the colon': `${hello}X-A : b\r\n\r\n`,
    'an obscure chunk size': 'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n',
  };
  for (const [name, bytes] of Object.entries(shapes)) {
    test(`with ${name} get one 4xx in the shape of the API, or nothing`, async (t) => {
      const app = await startApp(t);
      const said = await rawCall(app.origin, bytes);
      const answers = said.split(/(?=HTTP\/1\.1 \d{3})/).filter(Boolean);
      assert.ok(answers.length <= 1, said);
      if (answers.length === 1) {
        assert.match(said, /^HTTP\/1\.1 4\d\d /);
        assert.ok(ErrorBody.safeParse(JSON.parse(said.slice(said.indexOf('\r\n\r\n') + 4))).success, said);
      }
    });
  }

  test('with an unknown expectation are refused', async (t) => {
    const app = await startApp(t);
    const said = await rawCall(app.origin, `${hello}Expect: the-unexpected\r\n\r\n`);
    assert.match(said, /^HTTP\/1\.1 417 /);
  });

  test('that come too slowly are cut off', { timeout: 20_000 }, async (t) => {
    const app = await startApp(t);
    app.server.headersTimeout = 300;
    app.server.requestTimeout = 300;
    const said = await rawCall(app.origin, 'GET /healthz HTTP/1.1\r\nHost: x\r\n');
    assert.match(said, /^HTTP\/1\.1 408 /);
    assert.match(said, /"code":"invalid_request"/);
  });

  test('meet deadlines that a slow sender feels', async (t) => {
    const { server } = await startApp(t);
    assert.deepEqual(
      [server.headersTimeout, server.requestTimeout, server.keepAliveTimeout, server.timeout, server.maxConnections],
      [10_000, 15_000, 5_000, 120_000, 1000],
    );
  });
});

describe('what a caller learns of an error', () => {
  test('is nothing of what went wrong inside', async (t) => {
    const app = await startApp(t);
    app.signIn();
    app.sessions.expect('view', () => Promise.reject(new TypeError('canary: undefined is not a function')));
    const answer = await app.call('/v1/session', { headers: bearer(token) });
    const { error } = ErrorBody.parse(answer.json());
    assert.deepEqual([answer.status, error.code, error.traceId], [500, 'internal', 'trace-1']);
    assert.ok(!/canary|at .*\.[jt]s:/.test(answer.text));
    const line = app.log.find(({ msg }) => msg === 'request failed');
    assert.match(JSON.stringify(line), /canary/);
  });

  test('is 503 when the store is gone', async (t) => {
    const app = await startApp(t);
    app.signIn();
    app.sessions.expect('view', () => Promise.reject(Object.assign(new Error('gone'), { code: 'unavailable' })));
    const answer = await app.call('/v1/session', { headers: bearer(token) });
    assert.deepEqual([answer.status, answer.code()], [503, 'unavailable']);
  });

  test('is the same for every token that does not work', async (t) => {
    const app = await startApp(t);
    app.sessions.allow('authenticate', () => Promise.reject(Object.assign(new Error(), { code: 'x' })));
    app.signIn();
    app.sessions.allow('view', () => Promise.resolve(bankSelection()));
    const malformed = await app.call('/v1/session', { headers: bearer('!') });
    const absent = await app.call('/v1/session');
    const anonymous = ({ text, headers }: typeof absent) => [
      text.replace(/trace-\d+/, ''),
      Object.keys(headers).sort(),
    ];
    assert.deepEqual(anonymous(malformed), anonymous(absent));
  });
});
