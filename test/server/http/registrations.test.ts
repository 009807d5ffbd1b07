import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ErrorBody } from '../../../server/contract/errors.js';
import { Registration } from '../../../server/contract/registrations.js';
import { createRegistrationService } from '../../../server/registration/create-service.js';
import { RegistrationError } from '../../../server/registration/service.js';
import { openStore } from '../../../server/store/open-store.js';
import { newVault } from '../../support/engines.js';
import { bearer, json, operatorKey, otherKey, shopKey, startApp, testConfig, token } from '../../support/http-app.js';
import type { TestApp } from '../../support/http-app.js';
import { freshId, startWorld } from '../registration/kit.js';

const headers = bearer(operatorKey);
const registration: Registration = {
  id: 'some-bank',
  profile: 'obie',
  softwareId: 'software',
  createdAt: '2026-01-01T00:00:00.000Z',
  since: '2026-01-01T00:00:00.000Z',
  status: 'registered',
  client: { clientId: 'client-1', hasSecret: true },
  changes: [],
};
const pending: Registration = { ...registration, status: 'pending', message: 'By e-mail.' };
const post = (body: unknown, more = headers) => json(body, more);
const put = (body?: unknown) =>
  body === undefined ? { method: 'PUT', headers } : { ...json(body, headers), method: 'PUT' };
/** The first arguments of the calls so far; the last one is the context. */
const given = (calls: readonly (readonly unknown[])[]) => calls.map((args) => args.slice(0, -1));

const doors: readonly [method: string, path: string, body?: unknown][] = [
  ['POST', '/v1/registrations', { target: 'some-bank' }],
  ['GET', '/v1/registrations/some-bank'],
  ['PUT', '/v1/registrations/some-bank'],
  ['PUT', '/v1/registrations/some-bank/credentials', { clientId: 'x' }],
  ['DELETE', '/v1/registrations/some-bank'],
];

describe('registrations are for the operator', () => {
  for (const [method, path, body] of doors) {
    for (const [name, key] of [
      ["a merchant's key", shopKey],
      ["another merchant's key", otherKey],
      ['a client token', token],
      ['a key that nobody has', `bc_${'z'.repeat(43)}`],
    ] as const) {
      test(`${method} ${path} is closed to ${name}`, async (t) => {
        const app = await startApp(t);
        const answer = await app.call(path, { ...json(body ?? {}, bearer(key)), method });
        assert.deepEqual([answer.status, answer.code()], [401, 'invalid_api_key']);
      });
    }

    test(`${method} ${path} is closed to everybody where no operator key is set`, async (t) => {
      const app = await startApp(t, { config: { operatorKeyHashes: [] } });
      for (const sent of [headers, bearer(shopKey), {}]) {
        assert.equal((await app.call(path, { ...json(body ?? {}, sent), method })).status, 401);
      }
    });
  }

  test("an operator's key opens nothing of a merchant", async (t) => {
    const app = await startApp(t);
    for (const path of ['/v1/connections', '/v1/sessions/s1']) {
      assert.equal((await app.call(path, { headers })).code(), 'invalid_api_key');
    }
  });

  test('guesses are counted against the address', async (t) => {
    const limits = { perSecond: 0.001, burst: 2 };
    const app = await startApp(t, { config: { limits: { ...testConfig.limits, perAddress: limits } } });
    const guess = () => app.call('/v1/registrations/some-bank', { headers: bearer('x') });
    assert.deepEqual([(await guess()).status, (await guess()).status, (await guess()).status], [401, 401, 429]);
  });
});

describe('POST /v1/registrations', () => {
  for (const [name, result, status] of [
    ['201 for a client', { registration, created: true }, 201],
    ['202 for the promise of an e-mail', { registration: pending, created: true }, 202],
    ['200 for what is registered already', { registration, created: false }, 200],
    ['200 for what is pending already', { registration: pending, created: false }, 200],
  ] as const) {
    test(`answers ${name}`, async (t) => {
      const app = await startApp(t);
      app.registrations.expect('register', () => Promise.resolve(result));
      const answer = await app.call('/v1/registrations', post({ target: 'some-bank' }));
      assert.deepEqual([answer.status, answer.json()], [status, result.registration]);
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.deepEqual(given(app.registrations.calls('register')), [['some-bank']]);
    });
  }

  test('names the key in the log, not the key itself', async (t) => {
    const app = await startApp(t);
    app.registrations.expect('register', () => Promise.resolve({ registration, created: true }));
    await app.call('/v1/registrations', post({ target: 'some-bank' }));
    const [[, context] = []] = app.registrations.calls('register');
    const { actor, traceId } = context as { actor: string; traceId: string };
    assert.match(actor, /^key [0-9a-f]{8}$/);
    assert.match(traceId, /^trace-/);
    assert.ok(!app.logText().includes(operatorKey));
  });

  const bodies: Record<string, unknown> = {
    'no target': {},
    'a target that is no id': { target: '../x' },
    'an address': { target: 'some-bank', url: 'https://evil.example' },
    'a key': { target: 'some-bank', signingKey: 'x' },
  };
  for (const [name, body] of Object.entries(bodies)) {
    test(`takes no ${name}: what is registered where is configuration`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call('/v1/registrations', post(body));
      assert.deepEqual([answer.status, answer.code()], [400, 'invalid_request']);
      assert.equal(ErrorBody.parse(answer.json()).error.fields?.length, 1);
    });
  }

  test('names every fault with its path', async (t) => {
    const app = await startApp(t);
    const fields = [
      { path: 'scope', message: 'a' },
      { path: 'redirect_uris.1', message: 'b' },
    ];
    app.registrations.expect('register', () => Promise.reject(new RegistrationError('invalid_request', { fields })));
    const answer = await app.call('/v1/registrations', post({ target: 'some-bank' }));
    assert.equal(answer.status, 400);
    assert.deepEqual(ErrorBody.parse(answer.json()).error.fields, fields);
  });

  for (const [code, status] of [
    ['registration_refused', 422],
    ['wrong_state', 409],
    ['not_found', 404],
    ['bank_not_supported', 501],
    ['provider_unavailable', 503],
    ['bad_provider_answer', 502],
  ] as const) {
    test(`says ${code} as ${status}`, async (t) => {
      const app = await startApp(t);
      const error = new RegistrationError(code, { retryAfterMs: 1_500 });
      app.registrations.expect('register', () => Promise.reject(error));
      const answer = await app.call('/v1/registrations', post({ target: 'some-bank' }));
      assert.deepEqual([answer.status, answer.code(), answer.headers['retry-after']], [status, code, '2']);
    });
  }
});

describe('/v1/registrations/:id', () => {
  async function started(t: Parameters<typeof startApp>[0]): Promise<TestApp> {
    const app = await startApp(t);
    for (const method of ['get', 'read', 'update', 'supply'] as const) {
      app.registrations.allow(method, () => Promise.resolve(registration));
    }
    for (const method of ['remove', 'forget'] as const) app.registrations.allow(method, () => Promise.resolve());
    return app;
  }
  const called = (app: TestApp) =>
    (['get', 'read', 'update', 'supply', 'remove', 'forget'] as const).filter(
      (method) => app.registrations.calls(method).length > 0,
    );
  const path = '/v1/registrations/some-bank';

  test('is read here, or at the bank', async (t) => {
    const here = await started(t);
    assert.deepEqual((await here.call(path, { headers })).json(), registration);
    assert.deepEqual(called(here), ['get']);
    const there = await started(t);
    assert.equal((await there.call(`${path}?from=bank`, { headers })).status, 200);
    assert.deepEqual(called(there), ['read']);
  });

  test('is updated without a body', async (t) => {
    const app = await started(t);
    assert.equal((await app.call(path, put())).status, 200);
    assert.equal((await app.call(path, put({}))).status, 200);
    assert.equal((await app.call(path, put({ scopes: [] }))).code(), 'invalid_request');
    assert.deepEqual(called(app), ['update']);
    assert.equal(app.registrations.calls('update').length, 2);
  });

  test('takes the credentials of an e-mail', async (t) => {
    const app = await started(t);
    const credentials = { clientId: 'client-1', clientSecret: 'canary' };
    const answer = await app.call(`${path}/credentials`, put(credentials));
    assert.equal(answer.status, 200);
    assert.deepEqual(given(app.registrations.calls('supply')), [['some-bank', credentials]]);
    assert.ok(!`${answer.text}${app.logText()}`.includes('canary'));
    for (const body of [
      {},
      { clientId: 'a\nb' },
      { clientId: '' },
      { clientId: 'a', clientSecret: '' },
      { ...credentials, more: 1 },
    ]) {
      assert.equal((await app.call(`${path}/credentials`, put(body))).code(), 'invalid_request');
    }
  });

  test('is deleted at the bank, or forgotten here', async (t) => {
    const atBank = await started(t);
    const answer = await atBank.call(path, { method: 'DELETE', headers });
    assert.deepEqual([answer.status, answer.text], [204, '']);
    assert.deepEqual(called(atBank), ['remove']);
    const here = await started(t);
    assert.equal((await here.call(`${path}?forget=true`, { method: 'DELETE', headers })).status, 204);
    assert.deepEqual(called(here), ['forget']);
  });

  for (const [method, query] of [
    ['GET', '?from=elsewhere'],
    ['GET', '?from=bank&from=bank'],
    ['DELETE', '?forget=yes'],
    ['DELETE', '?force=true'],
  ] as const) {
    test(`does not guess what ${method} ${query} means`, async (t) => {
      const app = await started(t);
      assert.equal((await app.call(`${path}${query}`, { method, headers })).code(), 'invalid_request');
      assert.deepEqual(called(app), []);
    });
  }

  test('is not looked up for what cannot be an id', async (t) => {
    const app = await started(t);
    for (const [id, status] of [
      ['a%2Fb', 400],
      ['a.b', 404],
      ['x'.repeat(65), 404],
    ] as const) {
      assert.equal((await app.call(`/v1/registrations/${id}`, { headers })).status, status);
    }
    assert.deepEqual(called(app), []);
  });
});

test('a client is registered, read, updated and deleted over HTTP, with nothing scripted', async (t) => {
  const world = await startWorld();
  t.after(() => world.sandbox.close());
  const store = await openStore({
    engine: { kind: 'sqlite', path: ':memory:' },
    vault: await newVault(),
    now: Date.now,
  });
  t.after(() => store.close());
  const client = { scopes: ['openid'], applicationType: 'web', tokenEndpointAuthMethod: 'client_secret_basic' };
  const registrations = createRegistrationService({
    configs: [world.config('obie', { client })],
    store: store.registrations,
    now: Date.now,
    randomId: freshId,
    random: () => 0,
    environment: 'sandbox',
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const app = await startApp(t, { registrations });
  const created = await app.call('/v1/registrations', post({ target: 'some-bank' }));
  assert.equal(created.status, 201, created.text);
  const { status } = Registration.parse(created.json());
  const stored = await store.registrations.find('some-bank');
  assert.ok(status === 'registered' && stored?.state.status === 'registered');
  const secret = stored.state.client.clientSecret ?? assert.fail('no secret');
  const path = '/v1/registrations/some-bank';
  const answers = [
    created,
    await app.call('/v1/registrations', post({ target: 'some-bank' })),
    await app.call(path, { headers }),
    await app.call(`${path}?from=bank`, { headers }),
    await app.call(path, put()),
    await app.call(path, { method: 'DELETE', headers }),
    await app.call(path, { headers }),
  ];
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [201, 200, 200, 200, 200, 204, 404],
  );
  for (const answer of answers) assert.ok(!answer.text.includes(secret));
  assert.deepEqual(world.sandbox.control.clients.list(), []);
});
