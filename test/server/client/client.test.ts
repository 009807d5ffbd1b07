import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { BankConnectApiError, createBankConnectClient, type ClientOptions } from '../../../server/client/index.js';
import { ConnectionError } from '../../../server/connection/service.js';
import type { CallContext } from '../../../server/providers/authorisation.js';
import { operations } from '../../../server/http/openapi/operations.js';
import { SessionError } from '../../../server/session/service.js';
import { shopKey, startApp } from '../../support/http-app.js';

const account = { id: 'a1', name: 'Account', type: 'current' as const, identifiers: [], maskedIdentifier: '•••• 1' };
const connection = {
  id: 'c1',
  status: 'active' as const,
  bank: { id: 'p:b', name: 'Bank' },
  scopes: ['accounts' as const],
  sessionId: 's1',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const transaction = (id: string) => ({
  id,
  status: 'booked' as const,
  direction: 'debit' as const,
  amount: { value: '1', currency: 'EUR' },
  description: '',
});

/** The client in front of the real HTTP side of the server; waits take no time, and are kept. */
async function arrange(t: TestContext, options: Partial<ClientOptions> = {}) {
  const app = await startApp(t);
  const pauses: number[] = [];
  const pause = (ms: number) => Promise.resolve(void pauses.push(ms));
  const client = createBankConnectClient({ baseUrl: app.origin, apiKey: shopKey, pause, ...options });
  return { app, client, pauses };
}

/** A server that answers as it is told. */
async function serverThat(t: TestContext, answers: RequestListener): Promise<string> {
  const server = createServer(answers).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const failure = async (call: Promise<unknown>): Promise<BankConnectApiError> => {
  const error = await call.then(
    () => assert.fail('it succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BankConnectApiError, String(error));
  return error;
};

describe('the client', () => {
  test('asks for everything there is, and gives what the server says', async (t) => {
    const { app, client } = await arrange(t);
    const created = { id: 's1', clientToken: 't', expiresAt: '2026-01-01T00:30:00.000Z' };
    app.sessions.expect('create', () => Promise.resolve(created));
    app.sessions.expect('result', () => Promise.reject(new SessionError('not_found')));
    app.connections.expect('get', () => Promise.resolve(connection));
    app.connections.expect('remove', () => Promise.resolve());
    app.connections.expect('accounts', () => Promise.resolve({ accounts: [account] }));
    app.connections.expect('account', () => Promise.resolve(account));
    app.connections.expect('balances', () => Promise.resolve({ balances: [] }));
    app.connections.expect('standingOrders', () => Promise.resolve({ standingOrders: [] }));

    assert.deepEqual(await client.sessions.create({ scopes: ['accounts', 'balances'], reference: 'order 7' }), created);
    assert.equal((await failure(client.sessions.get('s1'))).code, 'not_found');
    assert.deepEqual(await client.connections.get('c1'), connection);
    await client.connections.remove('c1');
    assert.deepEqual(await client.accounts.list('c1'), [account]);
    assert.deepEqual(await client.accounts.get('c1', 'a1'), account);
    assert.deepEqual(await client.balances.list('c1', 'a1'), []);
    assert.deepEqual(await client.standingOrders.list('c1', 'a1'), []);
    assert.deepEqual(app.connections.calls('balances')[0]?.slice(0, 3), ['shop', 'c1', 'a1']);
  });

  test('goes through all pages, and asks for each when it is needed', async (t) => {
    const { app, client } = await arrange(t);
    const pages = { '': { transactions: [transaction('1')], nextCursor: 'two' }, two: { transactions: [] , nextCursor: 'a+b' }, 'a+b': { transactions: [transaction('2')] } }; // prettier-ignore
    app.connections.expect('transactions', (_merchant, _id, _account, { cursor = '' }) =>
      Promise.resolve(pages[cursor as keyof typeof pages]),
    );
    const ids: string[] = [];
    const period = { from: '2026-01-01', to: '2026-01-02', limit: 10 };
    for await (const { id } of client.transactions.all('c1', 'a1', period)) {
      ids.push(id);
      if (id === '1') assert.equal(app.connections.calls('transactions').length, 1);
    }
    assert.deepEqual(ids, ['1', '2']);
    assert.deepEqual(app.connections.calls('transactions')[2]?.[3], {
      from: '2026-01-01',
      to: '2026-01-02',
      limit: '10',
      cursor: 'a+b',
    });

    app.connections.expect('list', (_merchant, { cursor }) =>
      Promise.resolve(cursor === undefined ? { connections: [connection], nextCursor: 'x' } : { connections: [] }),
    );
    const found: string[] = [];
    for await (const { id } of client.connections.all()) found.push(id);
    assert.deepEqual(found, ['c1']);
  });

  test('lists payments and events, and sends events again', async (t) => {
    const asked: string[] = [];
    const baseUrl = await serverThat(t, (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      request.resume().on('end', () => response.end('{}'));
    });
    const { client } = await arrange(t, { baseUrl });
    await client.payments.get('p1');
    await client.payments.page({ limit: 5, cursor: 'c' });
    await client.webhooks.page({ state: 'gave_up' });
    await client.webhooks.get('e1');
    await client.webhooks.replay('e1');
    await client.erasures.create('shopper-1');
    await client.webhooks.replayAll({ from: '2026-01-01T00:00:00.000Z' });
    assert.deepEqual(asked, [
      'GET /v1/payments/p1',
      'GET /v1/payments?limit=5&cursor=c',
      'GET /v1/webhooks/events?state=gave_up',
      'GET /v1/webhooks/events/e1',
      'POST /v1/webhooks/events/e1/replay',
      'POST /v1/erasures',
      'POST /v1/webhooks/replay',
    ]);
    const known = new Set(operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`));
    for (const call of asked) assert.ok(known.has(call.replace(/\?.*/, '').replace(/\/[pe]1/, '/:id')), call);
  });

  test('says for whom it reads, and nothing when nobody is there', async (t) => {
    const { app, client } = await arrange(t);
    app.connections.expect('balances', () => Promise.resolve({ balances: [] }));
    const shopper = { ipAddress: '1.1.1.7', userAgent: 'Browser/1' };
    await client.balances.list('c1', 'a1', { shopper });
    await client.balances.list('c1', 'a1');
    const shoppers = app.connections.calls('balances').map((args) => (args.at(-1) as CallContext).psu);
    assert.deepEqual(shoppers, [shopper, undefined]);
  });

  test('gives an error with all that the server says', async (t) => {
    const { app, client, pauses } = await arrange(t);
    app.connections.expect('accounts', () =>
      Promise.reject(new ConnectionError('budget_exhausted', { retryAfterMs: 3_600_000 })),
    );
    const error = await failure(client.accounts.list('c1'));
    assert.deepEqual(
      [error.code, error.status, error.retryable, error.retryAfterMs, error.retryAt, error.action],
      ['budget_exhausted', 429, true, 3_600_000, '2026-01-01T01:00:00.000Z', 'wait'],
    );
    assert.match(error.traceId ?? '', /^trace-/);
    assert.deepEqual(pauses, [], 'nobody waits an hour in a request');
    const wrong = await failure(client.transactions.page('c1', 'a1', { from: 'yesterday' }));
    assert.deepEqual([wrong.code, wrong.fields[0]?.path], ['invalid_request', 'from']);
    assert.match(wrong.message, /from: /);
    assert.ok(!`${wrong.message} ${JSON.stringify(wrong)}`.includes(shopKey));
  });

  test('keeps ids in their place', async (t) => {
    const { client } = await arrange(t);
    assert.equal((await failure(client.connections.get('../sessions/s1'))).code, 'invalid_request');
    for (const id of ['', '.', '..']) assert.throws(() => client.connections.get(id), TypeError);
  });
});

describe('a request that fails for a moment', () => {
  const unavailable = () => Promise.reject(new ConnectionError('provider_unavailable'));

  test('is repeated when it reads or removes, twice at most, with growing pauses', async (t) => {
    const { app, client, pauses } = await arrange(t);
    app.connections.expect('accounts', unavailable);
    app.connections.expect('remove', unavailable);
    assert.equal((await failure(client.accounts.list('c1'))).code, 'provider_unavailable');
    assert.equal((await failure(client.connections.remove('c1'))).code, 'provider_unavailable');
    assert.deepEqual([app.connections.calls('accounts').length, app.connections.calls('remove').length], [3, 3]);
    const [first = 0, second = 0] = pauses;
    assert.ok(first >= 125 && first <= 375 && second >= 250 && second <= 750, `${first} ${second}`);
  });

  test('succeeds when the next try does', async (t) => {
    const { app, client } = await arrange(t);
    let tries = 0;
    app.connections.expect('accounts', () => ((tries += 1) < 3 ? unavailable() : Promise.resolve({ accounts: [] })));
    assert.deepEqual(await client.accounts.list('c1'), []);
  });

  test('is not repeated when it creates something, nor when it cannot succeed', async (t) => {
    const { app, client } = await arrange(t);
    app.sessions.expect('create', () => Promise.reject(new SessionError('unavailable')));
    assert.equal((await failure(client.sessions.create())).code, 'unavailable');
    assert.equal(app.sessions.calls('create').length, 1);
    app.connections.expect('accounts', () => Promise.reject(new ConnectionError('reauth_required')));
    assert.equal((await failure(client.accounts.list('c1'))).code, 'reauth_required');
    assert.equal(app.connections.calls('accounts').length, 1);
  });

  test('is repeated all the same when the server turned it away at the door', async (t) => {
    let calls = 0;
    const baseUrl = await serverThat(t, (request, response) => {
      request.resume();
      const limited = (calls += 1) === 1;
      const problem = {
        code: 'rate_limited',
        message: 'm',
        retryable: true,
        action: 'wait',
        traceId: 't',
        retryAfterMs: 7,
      };
      response.writeHead(limited ? 429 : 201, { 'content-type': 'application/json' });
      response.end(JSON.stringify(limited ? { error: problem } : { id: 's1' }));
    });
    const { client, pauses } = await arrange(t, { baseUrl });
    assert.deepEqual(await client.sessions.create(), { id: 's1' });
    assert.deepEqual(pauses, [7]);
  });
});

describe('no usable answer', () => {
  const never: RequestListener = () => undefined;

  test('is "timeout" after the time of one try', async (t) => {
    const { client } = await arrange(t, { baseUrl: await serverThat(t, never), timeoutMs: 20, maxRetries: 0 });
    const { code, retryable, status } = await failure(client.accounts.list('c1'));
    assert.deepEqual([code, retryable, status], ['timeout', true, undefined]);
  });

  test('is "connection_failed", with its cause, where nobody listens', async (t) => {
    const baseUrl = await serverThat(t, (request) => request.socket.destroy());
    const { client, pauses } = await arrange(t, { baseUrl });
    const { code, cause } = await failure(client.accounts.list('c1'));
    assert.deepEqual([code, cause instanceof Error, pauses.length], ['connection_failed', true, 2]);
  });

  for (const [name, status, body] of [
    ['a page', 200, '<html>'],
    ['a page of a proxy', 502, '<html>'],
    ['an error of something else', 404, '{"message":"no route"}'],
    ['half an error', 400, '{"error":{"code":7}}'],
  ] as const) {
    test(`is "bad_answer" for ${name}`, async (t) => {
      const baseUrl = await serverThat(t, (_request, response) => response.writeHead(status).end(body));
      const { client } = await arrange(t, { baseUrl });
      const error = await failure(client.accounts.list('c1'));
      assert.deepEqual([error.code, error.status, error.retryable], ['bad_answer', status, status >= 500]);
    });
  }

  test('follows no redirect: the key goes nowhere else', async (t) => {
    let reached = 0;
    const elsewhere = await serverThat(t, (_request, response) => {
      reached += 1;
      response.end('{}');
    });
    const baseUrl = await serverThat(t, (_request, response) =>
      response.writeHead(307, { location: `${elsewhere}/` }).end(),
    );
    const { client } = await arrange(t, { baseUrl });
    assert.equal((await failure(client.accounts.list('c1'))).code, 'connection_failed');
    assert.equal(reached, 0);
  });

  test('ends with the reason of the caller who gave up, and is not repeated', async (t) => {
    const caller = new AbortController();
    let calls = 0;
    const baseUrl = await serverThat(t, () => {
      calls += 1;
      caller.abort(new RangeError('enough'));
    });
    const { client } = await arrange(t, { baseUrl });
    await assert.rejects(client.accounts.list('c1', { signal: caller.signal }), RangeError);
    assert.equal(calls, 1);
    await assert.rejects(client.accounts.list('c1', { signal: caller.signal }), RangeError);
    assert.equal(calls, 1);
  });
});

describe('options', () => {
  test('keep a path of the base URL, with or without a slash', async (t) => {
    const paths: string[] = [];
    const origin = await serverThat(t, ({ url = '' }, response) => {
      paths.push(url);
      response.end('{"accounts":[]}');
    });
    for (const baseUrl of [origin, `${origin}/`, `${origin}/connect/`]) {
      await createBankConnectClient({ baseUrl, apiKey: shopKey }).accounts.list('c1');
    }
    const path = '/v1/connections/c1/accounts';
    assert.deepEqual(paths, [path, path, `/connect${path}`]);
  });

  test('that cannot work are a TypeError at once', () => {
    for (const baseUrl of ['', 'connect.example', 'ftp://connect.example', 'https://connect.example/?a=b']) {
      assert.throws(() => createBankConnectClient({ baseUrl, apiKey: 'k' }), TypeError, baseUrl);
    }
    assert.throws(() => createBankConnectClient({ baseUrl: 'https://connect.example', apiKey: '' }), TypeError);
  });

  test('take a fetch of one’s own', async () => {
    const client = createBankConnectClient({
      baseUrl: 'https://connect.example',
      apiKey: 'k',
      fetch: (url, init) => {
        assert.equal(new Headers(init?.headers).get('authorization'), 'Bearer k');
        return Promise.resolve(Response.json({ accounts: [account], url: new Request(url).url }));
      },
    });
    assert.deepEqual(await client.accounts.list('c1'), [account]);
  });
});
