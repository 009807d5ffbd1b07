import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BankCatalogue } from '../../../server/banks/catalogue.js';
import { Secret } from '../../../server/lib/secret.js';
import { bearer, startApp } from '../../support/http-app.js';
import { script } from '../../support/script.js';

describe('health', () => {
  test('is about the process only', async (t) => {
    const app = await startApp(t, { pingStore: () => Promise.reject(new Error('gone')) });
    const answer = await app.call('/healthz');
    assert.deepEqual([answer.status, answer.json()], [200, { status: 'ok' }]);
  });

  test('is readiness when store and banks are there', async (t) => {
    const app = await startApp(t);
    const answer = await app.call('/readyz');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json(), { status: 'ok', checks: { store: true, banks: true, running: true } });
  });

  test('is not readiness without the store, and says no more than that', async (t) => {
    const app = await startApp(t, { pingStore: () => Promise.reject(new Error('postgres://user:canary@host')) });
    const answer = await app.call('/readyz');
    assert.equal(answer.status, 503);
    assert.deepEqual(answer.json(), { status: 'unavailable', checks: { store: false, banks: true, running: true } });
    assert.ok(!answer.text.includes('canary'));
  });

  test('is not readiness without banks', async (t) => {
    const { service } = script<BankCatalogue>(t, 'catalogue', { ready: false });
    const app = await startApp(t, { catalogue: service });
    assert.equal((await app.call('/readyz')).status, 503);
  });

  test('is not readiness while the server stops', async (t) => {
    const app = await startApp(t);
    app.stop.abort();
    assert.equal((await app.call('/readyz')).status, 503);
  });
});

describe('GET /metrics', () => {
  test('counts requests by route pattern, never by address', async (t) => {
    const app = await startApp(t);
    await app.call('/assets/frame.js?canary=1');
    await app.call('/v1/sessions/canary-2');
    await app.call('/canary-3');
    await app.call('/healthz', { method: 'PROPFIND' });
    const { text, headers } = await app.call('/metrics');
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
    const counted = [...text.matchAll(/^bank_connect_http_request_seconds_count\{(.*)\} (\d+)$/gm)].map((line) =>
      line.slice(1),
    );
    assert.deepEqual(counted.sort(), [
      ['method="GET",route="/assets/:name",status="200"', '1'],
      ['method="GET",route="/v1/sessions/:id",status="401"', '1'],
      ['method="GET",route="unmatched",status="404"', '1'],
      ['method="OTHER",route="/healthz",status="405"', '1'],
    ]);
    assert.match(text, /^bank_connect_catalogue_age_seconds 60$/m);
    assert.ok(!text.includes('canary'));
  });

  test('asks for its token', async (t) => {
    const secret = 'm'.repeat(32);
    const app = await startApp(t, { config: { metrics: { token: new Secret(secret) } } });
    const answers = [
      await app.call('/metrics'),
      await app.call('/metrics', { headers: bearer('n'.repeat(32)) }),
      await app.call('/metrics', { headers: bearer(secret) }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401, 200],
    );
  });

  test('is nowhere when it is turned off', async (t) => {
    const app = await startApp(t, { config: { metrics: false } });
    assert.equal((await app.call('/metrics')).code(), 'not_found');
  });
});

describe('GET /.well-known/security.txt', () => {
  test('says where flaws are reported, and until when that holds', async (t) => {
    const app = await startApp(t);
    const answer = await app.call('/.well-known/security.txt');
    assert.equal(answer.headers['content-type'], 'text/plain; charset=UTF-8');
    assert.deepEqual(answer.text.split('\n'), [
      'Contact: mailto:security@example.com',
      'Expires: 2026-06-30T00:00:00.000Z',
      'Preferred-Languages: en',
      'Canonical: https://connect.example/.well-known/security.txt',
      '',
    ]);
  });

  test('is not made up where nobody is named', async (t) => {
    const app = await startApp(t, { config: { securityContact: undefined } });
    assert.equal((await app.call('/.well-known/security.txt')).status, 404);
  });
});

describe('the log', () => {
  test('has one line of JSON per request, without address, headers or body, whatever they hold', async (t) => {
    const app = await startApp(t);
    await app.call('/v1/sessions?canary=1', {
      method: 'POST',
      headers: {
        'user-agent': 'canary-2 "}{"',
        authorization: 'Bearer canary-3-canary-3',
        'content-type': 'x/canary-4',
      },
      body: 'canary-5',
    });
    assert.equal(app.log.length, 1);
    const { time, ms, ...line } = app.log[0] ?? {};
    assert.deepEqual(line, {
      level: 'info',
      method: 'POST',
      route: '/v1/sessions',
      status: 401,
      traceId: 'trace-1',
      msg: 'request',
    });
    assert.ok(typeof ms === 'number' && !Number.isNaN(Date.parse(String(time))));
    assert.ok(!app.logText().includes('canary'));
  });
});
