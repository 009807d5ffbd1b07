import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import type { Transaction } from '../../../../server/contract/connections.js';
import type { Grant } from '../../../../server/providers/authorisation.js';
import type { Provider } from '../../../../server/providers/provider.js';
import { bankNamed, context, Journey, newProvider, startSandbox } from './kit.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const connected = async (options: Record<string, unknown> = {}, bankName?: string): Promise<[Provider, Grant]> => {
  const provider = newProvider(sandbox.apiOrigin, options);
  const shopper = new Journey(sandbox, provider);
  return [provider, await shopper.connect(bankName === undefined ? {} : { bank: await bankNamed(provider, bankName) })];
};
const calls = (path: RegExp) => sandbox.control.calls.list().filter((call) => path.test(call.path));
const firstAccount = async ({ data }: Provider, grant: Grant) => {
  const [account] = await data.accounts(grant, context());
  assert.ok(account);
  return account;
};

async function allTransactions({ data }: Provider, grant: Grant, accountId: string): Promise<Transaction[][]> {
  const pages: Transaction[][] = [];
  for (let cursor: string | undefined; ;) {
    const { items, next } = await data.transactions(
      grant,
      accountId,
      cursor === undefined ? {} : { cursor },
      context(),
    );
    pages.push([...items]);
    if (next === undefined) return pages;
    cursor = next;
  }
}

describe('accounts', () => {
  test('have their identifiers, for which the details are asked', async () => {
    const [provider, grant] = await connected();
    const account = await firstAccount(provider, grant);
    const [identifier] = account.identifiers;
    assert.ok(identifier?.scheme === 'sort_code');
    assert.match(identifier.sortCode + identifier.accountNumber, /^\d{14}$/);
    assert.equal(account.holder, 'Ms A Tester');
  });
  test('of another connection of the same user are not shown', async () => {
    const [provider, one] = await connected();
    const [, two] = await connected();
    // Two connections of one user, as Moneyhub keeps them.
    const foreign = { data: { ...one.data, connectionId: two.data['connectionId'] ?? '' } };
    await assert.rejects(provider.data.accounts(foreign, context()), { code: 'connection_revoked' });
    assert.equal((await provider.data.accounts(one, context())).length, 2);
  });
  test('are read by a token for this user, and never by the token of the code grant', async () => {
    const [provider, grant] = await connected();
    sandbox.control.calls.clear();
    await provider.data.accounts(grant, context());
    const asked = calls(/\/oidc\/token$/).map(({ form }) => [form?.['grant_type'], form?.['scope'], form?.['sub']]);
    assert.deepEqual(asked, [
      ['client_credentials', 'connection:read', undefined],
      ['client_credentials', 'accounts:read accounts_details:read', grant.data['userId']],
    ]);
  });
});

describe('money', () => {
  for (const apiVersion of ['v3', 'v2.0']) {
    test(`comes in the digits of its currency (${apiVersion})`, async () => {
      const [provider, grant] = await connected({ apiVersion }, 'Test Bank Currencies');
      const digits: Record<string, number> = {};
      for (const { id, currency = '' } of await provider.data.accounts(grant, context())) {
        const [balance] = await provider.data.balances(grant, id, context());
        assert.ok(balance);
        assert.deepEqual([balance.type, balance.amount.currency], ['current', currency]);
        digits[currency] = balance.amount.value.split('.')[1]?.length ?? 0;
        const [page = []] = await allTransactions(provider, grant, id);
        assert.ok(page.every(({ amount }) => amount.currency === currency && !amount.value.startsWith('-')));
        assert.ok(page.every(({ amount }) => (amount.value.split('.')[1]?.length ?? 0) === digits[currency]));
      }
      assert.deepEqual(digits, { GBP: 2, JPY: 0, KWD: 3 });
      assert.ok(calls(/^\/v/).every(({ path }) => path.startsWith(`/${apiVersion}/`)));
    });
  }
});

describe('transactions', () => {
  test('come in pages, each once, all of the account', async () => {
    const [provider, grant] = await connected({}, 'Test Bank Many Transactions');
    const { id } = await firstAccount(provider, grant);
    const pages = await allTransactions(provider, grant, id);
    assert.deepEqual(
      pages.map((page) => page.length),
      [100, 100, 50],
    );
    assert.equal(new Set(pages.flat().map((transaction) => transaction.id)).size, 250);
  });
  test('are asked for by day, both days included', async () => {
    const [provider, grant] = await connected({}, 'Test Bank Many Transactions');
    const { id } = await firstAccount(provider, grant);
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const { items } = await provider.data.transactions(grant, id, { from: day(10), to: day(8) }, context());
    assert.deepEqual(
      items.map(({ bookingDate }) => bookingDate),
      [day(8), day(9), day(10)],
    );
  });
  test('are pending or booked, debits or credits', async () => {
    const [provider, grant] = await connected();
    const { id } = await firstAccount(provider, grant);
    const [page = []] = await allTransactions(provider, grant, id);
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
  test('of an account that is not the shopper’s are not found', async () => {
    const [provider, grant] = await connected();
    const [, other] = await connected();
    const { id } = await firstAccount(provider, other);
    await assert.rejects(provider.data.transactions(grant, id, {}, context()), { code: 'not_found' });
    await assert.rejects(provider.data.balances(grant, id, context()), { code: 'not_found' });
  });
});

describe('a token for data', () => {
  test('is used again while it is good, and replaced once when it is not', async () => {
    const [provider, grant] = await connected();
    const read = async (): Promise<number> => {
      sandbox.control.calls.clear();
      await provider.data.accounts(grant, context());
      return calls(/\/oidc\/token$/).length;
    };
    await read();
    assert.equal(await read(), 0);
    sandbox.control.clock.advance(611_000);
    assert.equal(await read(), 2);
    assert.deepEqual(
      calls(/accounts$/).map(({ status }) => status),
      [401, 200],
    );
  });
  test('that is refused although it is new is a matter for the merchant; the consent stays', async () => {
    const [provider, grant] = await connected();
    const answer = { status: 401, body: '{"code":"UNAUTHORIZED","message":"no","correlationId":"c-1"}' };
    sandbox.control.faults.add({ path: '/v3/accounts', times: 'always', answer });
    await assert.rejects(provider.data.accounts(grant, context()), {
      code: 'provider_misconfigured',
      detail: 'GET /v3/accounts: 401 UNAUTHORIZED: no correlation=c-1',
    });
    assert.equal(calls(/\/v3\/accounts$/).length, 2);
    sandbox.control.faults.clear();
    assert.equal((await provider.data.accounts(grant, context())).length, 2);
  });
});

describe('what goes wrong with data', () => {
  const statuses = [
    [400, 'provider_rejected', false],
    [403, 'provider_rejected', false],
    [404, 'not_found', false],
    [429, 'provider_rate_limited', true],
    [500, 'provider_unavailable', true],
    [503, 'provider_unavailable', true],
  ] as const;
  for (const [status, code, retryable] of statuses) {
    test(`an answer ${status} is ${code}, and ends no consent`, async () => {
      const [provider, grant] = await connected();
      const answer = { status, body: '{"code":"X","message":"y","correlationId":"z"}' };
      sandbox.control.faults.add({ path: '/v3/accounts', times: 'always', answer });
      await assert.rejects(provider.data.accounts(grant, context()), { code, retryable });
      sandbox.control.faults.clear();
      assert.equal((await provider.data.accounts(grant, context())).length, 2);
    });
  }
  test('a read that broke once is repeated', async () => {
    const [provider, grant] = await connected();
    sandbox.control.faults.add({ path: '/v3/accounts', answer: { status: 503, body: '{}' } });
    sandbox.control.faults.add({ path: '/v3/accounts', drop: 'before' });
    assert.equal((await provider.data.accounts(grant, context())).length, 2);
  });
  test('Retry-After is passed on', async () => {
    const [provider, grant] = await connected();
    const answer = { status: 429, headers: { 'retry-after': '30' }, body: '{}' };
    sandbox.control.faults.add({ path: '/v3/accounts', times: 'always', answer });
    await assert.rejects(provider.data.accounts(grant, context()), { retryAfterMs: 30_000 });
  });
});

describe('a connection', () => {
  for (const error of ['credentials_error', 'mfa_required'] as const) {
    test(`with ${error} needs the shopper`, async () => {
      const [provider, grant] = await connected();
      sandbox.control.connections.change(grant.data['connectionId'] as string, { status: 'error', error });
      await assert.rejects(provider.data.accounts(grant, context()), { code: 'reauth_required' });
    });
  }
  test('whose consent has ended needs the shopper', async () => {
    const [provider, grant] = await connected();
    sandbox.control.connections.change(grant.data['connectionId'] as string, { expiresAt: 0 });
    await assert.rejects(provider.data.accounts(grant, context()), { code: 'reauth_required' });
  });
  test('with a sync that failed this once is read all the same', async () => {
    const [provider, grant] = await connected();
    const change = { status: 'error', error: 'sync_error' } as const;
    sandbox.control.connections.change(grant.data['connectionId'] as string, change);
    assert.equal((await provider.data.accounts(grant, context())).length, 2);
  });
  test('that is gone was revoked', async () => {
    const [provider, grant] = await connected();
    sandbox.control.connections.revoke(grant.data['connectionId'] as string);
    await assert.rejects(provider.data.accounts(grant, context()), { code: 'connection_revoked' });
  });
  for (const registerUsers of [true, false]) {
    test(`is revoked by us, twice if need be, ${registerUsers ? 'with its user' : 'and its user stays'}`, async () => {
      const [provider, grant] = await connected({ registerUsers });
      await provider.data.revoke(grant, context());
      await provider.data.revoke(grant, context());
      assert.ok(!sandbox.control.connections.ids().includes(grant.data['connectionId'] as string));
      assert.equal(sandbox.control.users.ids().includes(grant.data['userId'] as string), !registerUsers);
      await assert.rejects(provider.data.accounts(grant, context()), { code: 'connection_revoked' });
    });
  }
  test('is not called revoked when Moneyhub cannot be told', async () => {
    const [provider, grant] = await connected();
    sandbox.control.faults.add({ path: '/users/*', method: 'DELETE', answer: { status: 503, body: '{}' } });
    await assert.rejects(provider.data.revoke(grant, context()), { code: 'provider_unavailable', retryable: true });
  });
  test('that another version wrote down needs the shopper', async () => {
    const [provider] = await connected();
    await assert.rejects(provider.data.accounts({ data: { token: 'x' } }, context()), { code: 'reauth_required' });
  });
});
