import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { readList, type ListSource, type ReadPosition } from '../../../../server/connection/list-reader.js';
import { AccessTokenRejected } from '../../../../server/providers/provider-error.js';
import type { Grant } from '../../../../server/providers/authorisation.js';
import type { Provider } from '../../../../server/providers/provider.js';
import {
  accountNamed,
  allPages,
  bankOptions,
  context,
  Journey,
  newProvider,
  refreshed,
  startSandbox,
  unattended,
} from './kit.js';

const sandbox = await startSandbox();
const other = await startSandbox('harbour');
after(() => Promise.all([sandbox.close(), other.close()]));
beforeEach(() => {
  sandbox.control.reset();
  other.control.reset();
});

const connected = async (options: Record<string, unknown> = {}): Promise<[Provider, Grant]> => {
  const provider = newProvider(sandbox.apiOrigin, options);
  return [provider, await new Journey(sandbox, provider).connect()];
};
const elsewhere = async (): Promise<[Provider, Grant]> => {
  const provider = newProvider(other.apiOrigin, bankOptions.harbour);
  return [provider, await new Journey(other, provider).connect()];
};
const { settings } = sandbox.control;
const calls = (path: RegExp) => sandbox.control.calls.list().filter((call) => path.test(call.path));
const fixtures = { 'New account': 0, Holiday: 9, Savings: 10, Workshop: 100, Household: 101, 'Everyday account': 250 };

describe('transactions', () => {
  for (const [bank, connect] of [
    ['the bank', connected],
    ['the other bank', elsewhere],
  ] as const) {
    for (const [name, count] of Object.entries(fixtures)) {
      test(`of ${bank} come page by page, all ${count} of them, each once`, async () => {
        const [provider, grant] = await connect();
        const { id } = await accountNamed(provider, grant, name);
        const pages = await allPages(provider, grant, id);
        const ids = pages.flat().map((transaction) => transaction.id);
        assert.deepEqual([ids.length, new Set(ids).size], [count, count]);
        const size = bank === 'the bank' ? 100 : 50;
        assert.equal(pages.length, Math.max(1, Math.ceil(count / size)));
      });
    }
  }

  test('keep their ids from one reading to the next', async () => {
    const [provider, grant] = await connected();
    const { id } = await accountNamed(provider, grant, 'Household');
    const read = async () => (await allPages(provider, grant, id)).flat().map((transaction) => transaction.id);
    assert.deepEqual(await read(), await read());
  });

  for (const pageSize of [10, 50, 100]) {
    test(`that move down while they are read come once (${pageSize} a page)`, async () => {
      settings.change({ overlap: true });
      const [provider, grant] = await connected({ pageSize });
      const { id } = await accountNamed(provider, grant, 'Household');
      const ids: string[] = [];
      const source: ListSource = (cursor, limit) => provider.data.transactions(grant, id, { cursor, limit }, context());
      for (let from: ReadPosition | undefined; ;) {
        const { transactions, next } = await readList(source, 40, from);
        ids.push(...transactions.map((transaction) => transaction.id));
        if (next === undefined) break;
        from = next;
      }
      assert.deepEqual([ids.length, new Set(ids).size], [101, 101]);
      const asked = calls(/transactions$/).map(({ json }) => json as { page: number; pageSize: number });
      assert.ok(asked.some(({ page }) => page > 1) && asked.every((one) => one.pageSize <= pageSize));
    });
  }

  test('come again from a place a little before the next page, for whoever looks for the seam', async () => {
    const [provider, grant] = await connected();
    const { id } = await accountNamed(provider, grant, 'Household');
    const first = await provider.data.transactions(grant, id, { limit: 20 }, context());
    assert.deepEqual([first.items.length, first.next, first.rejoin], [20, 'at-20', 'at-10']);
    const again = await provider.data.transactions(grant, id, { cursor: first.rejoin, limit: 20 }, context());
    assert.deepEqual(again.items.slice(0, 10), first.items.slice(10));
  });

  test('end with the page that is not full, where the bank counts no pages', async () => {
    settings.change({ pageCounts: false });
    const [provider, grant] = await connected({ pageSize: 10 });
    const lengths: Record<string, number[]> = {};
    for (const name of ['New account', 'Holiday', 'Savings']) {
      const { id } = await accountNamed(provider, grant, name);
      lengths[name] = (await allPages(provider, grant, id)).map((page) => page.length);
    }
    assert.deepEqual(lengths, { 'New account': [0], Holiday: [9], Savings: [10, 0] });
  });

  test('are asked for in multiples of ten, which a bank may insist on', async () => {
    settings.change({ pageSizeStep: 10 });
    const [provider, grant] = await connected({ pageSize: 30 });
    const { id } = await accountNamed(provider, grant, 'Workshop');
    assert.deepEqual(
      (await allPages(provider, grant, id)).map((page) => page.length),
      [30, 30, 30, 10],
    );
  });

  test('are asked for by day, both days included', async () => {
    for (const connect of [connected, elsewhere]) {
      const [provider, grant] = await connect();
      const { id } = await accountNamed(provider, grant, 'Household');
      const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
      const [page = []] = await allPages(provider, grant, id, { from: day(4), to: day(3) });
      assert.deepEqual(
        page.map(({ bookingDate }) => bookingDate),
        [day(3), day(3), day(3), day(4), day(4), day(4)],
      );
    }
  });

  test('of a period that ends before it begins are not asked for', async () => {
    const [provider, grant] = await connected();
    sandbox.control.calls.clear();
    const period = { from: '2026-02-02', to: '2026-02-01' };
    await assert.rejects(provider.data.transactions(grant, 'SK', period, context()), { code: 'invalid_request' });
    assert.deepEqual(calls(/./), []);
  });

  for (const bookedWord of ['BOOK', 'BOOKED'] as const) {
    test(`are booked or pending, debits or credits (${bookedWord})`, async () => {
      settings.change({ bookedWord });
      const [provider, grant] = await connected();
      const { id } = await accountNamed(provider, grant, 'Holiday');
      const [page = []] = await allPages(provider, grant, id);
      assert.deepEqual(
        page.slice(0, 4).map(({ status, direction, bookingDate }) => [status, direction, bookingDate !== undefined]),
        [
          ['pending', 'debit', false],
          ['booked', 'debit', true],
          ['booked', 'debit', true],
          ['booked', 'credit', true],
        ],
      );
    });
  }

  for (const amounts of ['number', 'text'] as const) {
    test(`have amounts to the last digit, sent as ${amounts}`, async () => {
      settings.change({ amounts });
      const [provider, grant] = await connected();
      const { id } = await accountNamed(provider, grant, 'Holiday');
      const [page = []] = await allPages(provider, grant, id);
      assert.deepEqual(
        page.slice(0, 6).map(({ amount }) => amount.value),
        ['0.10', '0.30', '1234567890.12', '150', '100', '12.345'],
      );
    });
  }

  test('of an account that is not part of the consent are not found', async () => {
    const [provider, grant] = await connected();
    const foreign = 'SK0511000000002600000054';
    await assert.rejects(provider.data.transactions(grant, foreign, {}, context()), { code: 'not_found' });
    await assert.rejects(provider.data.balances(grant, foreign, context()), { code: 'not_found' });
    const [second, consent] = await elsewhere();
    await assert.rejects(second.data.balances(consent, 'nobodys', context()), { code: 'not_found' });
  });
});

describe('accounts', () => {
  test('come in a list with a name, in a bare one, and in pages', async () => {
    for (const change of [{}, { wrappedAccounts: false }, { wrappedAccounts: true, accountsPerPage: 4 }]) {
      settings.change(change);
      const [provider, grant] = await connected();
      const accounts = await provider.data.accounts(grant, context());
      assert.deepEqual(
        accounts.map(({ name }) => name),
        ['Everyday account', 'Household', 'Workshop', 'Savings', 'Holiday', 'New account'],
      );
      assert.deepEqual(accounts[0]?.identifiers, [{ scheme: 'iban', iban: 'SK2911000000002600000010' }]);
    }
  });
  test('have balances, booked and available, to the last digit', async () => {
    const [provider, grant] = await connected();
    const { id } = await accountNamed(provider, grant, 'Savings');
    const balances = await provider.data.balances(grant, id, context());
    assert.deepEqual(
      balances.map(({ type, amount }) => [type, amount.value.replace(/^\d+/, '…'), amount.currency]),
      [
        ['current', '….50', 'EUR'],
        ['available', '….05', 'EUR'],
      ],
    );
  });
  test('never show their numbers in an address', async () => {
    const [provider, grant] = await connected();
    const { id } = await accountNamed(provider, grant, 'Household');
    await provider.data.balances(grant, id, context());
    await allPages(provider, grant, id);
    for (const { path, query } of sandbox.control.calls.list()) assert.ok(!`${path}?${query}`.includes(id));
  });
});

describe('the headers of a read', () => {
  const headersOf = (path: RegExp) => calls(path).map(({ headers }) => headers);

  test('name the shopper only while the shopper is there', async () => {
    const [provider, grant] = await connected();
    await provider.data.accounts(grant, context());
    await provider.data.accounts(grant, unattended());
    await provider.data.accounts(grant, context({ psu: { userAgent: 'Nowhere/1.0' } }));
    assert.deepEqual(
      headersOf(/accounts$/).map((headers) => [headers['psu-ip-address'], headers['psu-user-agent']]),
      [
        ['192.0.2.7', 'Test/1.0'],
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
  });
  test('have a request id of version 4, another one for every try', async () => {
    const [provider, grant] = await connected();
    sandbox.control.faults.add({ path: '/api/v1/accounts', times: 2, answer: { status: 503, body: '{}' } });
    await provider.data.accounts(grant, context());
    const ids = headersOf(/accounts$/).map((headers) => headers['request-id'] ?? '');
    assert.equal(new Set(ids).size, 3);
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
  test('have the names of the options', async () => {
    const [provider, grant] = await elsewhere();
    await provider.data.accounts(grant, context());
    const { headers } = other.control.calls.list().find(({ path }) => path === '/open/v2/accounts') ?? {};
    assert.deepEqual([headers?.['request-id'], headers?.['x-customer-address']], [undefined, '192.0.2.7']);
    assert.match(headers?.['x-correlation'] ?? '', /^[0-9a-f-]{36}$/);
  });
  test('carry no letters that a header cannot', async () => {
    const [provider, grant] = await connected();
    await provider.data.accounts(grant, context({ psu: { ipAddress: '192.0.2.7', userAgent: 'Ä\r\nX: y ✓ Z' } }));
    assert.equal(headersOf(/accounts$/)[0]?.['psu-user-agent'], 'X: y  Z');
  });
});

describe('without the shopper', () => {
  test('every request takes one from the budget first, by its path, and is never repeated', async () => {
    const [provider, grant] = await connected();
    const nobody = unattended();
    const { id } = await accountNamed(provider, grant, 'Household');
    sandbox.control.calls.clear();
    await provider.data.accounts(grant, nobody);
    await provider.data.balances(grant, id, nobody);
    const { next = '' } = await provider.data.transactions(grant, id, {}, nobody);
    await provider.data.transactions(grant, id, { cursor: next }, nobody);
    sandbox.control.faults.add({ path: '/api/v1/accounts', answer: { status: 503, body: '{}' } });
    await assert.rejects(provider.data.accounts(grant, nobody), { code: 'provider_unavailable' });
    const [list, information, transactions] = ['', '/information', '/transactions'].map((end) => `/api/v1/accounts${end}`); // prettier-ignore
    assert.deepEqual(nobody.spent, [list, information, transactions, transactions, list]);
    assert.equal(sandbox.control.calls.list().length, nobody.spent.length);
  });
  test('a budget that is used up sends nothing', async () => {
    const [provider, grant] = await connected();
    sandbox.control.calls.clear();
    const spend = () => Promise.reject(new Error('used up'));
    await assert.rejects(provider.data.accounts(grant, { ...unattended(), unattended: { spend } }), /used up/);
    assert.deepEqual(calls(/./), []);
  });
  test('a bank that counts fewer than we do says so', async () => {
    settings.change({ unattendedPerDay: 1 });
    const [provider, grant] = await connected();
    await provider.data.accounts(grant, unattended());
    await assert.rejects(provider.data.accounts(grant, unattended()), {
      code: 'budget_exhausted',
      retryable: true,
      retryAfterMs: 86_400_000,
    });
    assert.equal((await provider.data.accounts(grant, context())).length, 6, 'the shopper may');
  });
  test('no budget is counted, and reads are repeated, where the options say that there is none', async () => {
    const [provider, grant] = await connected({ unattendedCallsPerDay: false });
    assert.equal(provider.capabilities.unattendedCallsPerDay, undefined);
    sandbox.control.faults.add({ path: '/api/v1/accounts', answer: { status: 503, body: '{}' } });
    const nobody = { signal: AbortSignal.timeout(30_000), traceId: 'trace-1' };
    assert.equal((await provider.data.accounts(grant, nobody)).length, 6);
  });
});

describe('an access token', () => {
  test('that ran out is rejected, and good again after one refresh', async () => {
    const [provider, grant] = await connected();
    sandbox.control.clock.advance(3_700_000);
    await assert.rejects(provider.data.accounts(grant, context()), AccessTokenRejected);
    const renewed = await refreshed(provider, grant);
    assert.equal((await provider.data.accounts(renewed, context())).length, 6);
  });
});

describe('what goes wrong with a read', () => {
  const statuses = [
    [400, 'invalid_request', 'provider_rejected', false],
    [403, 'access_denied', 'bank_not_supported', false],
    [403, 'insufficient_scope', 'provider_misconfigured', false],
    [404, 'not_found', 'provider_misconfigured', false],
    [405, '', 'provider_misconfigured', false],
    [415, '', 'provider_rejected', false],
    [429, '', 'provider_rate_limited', true],
    [500, '', 'provider_unavailable', true],
  ] as const;
  for (const [status, error, code, retryable] of statuses) {
    test(`an answer ${status} ${error} is ${code}, and ends no consent`, async () => {
      const [provider, grant] = await connected();
      const body = JSON.stringify({ error, error_description: 'secret-canary' });
      sandbox.control.faults.add({ path: '/api/v1/accounts', times: 'always', answer: { status, body } });
      await assert.rejects(provider.data.accounts(grant, context()), (thrown) => {
        assert.ok(!JSON.stringify(thrown).includes('canary'));
        assert.deepEqual([Reflect.get(Object(thrown), 'code'), Reflect.get(Object(thrown), 'retryable')], [code, retryable]); // prettier-ignore
        return true;
      });
      sandbox.control.faults.clear();
      assert.equal((await provider.data.accounts(grant, context())).length, 6);
    });
  }
  test('a POST that reads is repeated, because it changes nothing', async () => {
    const [provider, grant] = await connected();
    const { id } = await accountNamed(provider, grant, 'Savings');
    sandbox.control.faults.add({ path: '*/information', answer: { status: 503, body: '{}' } });
    sandbox.control.faults.add({ path: '*/transactions', drop: 'before' });
    assert.equal((await provider.data.balances(grant, id, context())).length, 2);
    assert.equal((await provider.data.transactions(grant, id, {}, context())).items.length, 10);
  });
  test('a maintenance window is a wait, for reads and for refreshes, and passes', async () => {
    const [provider, grant] = await connected();
    sandbox.control.maintenance.begin();
    const closed = { code: 'provider_unavailable', retryable: true, retryAfterMs: 60_000 };
    await assert.rejects(provider.data.accounts(grant, context()), closed);
    await assert.rejects(refreshed(provider, grant), closed);
    sandbox.control.maintenance.end();
    assert.equal((await provider.data.accounts(await refreshed(provider, grant), context())).length, 6);
  });
});
