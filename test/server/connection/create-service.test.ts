import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createConnectionService, type ConnectionDeps } from '../../../server/connection/create-service.js';
import { createMemorySpool } from '../../../server/connection/spool.js';
import type { StandingOrder, Transaction } from '../../../server/contract/connections.js';
import { ConnectionList, TransactionList } from '../../../server/contract/connections.js';
import type { ErrorCode } from '../../../server/contract/errors.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import type { CallContext, Grant } from '../../../server/providers/authorisation.js';
import type { ProviderAccount } from '../../../server/providers/provider-data.js';
import type { Store } from '../../../server/store/store.js';
import type { StoredConnection } from '../../../server/store/stored.js';
import { newVault, onEachEngine } from '../../support/engines.js';
import { ManualTime } from '../../support/manual-time.js';
import { ScriptedProvider } from '../../support/scripted-provider.js';
import { aConnection, anAccount, aStoredSession, next } from '../store/fixtures.js';

const noon = Date.parse('2026-01-02T12:00:00.000Z');
const context: CallContext = { signal: new AbortController().signal, traceId: 'trace-1' };
const broken = (code: ErrorCode, retryAfterMs?: number) => (): never => {
  throw new ProviderError(code, { retryable: true, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
};
const transaction: Transaction = {
  id: 't1',
  status: 'booked',
  direction: 'debit',
  amount: { value: '12.50', currency: 'EUR' },
  description: 'Groceries',
};
const theirs: ProviderAccount = anAccount.account;

onEachEngine('the connection service', (engine) => {
  async function insert(store: Store, connection: StoredConnection) {
    const session = aStoredSession({ id: `session-of-${connection.connection.id}` });
    await store.sessions.insert(session);
    await store.sessions.replace(next(session), { connection });
  }

  const withScopes = (stored: StoredConnection): StoredConnection => ({
    ...stored,
    connection: { ...stored.connection, scopes: ['accounts', 'balances', 'transactions'] },
  });

  /** A service with one connection of the merchant `shop`; everything that is logged ends up in `log`. */
  async function arrange(
    connection: StoredConnection = withScopes(aConnection()),
    capabilities: ConstructorParameters<typeof ScriptedProvider>[1] = { revocation: true },
    overrides: Partial<ConnectionDeps> = {},
  ) {
    const store = await engine.open();
    await insert(store, connection);
    const provider = new ScriptedProvider('token-io', capabilities);
    const time = new ManualTime(noon);
    const log: unknown[] = [];
    const write = (fields: unknown, message: string) => void log.push([fields, message]);
    let ids = 0;
    const service = createConnectionService({
      store,
      vault: await newVault(),
      spool: createMemorySpool(),
      instance: 'node-1',
      providers: new Map([[provider.id, provider]]),
      now: () => time.now,
      schedule: time.schedule,
      randomId: () => `new-${(ids += 1)}`,
      logger: { info: write, warn: write, error: write },
      ...overrides,
    });
    const stored = () => store.connections.find('shop', 'connection-1');
    return { store, provider, time, log, service, stored };
  }

  const isCode = (code: ErrorCode, extra: object = {}) => ({ name: 'ConnectionError', code, ...extra });
  const isFault = (path: string) => (error: { code?: string; fields?: { path: string }[] }) =>
    error.code === 'invalid_request' && error.fields?.[0]?.path === path;

  it('answers "not_found" for the connections of another merchant, without a call or a trace', async () => {
    const { service, provider, stored } = await arrange();
    const before = await stored();
    for (const [merchant, id] of [
      ['other', 'connection-1'],
      ['shop', 'unknown'],
    ] as const) {
      await assert.rejects(service.get(merchant, id), isCode('not_found'));
      await assert.rejects(service.accounts(merchant, id, context), isCode('not_found'));
      await assert.rejects(service.account(merchant, id, 'account-1', context), isCode('not_found'));
      await assert.rejects(service.balances(merchant, id, 'account-1', context), isCode('not_found'));
      await assert.rejects(service.transactions(merchant, id, 'account-1', {}, context), isCode('not_found'));
      await assert.rejects(service.remove(merchant, id, context), isCode('not_found'));
    }
    assert.deepEqual((await service.list('other', { limit: 10 })).connections, []);
    assert.deepEqual(await stored(), before);
    provider.verify();
  });

  it('answers "not_found" for accounts of other connections, without a call', async () => {
    const { service, store, provider } = await arrange();
    const foreign = { ...anAccount, id: 'account-2', account: { ...theirs, id: 'foreign' } };
    await insert(store, withScopes(aConnection({ id: 'connection-2', accounts: [foreign] })));
    for (const id of ['account-2', theirs.id, '']) {
      await assert.rejects(service.account('shop', 'connection-1', id, context), isCode('not_found'));
      await assert.rejects(service.balances('shop', 'connection-1', id, context), isCode('not_found'));
      await assert.rejects(service.transactions('shop', 'connection-1', id, {}, context), isCode('not_found'));
    }
    provider.verify();
  });

  it('lists page after page; a cursor of another merchant or a changed one is refused', async () => {
    const { service, store } = await arrange();
    for (const day of [2, 3, 4, 5]) {
      await insert(store, aConnection({ id: `connection-${day}`, createdAt: `2026-01-0${day}T00:00:00.000Z` }));
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await service.list('shop', { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      ConnectionList.parse(page);
      seen.push(...page.connections.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    assert.deepEqual(seen, ['connection-5', 'connection-4', 'connection-3', 'connection-2', 'connection-1']);

    const { nextCursor = '' } = await service.list('shop', { limit: 1 });
    assert.ok(!nextCursor.includes('connection'));
    await assert.rejects(service.list('other', { limit: 1, cursor: nextCursor }), isFault('cursor'));
    await assert.rejects(service.list('shop', { limit: 1, cursor: `${nextCursor}x` }), isFault('cursor'));
    await assert.rejects(service.list('shop', { limit: 1, cursor: 'e30' }), isFault('cursor'));
  });

  it('reads the accounts at the provider and keeps their ids', async () => {
    const { service, provider, stored } = await arrange();
    const second: ProviderAccount = { ...theirs, id: 'provider-account-2', name: 'Savings', holder: 'Mia Muster' };
    provider.expect('accounts', (grant: Grant) => {
      assert.deepEqual(grant, aConnection().grant);
      return [second, theirs];
    });
    const { accounts } = await service.accounts('shop', 'connection-1', context);
    assert.deepEqual(
      accounts.map(({ id, name }) => [id, name]),
      [
        ['new-1', 'Savings'],
        ['account-1', 'Everyday'],
      ],
    );
    assert.equal(accounts[0]?.holder, 'Mia Muster');

    const version = (await stored())?.version;
    provider.expect('accounts', () => [second, theirs]);
    assert.deepEqual((await service.accounts('shop', 'connection-1', context)).accounts, accounts);
    assert.equal((await stored())?.version, version, 'nothing new, nothing written');
    provider.verify();
  });

  it('keeps one id per account when two reads find a new account at the same time', async () => {
    const { service, provider } = await arrange(withScopes(aConnection({ accounts: [] })));
    provider.expect('accounts', () => [theirs]).expect('accounts', () => [theirs]);
    const read = () => service.accounts('shop', 'connection-1', context);
    const [first, second] = await Promise.all([read(), read()]);
    assert.deepEqual(first, second);
  });

  it('reads one account, its balances and its transactions under the ids of the provider', async () => {
    const { service, provider } = await arrange();
    provider
      .expect('accounts', () => [theirs])
      .expect('balances', (_grant, accountId) => {
        assert.equal(accountId, theirs.id);
        return [{ type: 'available', amount: { value: '1.00', currency: 'EUR' } }];
      })
      .expect('transactions', (_grant, accountId, query) => {
        const period = { from: '2026-01-01', to: '2026-01-02' };
        assert.deepEqual([accountId, query], [theirs.id, { ...period, cursor: undefined, limit: 100 }]);
        return { items: [transaction] };
      });
    const account = await service.account('shop', 'connection-1', 'account-1', context);
    assert.deepEqual([account.id, account.maskedIdentifier], ['account-1', '•••• 3000']);
    const { balances } = await service.balances('shop', 'connection-1', 'account-1', context);
    assert.deepEqual(balances, [{ type: 'available', amount: { value: '1.00', currency: 'EUR' } }]);
    const period = { from: '2026-01-01', to: '2026-01-02' };
    const list = await service.transactions('shop', 'connection-1', 'account-1', period, context);
    assert.deepEqual(list, { transactions: [transaction] });
    provider.verify();
  });

  it('pages through transactions with a cursor that hides the one of the provider', async () => {
    const { service, provider } = await arrange();
    provider
      .expect('transactions', (_grant, _account, { cursor, limit }) => {
        assert.deepEqual([cursor, limit], [undefined, 1]);
        return { items: [transaction], next: 'provider-offset' };
      })
      .expect('transactions', (_grant, _account, { cursor }) => {
        assert.equal(cursor, 'provider-offset');
        return { items: [] };
      });
    const read = (cursor?: string) =>
      service.transactions('shop', 'connection-1', 'account-1', { limit: '1', ...(cursor && { cursor }) }, context);
    const first = TransactionList.parse(await read());
    assert.ok(first.nextCursor);
    assert.ok(!Buffer.from(first.nextCursor, 'base64url').includes('provider-offset'));
    assert.deepEqual(await read(first.nextCursor), { transactions: [] });
    provider.verify();
  });

  it('refuses a cursor of another connection, account, period or list, without a call', async () => {
    const { service, store, provider } = await arrange(
      withScopes(aConnection({ accounts: [anAccount, { ...anAccount, id: 'account-2' }] })),
    );
    await insert(store, withScopes(aConnection({ id: 'connection-2' })));
    provider.expect('transactions', () => ({ items: [transaction], next: 'offset' }));
    const period = { from: '2026-01-01' };
    const first = { ...period, limit: '1' };
    const { nextCursor } = await service.transactions('shop', 'connection-1', 'account-1', first, context);
    const { nextCursor: ofList } = await service.list('shop', { limit: 1 });
    const attempts = [
      ['connection-2', 'account-1', { ...period, cursor: nextCursor }],
      ['connection-1', 'account-2', { ...period, cursor: nextCursor }],
      ['connection-1', 'account-1', { from: '2026-01-02', cursor: nextCursor }],
      ['connection-1', 'account-1', { cursor: nextCursor }],
      ['connection-1', 'account-1', { ...period, cursor: ofList }],
      ['connection-1', 'account-1', { ...period, cursor: 'offset' }],
    ] as const;
    for (const [id, account, query] of attempts) {
      await assert.rejects(service.transactions('shop', id, account, query, context), isFault('cursor'));
    }
    provider.verify();
  });

  it('takes a cursor of the provider that is too long to hand on for a bad answer', async () => {
    const { service, provider } = await arrange();
    provider.expect('transactions', () => ({ items: [transaction], next: 'x'.repeat(2_000) }));
    const reading = service.transactions('shop', 'connection-1', 'account-1', { limit: '1' }, context);
    await assert.rejects(reading, isCode('bad_provider_answer'));
  });

  it('reads nothing that the shopper did not consent to, and no period that runs backwards', async () => {
    const { service, provider } = await arrange(aConnection());
    await assert.rejects(service.balances('shop', 'connection-1', 'account-1', context), isFault('scopes'));
    await assert.rejects(service.transactions('shop', 'connection-1', 'account-1', {}, context), isFault('scopes'));
    const backwards = { from: '2026-01-02', to: '2026-01-01' };
    await assert.rejects(service.transactions('shop', 'connection-1', 'account-1', backwards, context), isFault('to'));
    provider.verify();
  });

  it('reads no period in the future, but today wherever the caller is', async () => {
    const { service, provider } = await arrange();
    const read = (query: object) => service.transactions('shop', 'connection-1', 'account-1', query, context);
    await assert.rejects(read({ from: '2026-01-04' }), isFault('from'));
    await assert.rejects(read({ to: '2026-01-04' }), isFault('to'));
    await assert.rejects(read({ from: '9999-12-31', to: '9999-12-31' }), isFault('from'));
    // It is noon of the second in Greenwich, and the third in Kiribati.
    provider.expect('transactions', () => ({ items: [] }));
    assert.deepEqual(await read({ from: '2026-01-03', to: '2026-01-03' }), { transactions: [] });
    provider.verify();
  });

  it('spends the budget for each page of the provider, and gives out what it got for it', async () => {
    const { service, provider, time } = await arrange(undefined, { unattendedCallsPerDay: 2 });
    const spending =
      (items: Transaction[], next?: string) => async (_grant: Grant, _id: string, _wish: object, call: CallContext) => {
        await call.unattended?.spend('/transactions');
        return { items, ...(next === undefined ? {} : { next }) };
      };
    const [a, b] = ['a', 'b'].map((id) => ({ ...transaction, id }));
    assert.ok(a && b);
    provider
      .expect('transactions', spending([a], 'two'))
      .expect('transactions', spending([b], 'three'))
      .expect('transactions', spending([]));
    const first = await service.transactions('shop', 'connection-1', 'account-1', {}, context);
    assert.deepEqual(first.transactions, [a, b]);
    assert.ok(first.nextCursor);
    provider.expect('transactions', spending([]));
    const { nextCursor: cursor } = first;
    await assert.rejects(
      service.transactions('shop', 'connection-1', 'account-1', { cursor }, context),
      (error: { code?: string; retryAfterMs?: number }) => {
        assert.equal(error.code, 'budget_exhausted');
        assert.ok((error.retryAfterMs ?? 0) > 86_300_000 && (error.retryAfterMs ?? 0) <= 86_400_000);
        return true;
      },
    );
    provider.expect('transactions', spending([]));
    const attended = { ...context, psu: { ipAddress: '192.0.2.7' } };
    assert.deepEqual(await service.transactions('shop', 'connection-1', 'account-1', { cursor }, attended), {
      transactions: [],
    });
    assert.equal(time.now, noon);
    provider.verify();
  });

  it('takes a shopper without an address for nobody', async () => {
    const { service, provider } = await arrange(undefined, { unattendedCallsPerDay: 4 });
    for (const [psu, budget] of [
      [undefined, true],
      [{}, true],
      [{ userAgent: 'x' }, true],
      [{ ipAddress: '192.0.2.7' }, false],
    ] as const) {
      provider.expect('balances', (_grant, _account, call) => {
        assert.equal(call.unattended !== undefined, budget);
        return [];
      });
      await service.balances('shop', 'connection-1', 'account-1', { ...context, ...(psu && { psu }) });
    }
  });

  it('names a day when the bank says no more than that its budget is used up', async () => {
    const { service, provider } = await arrange();
    provider.expect('balances', broken('budget_exhausted'));
    const reading = service.balances('shop', 'connection-1', 'account-1', context);
    await assert.rejects(reading, isCode('budget_exhausted', { retryAfterMs: 86_400_000 }));
  });

  const withOrders = (): StoredConnection => {
    const stored = withScopes(aConnection());
    return { ...stored, connection: { ...stored.connection, scopes: ['accounts', 'standing_orders'] } };
  };

  it('reads standing orders where the provider has them and the shopper agreed', async () => {
    const order: StandingOrder = { id: 'so1', status: 'active', frequency: 'monthly' };
    const { service, provider } = await arrange(withOrders(), { standingOrders: true });
    provider.expect('standingOrders', (_grant, accountId) => {
      assert.equal(accountId, theirs.id);
      return [order];
    });
    const list = await service.standingOrders('shop', 'connection-1', 'account-1', context);
    assert.deepEqual(list, { standingOrders: [order] });
    await assert.rejects(service.standingOrders('shop', 'connection-1', 'unknown', context), isCode('not_found'));
    provider.verify();
  });

  it('says "not_supported" where the provider has no standing orders, whatever the shopper agreed to', async () => {
    for (const connection of [withOrders(), withScopes(aConnection())]) {
      const { service, provider } = await arrange(connection);
      const reading = service.standingOrders('shop', 'connection-1', 'account-1', context);
      await assert.rejects(reading, isCode('not_supported'));
      provider.verify();
    }
    const { service } = await arrange(undefined, { standingOrders: true });
    await assert.rejects(service.standingOrders('shop', 'connection-1', 'account-1', context), isFault('scopes'));
  });

  it('marks a connection when the provider says that the consent no longer holds, and unmarks it when it does', async () => {
    const { service, provider, stored } = await arrange();
    provider.expect('balances', broken('reauth_required')).expect('balances', () => []);
    const read = () => service.balances('shop', 'connection-1', 'account-1', context);
    await assert.rejects(read(), isCode('reauth_required'));
    assert.equal((await service.get('shop', 'connection-1')).status, 'reauth_required');
    assert.deepEqual((await stored())?.grant, aConnection().grant, 'nothing is thrown away');
    assert.deepEqual(await read(), { balances: [] });
    assert.equal((await service.get('shop', 'connection-1')).status, 'active');
  });

  it('believes a revocation at the bank for good', async () => {
    const { service, provider } = await arrange();
    provider.expect('accounts', broken('connection_revoked'));
    await assert.rejects(service.accounts('shop', 'connection-1', context), isCode('connection_revoked'));
    await assert.rejects(service.accounts('shop', 'connection-1', context), isCode('connection_revoked'));
    assert.equal((await service.get('shop', 'connection-1')).status, 'revoked');
    provider.verify();
  });

  it('destroys no consent for a storm of other failures', async () => {
    const { service, provider, stored } = await arrange();
    const before = await stored();
    const codes = [
      'provider_unavailable',
      'provider_rejected',
      'bad_provider_answer',
      'bank_unavailable',
      'provider_misconfigured',
    ] as const;
    for (const code of codes) {
      provider.expect('accounts', broken(code));
      await assert.rejects(service.accounts('shop', 'connection-1', context), isCode(code));
    }
    provider.expect('accounts', broken('provider_rate_limited', 1_500));
    await assert.rejects(
      service.accounts('shop', 'connection-1', context),
      isCode('provider_rate_limited', { retryAfterMs: 1_500 }),
    );
    assert.deepEqual(await stored(), before);
  });

  it('says nothing of codes that are about a shopper, and nothing at all of unknown errors', async () => {
    const { service, provider } = await arrange();
    provider.expect('accounts', broken('declined'));
    await assert.rejects(service.accounts('shop', 'connection-1', context), isCode('provider_rejected'));
    provider.expect('accounts', () => Promise.reject(new TypeError('a bug')));
    await assert.rejects(service.accounts('shop', 'connection-1', context), isCode('internal'));
    const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    provider.expect('accounts', (_grant, { signal }) => Promise.reject(signal.reason as Error));
    const reading = service.accounts('shop', 'connection-1', { ...context, signal: late });
    await assert.rejects(reading, isCode('provider_unavailable'));
  });

  it('calls nobody once the consent has run out by its date', async () => {
    const ending = withScopes(aConnection());
    const { service, provider, time } = await arrange({
      ...ending,
      connection: { ...ending.connection, expiresAt: '2026-01-02T12:00:00.001Z' },
    });
    assert.equal((await service.get('shop', 'connection-1')).status, 'active');
    time.now += 1;
    assert.equal((await service.get('shop', 'connection-1')).status, 'expired');
    assert.equal((await service.list('shop', { limit: 1 })).connections[0]?.status, 'expired');
    await assert.rejects(service.accounts('shop', 'connection-1', context), isCode('reauth_required'));
    await assert.rejects(service.balances('shop', 'connection-1', 'account-1', context), isCode('reauth_required'));
    provider.verify();
  });

  it('says so when the provider of a connection left the configuration', async () => {
    const { service } = await arrange(undefined, undefined, { providers: new Map() });
    await assert.rejects(service.accounts('shop', 'connection-1', context), isCode('provider_misconfigured'));
  });

  it('logs ids and codes, and nothing of accounts or grants', async () => {
    const secret = 'canary-holder';
    const { service, provider, log } = await arrange(
      withScopes(
        aConnection({
          grant: { data: { token: secret } },
          accounts: [{ ...anAccount, account: { ...theirs, holder: secret, name: secret } }],
        }),
      ),
    );
    provider
      .expect('accounts', () => [{ ...theirs, holder: secret }])
      .expect('balances', broken('provider_unavailable'))
      .expect('revoke', () => undefined);
    await service.accounts('shop', 'connection-1', context);
    await assert.rejects(service.balances('shop', 'connection-1', 'account-1', context));
    await service.remove('shop', 'connection-1', context);
    const text = JSON.stringify(log);
    assert.ok(text.includes('provider_unavailable') && text.includes('trace-1'));
    assert.ok(!text.includes(secret));
    assert.ok(!text.includes(theirs.id));
  });
});
