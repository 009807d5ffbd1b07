import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { SessionError } from '../../../server/session/service.js';
import { startApp } from '../../support/http-app.js';
import type { TestApp } from '../../support/http-app.js';

const path = '/callback/shop/token-io';
const key = (sessionId: string) => createHash('sha256').update(sessionId).digest('hex').slice(0, 8);
const secret = 'S'.repeat(43);

const takes = (app: TestApp) =>
  app.sessions.expect('receiveCallback', () => Promise.resolve({ sessionId: 'session-1' }));
const bindings = (app: TestApp) =>
  Object.fromEntries(app.sessions.calls('receiveCallback')[0]?.[3] as Map<string, string>);

describe('GET /callback', () => {
  test('hands the query over as it came and moves on to an address without one', async (t) => {
    const app = await startApp(t);
    takes(app);
    const query = 'request-id=rq%3A1&credential-fields=W10%3d&x=a+b&x=%zz&&=';
    const answer = await app.call(`${path}?${query}`, {
      headers: { cookie: `__Host-bc_${key('session-1')}=${secret}` },
    });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, '/done/session-1');
    assert.equal(answer.text, '');
    assert.deepEqual(app.sessions.calls('receiveCallback')[0]?.slice(0, 3), ['shop', 'token-io', query]);
    assert.deepEqual(bindings(app), { [key('session-1')]: secret });
  });

  const cookies: Record<string, [header: string | undefined, expected: Record<string, string>]> = {
    'no cookie': [undefined, {}],
    'foreign cookies only': ['a=b; session=xyz', {}],
    'the cookies of two sessions': [
      `__Host-bc_01234567=${secret}; other=1; __Host-bc_89abcdef=${'T'.repeat(43)}`,
      { '01234567': secret, '89abcdef': 'T'.repeat(43) },
    ],
    'a cookie that is there twice': [`__Host-bc_01234567=${secret}; __Host-bc_01234567=${'T'.repeat(43)}`, {}],
    'a cookie without its prefix': [`bc_01234567=${secret}`, {}],
    'a cookie with a name that goes on': [`__Host-bc_012345678=${secret}`, {}],
    'a cookie in upper case': [`__HOST-BC_01234567=${secret}`, {}],
    'a value that cannot be ours': ['__Host-bc_01234567=a b; __Host-bc_89abcdef="quoted"', {}],
    'an empty value': ['__Host-bc_01234567=', {}],
    garbage: [';;;=;;__proto__=x; =__Host-bc_01234567', {}],
  };
  for (const [name, [header, expected]] of Object.entries(cookies)) {
    test(`reads the bindings of ${name}`, async (t) => {
      const app = await startApp(t);
      takes(app);
      await app.call(`${path}?request-id=rq:1`, { headers: { cookie: header } });
      assert.deepEqual(bindings(app), expected);
    });
  }

  for (const method of ['HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE']) {
    test(`takes nothing from a ${method}`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call(`${path}?request-id=rq:1`, { method });
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.allow, 'GET');
    });
  }

  const ahead: Record<string, string>[] = [
    { 'sec-purpose': 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
    { purpose: 'prefetch' },
    { 'x-moz': 'prefetch' },
    { 'x-purpose': 'preview' },
  ];
  for (const headers of ahead) {
    test(`takes nothing from a browser that looks ahead: ${JSON.stringify(headers)}`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call(`${path}?request-id=rq:1`, { headers });
      assert.equal(answer.status, 503);
      assert.equal(answer.headers.location, undefined);
    });
  }

  const shapes: Record<string, [target: string, status: number]> = {
    'no query': [path, 400],
    'an empty query': [`${path}?`, 400],
    'a merchant that cannot be one': ['/callback/sh!op/token-io?a=1', 404],
    'a provider that cannot be one': ['/callback/shop/token.io?a=1', 404],
    'no provider': ['/callback/shop?a=1', 404],
    'a further segment': [`${path}/more?a=1`, 404],
    'an encoded slash': ['/callback/shop%2f..%2fother/token-io?a=1', 400],
    'an encoded NUL': ['/callback/shop%00/token-io?a=1', 400],
    'a dot segment': ['/callback/shop/../shop/token-io?a=1', 400],
    'an empty segment': ['/callback//token-io?a=1', 400],
    'a query of 17 KB': [`${path}?credential-fields=${'A'.repeat(17 * 1024)}`, 414],
  };
  for (const [name, [target, status]] of Object.entries(shapes)) {
    test(`answers ${name} with a page and ${status}`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call(target);
      assert.equal(answer.status, status);
      assert.match(answer.text, /^<!doctype html>/);
    });
  }

  const refusals = { invalid_callback: 400, wrong_browser: 403, not_found: 404, wrong_state: 409 } as const;
  for (const [code, status] of Object.entries(refusals)) {
    test(`puts ${code} into words, with a reference and nothing of the query`, async (t) => {
      const app = await startApp(t);
      app.sessions.expect('receiveCallback', () =>
        Promise.reject(new SessionError(code as keyof typeof refusals, { cause: new Error('provider said canary-1') })),
      );
      const answer = await app.call(`${path}?request-id=rq:1&error=canary-2&message=%3Cb%3Ecanary-3`);
      assert.equal(answer.status, status);
      assert.equal(answer.headers['x-bank-connect-error'], code);
      assert.match(answer.text, /Reference: trace-1/);
      assert.ok(!answer.text.includes('canary'));
    });
  }

  test('hides what went wrong on our side, and logs it', async (t) => {
    const app = await startApp(t);
    app.sessions.expect('receiveCallback', () => Promise.reject(new Error('secret detail')));
    const answer = await app.call(`${path}?request-id=rq:1`);
    assert.equal(answer.status, 500);
    assert.ok(!answer.text.includes('secret detail'));
    assert.ok(app.log.some((line) => line.msg === 'request failed' && line.traceId === 'trace-1'));
  });

  test('writes neither query nor cookie into the log', async (t) => {
    const app = await startApp(t);
    takes(app);
    await app.call(`${path}?code=canary-4`, { headers: { cookie: `__Host-bc_01234567=${secret}` } });
    assert.deepEqual(
      app.log.map((line) => ({ ...line, time: 0, ms: 0 })),
      [
        {
          level: 'info',
          time: 0,
          ms: 0,
          method: 'GET',
          route: '/callback/:merchant/:provider',
          status: 303,
          traceId: 'trace-1',
          msg: 'request',
        },
      ],
    );
    assert.ok(!/canary|SSSS/.test(app.logText()));
  });
});

describe('GET /done', () => {
  test('takes a tab back to the shop by itself', async (t) => {
    const app = await startApp(t);
    const returnUrl = 'https://shop.example/checkout?a=1&b=2';
    app.sessions.expect('done', () => Promise.resolve({ mode: 'tab', returnUrl, merchantName: '<Shop>' }));
    const answer = await app.call('/done/session-1');
    assert.equal(answer.status, 200);
    assert.ok(answer.text.includes('content="0;url=https://shop.example/checkout?a=1&amp;b=2"'));
    assert.ok(answer.text.includes('>Return to &lt;Shop&gt;</a>'));
  });

  test('asks to close a popup, and leads nowhere', async (t) => {
    const app = await startApp(t);
    app.sessions.expect('done', () =>
      Promise.resolve({ mode: 'popup', returnUrl: 'https://shop.example/', merchantName: 'Shop' }),
    );
    const answer = await app.call('/done/session-1');
    assert.match(answer.text, /close this window/);
    assert.ok(!answer.text.includes('shop.example'));
    assert.ok(!answer.text.includes('<script') && !answer.text.includes('http-equiv'));
  });

  test('knows nothing of other sessions', async (t) => {
    const app = await startApp(t);
    app.sessions.expect('done', () => Promise.resolve(undefined));
    assert.equal((await app.call('/done/nobody')).status, 404);
  });
});
