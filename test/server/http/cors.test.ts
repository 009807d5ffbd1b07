import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SessionError } from '../../../server/session/service.js';
import {
  bankSelection,
  bearer,
  json,
  otherSession,
  publicUrl,
  shopOrigin,
  shopSession,
  startApp,
  token,
} from '../../support/http-app.js';
import type { TestApp } from '../../support/http-app.js';

const allowed = (answer: { headers: Record<string, unknown> }) => answer.headers['access-control-allow-origin'];

function viewWorks(app: TestApp, session = shopSession): void {
  app.signIn(session);
  app.sessions.allow('view', () => Promise.resolve(bankSelection()));
}

/** Spellings that a careless comparison takes for https://shop.example. */
const lookAlikes = [
  'null',
  '*',
  '',
  'https://shop.example.evil.test',
  'https://evil.test/https://shop.example',
  'https://shop.example@evil.test',
  'https://shop.example:443',
  'https://shop.example:8443',
  'https://shop.example/',
  'https://shop.example/checkout',
  'http://shop.example',
  'https://SHOP.example',
  'https://shopxexample',
  'https://sub.shop.example',
  'https://evilshop.example',
  'https://shop.example, https://evil.test',
  'https://shop.example https://evil.test',
  'https://shop.example.',
  'https://shop.example%60.evil.test',
  'https://shop.example_.evil.test',
  'shop.example',
  '//shop.example',
  'file://',
  'chrome-extension://abcdefghijklmnop',
  'https://evil.test',
];

describe('cross-origin access', () => {
  test("gives the session's origin its view, without cookies", async (t) => {
    const app = await startApp(t);
    viewWorks(app);
    const answer = await app.call('/v1/session', { headers: { ...bearer(token), origin: shopOrigin } });
    assert.equal(answer.status, 200);
    assert.equal(allowed(answer), shopOrigin);
    assert.equal(answer.headers.vary, 'Origin');
    assert.equal(answer.headers['access-control-allow-credentials'], undefined);
    assert.match(String(answer.headers['access-control-expose-headers']), /x-request-id/);
  });

  test('serves a caller that is no browser', async (t) => {
    const app = await startApp(t);
    viewWorks(app);
    const answer = await app.call('/v1/session', { headers: bearer(token) });
    assert.equal(answer.status, 200);
    assert.equal(allowed(answer), undefined);
    assert.equal(answer.headers.vary, 'Origin');
  });

  for (const origin of lookAlikes) {
    test(`refuses the origin ${JSON.stringify(origin)}, in requests and preflights`, async (t) => {
      const app = await startApp(t);
      const headers = { ...bearer(token), origin };
      const preflightHeaders = { origin, 'access-control-request-method': 'GET' };
      const answers = [
        await app.call('/v1/session', { headers }),
        await app.call('/v1/session', { method: 'OPTIONS', headers: preflightHeaders }),
      ];
      for (const answer of answers) {
        assert.equal(answer.status, 403);
        assert.equal(answer.code(), 'origin_not_allowed');
        assert.equal(allowed(answer), undefined);
        assert.match(String(answer.headers.vary), /^Origin/);
      }
      assert.deepEqual(app.sessions.calls('authenticate'), []);
    });
  }

  test('lets the origin of another merchant read nothing of a session', async (t) => {
    const app = await startApp(t);
    app.signIn();
    const answer = await app.call('/v1/session', { headers: { ...bearer(token), origin: 'https://other.example' } });
    assert.equal(answer.status, 403);
    assert.equal(allowed(answer), undefined);
    assert.equal(answer.headers['access-control-expose-headers'], undefined);
  });

  test('holds a session to its own origin among those of its merchant, and says so readably', async (t) => {
    const app = await startApp(t);
    app.signIn();
    const origin = 'https://www.shop.example';
    const answer = await app.call('/v1/session', { headers: { ...bearer(token), origin } });
    assert.equal(answer.code(), 'origin_not_allowed');
    assert.equal(allowed(answer), origin);
  });

  test("lets a merchant's page read why its token is refused", async (t) => {
    const app = await startApp(t);
    app.sessions.expect('authenticate', () => Promise.reject(new SessionError('unauthorized')));
    const answer = await app.call('/v1/session', { headers: { ...bearer(token), origin: shopOrigin } });
    assert.equal(answer.status, 401);
    assert.equal(allowed(answer), shopOrigin);
  });

  const preflights: Record<string, string> = {
    '/v1/session': 'GET',
    '/v1/session/events': 'GET',
    '/v1/banks': 'GET',
    '/v1/session/bank': 'POST',
    '/v1/session/consent': 'POST',
    '/v1/session/confirm': 'POST',
    '/v1/session/cancel': 'POST',
  };
  for (const [path, method] of Object.entries(preflights)) {
    test(`answers the preflight of ${method} ${path} without asking anybody`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call(path, {
        method: 'OPTIONS',
        headers: {
          origin: shopOrigin,
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,content-type',
        },
      });
      assert.equal(answer.status, 204);
      assert.equal(allowed(answer), shopOrigin);
      assert.equal(answer.headers['access-control-allow-methods'], method);
      assert.match(String(answer.headers['access-control-allow-headers']), /authorization, content-type/);
      assert.equal(answer.headers['access-control-max-age'], '600');
      assert.equal(answer.headers['access-control-allow-credentials'], undefined);
      assert.match(String(answer.headers.vary), /Origin/);
    });
  }

  for (const path of ['/v1/sessions', '/v1/connections', '/start', '/callback/shop/p', '/frame/x', '/metrics']) {
    test(`has no cross-origin access to ${path}`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call(path, {
        method: 'OPTIONS',
        headers: { origin: shopOrigin, 'access-control-request-method': 'POST' },
      });
      assert.equal(answer.status, 405);
      assert.equal(allowed(answer), undefined);
    });
  }
});

describe('the routes of the credential frame', () => {
  const submission = { round: 1, values: { otp: '123456' } };
  const post = (headers: Record<string, string | undefined>) => json(submission, { ...bearer(token), ...headers });

  test('take fields from a page of this server', async (t) => {
    const app = await startApp(t);
    app.signIn();
    app.sessions.expect('submitCredentials', () => Promise.resolve(bankSelection()));
    const answer = await app.call(
      '/v1/session/credentials',
      post({ origin: publicUrl, 'sec-fetch-site': 'same-origin' }),
    );
    assert.equal(answer.status, 200);
    assert.equal(allowed(answer), undefined);
    assert.deepEqual(app.sessions.calls('submitCredentials')[0]?.slice(0, 2), ['session-1', submission]);
  });

  test('show fields to a page of this server', async (t) => {
    const app = await startApp(t);
    app.signIn();
    const fields = { bankName: 'Bank', round: 1, fields: [{ id: 'otp', kind: 'otp' as const, label: 'Code' }] };
    app.sessions.expect('credentials', () => Promise.resolve(fields));
    const answer = await app.call('/v1/session/credentials', {
      headers: { ...bearer(token), 'sec-fetch-site': 'same-origin' },
    });
    assert.deepEqual(answer.json(), fields);
    assert.equal(allowed(answer), undefined);
  });

  const strangers: Record<string, Record<string, string | undefined>> = {
    'no Origin': {},
    "the shop's Origin": { origin: shopOrigin },
    'an opaque Origin': { origin: 'null' },
    'an unknown Origin': { origin: 'https://evil.test' },
    'the own Origin but another site': { origin: publicUrl, 'sec-fetch-site': 'cross-site' },
    'the own Origin but only the same site': { origin: publicUrl, 'sec-fetch-site': 'same-site' },
  };
  for (const [name, headers] of Object.entries(strangers)) {
    test(`refuse what comes with ${name}`, async (t) => {
      const app = await startApp(t);
      app.signIn();
      const answer = await app.call('/v1/session/credentials', post(headers));
      assert.equal(answer.code(), 'origin_not_allowed');
      assert.equal(allowed(answer), undefined);
    });
  }

  for (const origin of [shopOrigin, 'null', 'https://other.example']) {
    test(`show no fields to ${origin}`, async (t) => {
      const app = await startApp(t);
      app.signIn();
      const answer = await app.call('/v1/session/credentials', { headers: { ...bearer(token), origin } });
      assert.equal(answer.code(), 'origin_not_allowed');
      assert.equal(allowed(answer), undefined);
    });
  }

  test('answer no preflight of a merchant without inline fields', async (t) => {
    const app = await startApp(t);
    const headers = { origin: shopOrigin, 'access-control-request-method': 'POST' };
    const answer = await app.call('/v1/session/credentials', { method: 'OPTIONS', headers });
    assert.equal(answer.status, 403);
    assert.equal(allowed(answer), undefined);
  });

  test('take fields from the page of a merchant that opted in to inline fields', async (t) => {
    const app = await startApp(t);
    app.signIn(otherSession);
    app.sessions.expect('submitCredentials', () => Promise.resolve(bankSelection()));
    const { origin } = otherSession;
    const preflight = await app.call('/v1/session/credentials', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    const answer = await app.call('/v1/session/credentials', post({ origin, 'sec-fetch-site': 'cross-site' }));
    assert.deepEqual([preflight.status, allowed(preflight)], [204, origin]);
    assert.deepEqual([answer.status, allowed(answer)], [200, origin]);
  });

  test('refuse the token of another merchant in the page of one that opted in', async (t) => {
    const app = await startApp(t);
    app.signIn(shopSession);
    const answer = await app.call('/v1/session/credentials', post({ origin: otherSession.origin }));
    assert.equal(answer.code(), 'origin_not_allowed');
  });
});
