import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConnectionError } from '../../../server/connection/service.js';
import type { ErrorCode } from '../../../server/contract/errors.js';
import { ErrorBody } from '../../../server/contract/errors.js';
import { SessionError } from '../../../server/session/service.js';
import { bearer, json, otherKey, shopKey, shopNextKey, startApp } from '../../support/http-app.js';

const headers = bearer(shopKey);
const account = { id: 'a1', name: 'Account', type: 'current' as const, identifiers: [], maskedIdentifier: '•••• 1' };
const connection = {
  id: 'c1',
  status: 'active' as const,
  bank: { id: 'p:b', name: 'Bank' },
  scopes: ['accounts' as const],
  sessionId: 's1',
  createdAt: '2026-01-01T00:00:00.000Z',
};
/** The arguments but the last, which is the context of the call. */
const given = (calls: readonly (readonly unknown[])[]) => calls.map((args) => args.slice(0, -1));

describe('an API key', () => {
  for (const [key, merchant] of [
    [shopKey, 'shop'],
    [shopNextKey, 'shop'],
    [otherKey, 'other'],
  ] as const) {
    test(`(${key.slice(0, 4)}…) acts for its owner ${merchant}, and for nobody else`, async (t) => {
      const app = await startApp(t);
      app.connections.expect('get', () => Promise.reject(new ConnectionError('not_found')));
      const answer = await app.call('/v1/connections/c1', { headers: bearer(key) });
      assert.equal(answer.code(), 'not_found');
      assert.deepEqual(app.connections.calls('get'), [[merchant, 'c1']]);
    });
  }

  test('is not the hash that is kept of it', async (t) => {
    const app = await startApp(t);
    const hash = 'a'.repeat(64);
    assert.equal((await app.call('/v1/connections', { headers: bearer(hash) })).code(), 'invalid_api_key');
  });

  test('opens no widget route, as a client token opens no merchant route', async (t) => {
    const app = await startApp(t);
    app.sessions.expect('authenticate', () => Promise.reject(new SessionError('unauthorized')));
    assert.equal((await app.call('/v1/session', { headers })).code(), 'unauthorized');
  });
});

describe("the merchant's routes", () => {
  test('pass on what they are asked, and nothing of a shopper', async (t) => {
    const app = await startApp(t);
    const transactions = { transactions: [], nextCursor: 'n' };
    app.connections.expect('list', () => Promise.resolve({ connections: [connection] }));
    app.connections.expect('get', () => Promise.resolve(connection));
    app.connections.expect('accounts', () => Promise.resolve({ accounts: [account] }));
    app.connections.expect('account', () => Promise.resolve(account));
    app.connections.expect('balances', () => Promise.resolve({ balances: [] }));
    app.connections.expect('transactions', () => Promise.resolve(transactions));
    app.sessions.expect('result', () => Promise.reject(new SessionError('not_found')));
    const base = '/v1/connections/c1/accounts';
    const answers: Record<string, unknown> = {
      '/v1/connections': { connections: [connection] },
      '/v1/connections?limit=100&cursor=x%2By': { connections: [connection] },
      '/v1/connections/c1': connection,
      [base]: { accounts: [account] },
      [`${base}/a1`]: account,
      [`${base}/a1/balances`]: { balances: [] },
      [`${base}/a1/transactions?from=2026-01-01&to=2026-01-31&cursor=c`]: transactions,
    };
    for (const [path, expected] of Object.entries(answers)) {
      const answer = await app.call(path, { headers });
      assert.deepEqual([answer.status, answer.json()], [200, expected], path);
    }
    assert.equal((await app.call('/v1/sessions/s1', { headers })).code(), 'not_found');
    assert.deepEqual(app.connections.calls('list'), [
      ['shop', { limit: 50 }],
      ['shop', { limit: 100, cursor: 'x+y' }],
    ]);
    assert.deepEqual(given(app.connections.calls('transactions')), [
      ['shop', 'c1', 'a1', { from: '2026-01-01', to: '2026-01-31', cursor: 'c' }],
    ]);
    assert.deepEqual(given(app.connections.calls('balances')), [['shop', 'c1', 'a1']]);
    assert.deepEqual(app.sessions.calls('result'), [['shop', 's1']]);
    const context = app.connections.calls('accounts')[0]?.at(-1) as { signal: AbortSignal; traceId: string };
    assert.deepEqual([Object.keys(context).sort(), context.signal.aborted], [['signal', 'traceId'], false]);
  });

  for (const query of ['?from=2026-02-30', '?from=yesterday', '?to=2026-01-01T00:00:00Z', '?cursor=']) {
    test(`refuse transactions${query}`, async (t) => {
      const app = await startApp(t);
      const answer = await app.call(`/v1/connections/c1/accounts/a1/transactions${query}`, { headers });
      assert.equal(answer.code(), 'invalid_request');
    });
  }

  test('end a connection without an answer in words', async (t) => {
    const app = await startApp(t);
    app.connections.expect('remove', () => Promise.resolve());
    const answer = await app.call('/v1/connections/c1', { method: 'DELETE', headers });
    assert.deepEqual([answer.status, answer.text], [204, '']);
    assert.deepEqual(given(app.connections.calls('remove')), [['shop', 'c1']]);
  });

  test('stop a read whose caller went away', async (t) => {
    const app = await startApp(t);
    const aborted = new Promise<void>((resolve) => {
      app.connections.expect('accounts', (_merchant, _id, { signal }) => {
        signal.addEventListener('abort', () => resolve());
        return new Promise(() => undefined);
      });
    });
    const call = app.open('/v1/connections/c1/accounts', { headers });
    call.catch(() => undefined);
    while (app.connections.calls('accounts').length === 0) await new Promise((resolve) => setImmediate(resolve));
    app.server.closeAllConnections();
    await aborted;
  });

  const refusals: [ErrorCode, status: number][] = [
    ['reauth_required', 409],
    ['connection_revoked', 410],
    ['provider_unavailable', 503],
    ['provider_misconfigured', 500],
  ];
  for (const [code, status] of refusals) {
    test(`say ${code} as ${status}`, async (t) => {
      const app = await startApp(t);
      app.connections.expect('accounts', () => Promise.reject(new ConnectionError(code)));
      const answer = await app.call('/v1/connections/c1/accounts', { headers });
      assert.deepEqual([answer.status, answer.code()], [status, code]);
    });
  }

  test('say when to come back', async (t) => {
    const app = await startApp(t);
    const error = new ConnectionError('budget_exhausted', { retryAfterMs: 90_500.2 });
    app.connections.expect('accounts', () => Promise.reject(error));
    const answer = await app.call('/v1/connections/c1/accounts', { headers });
    assert.deepEqual([answer.status, answer.headers['retry-after']], [429, '91']);
    const { error: problem } = answer.json() as ErrorBody;
    assert.deepEqual([problem.retryAfterMs, problem.retryAt], [90_501, '2026-01-01T00:01:30.501Z']);
    assert.equal(ErrorBody.parse(answer.json()).error.retryAfterMs, 90_501);
  });

  test('name the faults that a service finds', async (t) => {
    const app = await startApp(t);
    const fields = [{ path: 'returnUrlId', message: 'There is no return URL of this id.' }];
    app.sessions.expect('create', () => Promise.reject(new SessionError('invalid_request', { fields })));
    const answer = await app.call('/v1/sessions', json({ returnUrlId: 'x' }, headers));
    assert.deepEqual(ErrorBody.parse(answer.json()).error.fields, fields);
  });
});
