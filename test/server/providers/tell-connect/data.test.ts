import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import type { Provider } from '../../../../server/providers/provider.js';
import { json, startScriptedServer } from '../../lib/scripted-server.js';
import { asProduction, context, newGrant, newProvider, startSandbox, unattended } from './kit.js';

const grant = { data: { accessToken: 'at', requestedScope: 'aisp', scopes: [], intentId: 'intent-1' } } as const;

const sandbox = await startSandbox();
after(() => sandbox.close());

let body: unknown = {};
const server = await startScriptedServer((_request, response) => json(response, body));
after(() => server.close());
const scripted = newProvider(server.origin);
const answering = <T>(next: unknown, read: (data: Provider['data']) => Promise<T>): Promise<T> => {
  body = next;
  return read(scripted.data);
};
const accounts = (next: unknown) => answering(next, (data) => data.accounts(grant, context()));
const balances = (next: unknown) => answering(next, (data) => data.balances(grant, '1', context()));
const transactions = (next: unknown, query: { from?: string; to?: string; cursor?: string } = {}) =>
  answering(next, (data) => data.transactions(grant, '1', query, context()));
const bad = { code: 'bad_provider_answer' };

describe('accounts', () => {
  const one = {
    AccountId: '12345678',
    Currency: 'GBP',
    AccountType: 'Personal',
    AccountSubType: 'CurrentAccount',
    Nickname: 'Bills',
    Identification: '20000055779911',
    SchemeName: 'SortCodeAccountNumber',
  };
  const read = {
    id: '12345678',
    name: 'Bills',
    type: 'current',
    currency: 'GBP',
    identifiers: [{ scheme: 'sort_code', sortCode: '200000', accountNumber: '55779911' }],
  };

  const renamed = (rename: (name: string) => string): object =>
    Object.fromEntries(Object.entries(one).map(([name, value]) => [rename(name), value]));
  const spellings: Record<string, unknown> = {
    'in the gateway spelling': { Accounts: [one] },
    'in camel case': { accounts: [renamed((name) => name.charAt(0).toLowerCase() + name.slice(1))] },
    'in snake case': { accounts: [renamed((name) => name.replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase())] },
    'in kebab case': { account: [renamed((name) => name.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase())] },
    'in a bare list': [one],
    'in data': { Data: [one] },
    'in a list in data': { Data: { Account: [one] }, Links: {} },
    'with members that nobody knows': { Accounts: [{ ...one, Extra: { deep: [1] } }], Meta: {} },
  };
  for (const [name, next] of Object.entries(spellings)) {
    test(`are read ${name}`, async () => assert.deepEqual(await accounts(next), [read]));
  }

  test('may be none', async () => assert.deepEqual(await accounts({ Accounts: [] }), []));

  test('need nothing but an id, which may be a number', async () => {
    assert.deepEqual(await accounts([{ AccountId: 7 }]), [
      { id: '7', name: 'Account', type: 'other', identifiers: [] },
    ]);
  });

  test('go by the holder where they have no name', async () => {
    const [account] = await accounts([{ AccountId: '7', Name: ' Zoë\u202e Åkesson ' }]);
    assert.deepEqual([account?.name, account?.holder], ['Zoë Åkesson', 'Zoë Åkesson']);
  });

  const types = {
    CurrentAccount: 'current',
    EMoney: 'current',
    PrePaidCard: 'card',
    CreditCard: 'card',
    Savings: 'savings',
    Loan: 'loan',
    Mortgage: 'loan',
    ChargeCard: 'card',
    Fund: 'other',
  };
  for (const [AccountSubType, type] of Object.entries(types)) {
    test(`of sub-type ${AccountSubType} are ${type}`, async () => {
      assert.equal((await accounts([{ ...one, AccountSubType }]))[0]?.type, type);
    });
  }

  const identifications: readonly (readonly [object, readonly object[]])[] = [
    [{ Identification: '20-00-00 55779911' }, [{ scheme: 'sort_code', sortCode: '200000', accountNumber: '55779911' }]],
    [{ SchemeName: 'UK.OBIE.SortCodeAccountNumber' }, read.identifiers],
    [{ Identification: '123' }, [{ scheme: 'other', value: '123' }]],
    [{ SchemeName: 'CustomCode', Identification: 'PKT 1' }, [{ scheme: 'other', value: 'PKT 1' }]],
    [
      { SchemeName: 'IBAN', Identification: 'gb33 bukb 2020 1555 5555 55' },
      [{ scheme: 'iban', iban: 'GB33BUKB20201555555555' }],
    ],
    [{ Identification: '' }, []],
  ];
  for (const [more, identifiers] of identifications) {
    test(`are identified by ${JSON.stringify(more)}`, async () => {
      assert.deepEqual((await accounts([{ ...one, ...more }]))[0]?.identifiers, identifiers);
    });
  }

  const refused: Record<string, unknown> = {
    'without a list': {},
    'whose list is null': { Accounts: null },
    'that are texts': ['a'],
    'without an id': [{ Currency: 'GBP' }],
    'whose id is empty': [{ AccountId: '' }],
    'with a number for a name': [{ AccountId: '1', Nickname: 5 }],
    'with a member in two spellings': [{ AccountId: '1', account_id: '2' }],
    'nested without end': '['.repeat(50_000) + ']'.repeat(50_000),
    'in words': '"accounts"',
  };
  for (const [name, next] of Object.entries(refused)) {
    test(`are refused ${name}`, async () => assert.rejects(accounts(next), bad));
  }
});

describe('balances', () => {
  const one = { Amount: '17.00', Currency: 'GBP', CreditDebit: 'Credit' };
  const read = { type: 'current', amount: { value: '17.00', currency: 'GBP' } };

  for (const [name, next] of Object.entries({
    bare: one,
    'in an object': { Balance: one },
    'in a list': { Balances: [one] },
    'in a list of one name': { balance: [one] },
    'in data': { Data: { Balance: [one] } },
  })) {
    test(`are read ${name}`, async () => assert.deepEqual(await balances(next), [read]));
  }

  test('are negative when they are a debit, and zero has no sign', async () => {
    const values = await Promise.all(
      [
        { ...one, CreditDebit: 'Debit' },
        { ...one, CreditDebit: 'DBIT' },
        { ...one, Amount: '-17.00', CreditDebit: 'Debit' },
        { ...one, Amount: '0.00', CreditDebit: 'Debit' },
        { Amount: '-3', Currency: 'gbp' },
      ].map(async (next) => (await newBalances(next))[0]?.amount.value),
    );
    assert.deepEqual(values, ['-17.00', '-17.00', '-17.00', '0.00', '-3']);
  });

  const newBalances = async (next: unknown) => {
    const own = await startScriptedServer((_request, response) => json(response, next));
    try {
      return await newProvider(own.origin).data.balances(grant, '1', context());
    } finally {
      await own.close();
    }
  };

  test('have a type and a time where they say so', async () => {
    const next = [
      { ...one, Type: 'InterimAvailable', DateTime: '2026-05-06T10:00:00+01:00' },
      { ...one, Type: 'ClosingBooked', DateTime: 'yesterday' },
      { ...one, Type: 'Information' },
    ];
    assert.deepEqual(await balances(next), [
      { ...read, type: 'available', updatedAt: '2026-05-06T09:00:00.000Z' },
      read,
      { ...read, type: 'other' },
    ]);
  });

  for (const amount of [
    { Amount: 17 },
    { Amount: '17,00' },
    { Amount: '1e3' },
    { Amount: '' },
    { Currency: 'POUND' },
    { Currency: undefined },
  ]) {
    test(`are refused with ${JSON.stringify(amount)}`, async () =>
      assert.rejects(balances({ ...one, ...amount }), bad));
  }
});

describe('transactions', () => {
  const one = {
    TransactionId: 't1',
    BookingDateTime: '2026-05-06T12:00:00Z',
    Amount: '9.99',
    Currency: 'GBP',
    Status: 'Booked',
    CreditDebit: 'Debit',
    Code: 'Transfer',
    SubCode: 'Sent',
    CreditorName: 'Harbour Pool',
    CreditorSchemeName: 'SortCodeAccountNumber',
    CreditorIdentification: '20000055779911',
    TransactionInformation: 'Swimming',
  };
  const read = {
    id: 't1',
    status: 'booked',
    direction: 'debit',
    amount: { value: '9.99', currency: 'GBP' },
    description: 'Swimming',
    bookingDate: '2026-05-06',
    bookedAt: '2026-05-06T12:00:00.000Z',
    counterparty: {
      name: 'Harbour Pool',
      account: { scheme: 'sort_code', sortCode: '200000', accountNumber: '55779911' },
    },
    bankTransactionCode: 'Transfer-Sent',
  };
  const first = async (more: object) => (await transactions([{ ...one, ...more }])).items[0];

  test('are read in the gateway spelling', async () => {
    assert.deepEqual(await transactions({ Transactions: [one] }), { items: [read] });
  });

  test('say what they are by their codes where they have no words', async () => {
    assert.equal((await first({ TransactionInformation: undefined }))?.description, 'Transfer Sent');
  });

  test('name the debtor when money came in', async () => {
    const credit = await first({ CreditDebit: 'Credit', DebtorName: 'Lantern & Loom' });
    assert.deepEqual([credit?.direction, credit?.counterparty], ['credit', { name: 'Lantern & Loom' }]);
  });

  test('go by the sign where nothing else says the direction', async () => {
    const debit = await first({ CreditDebit: undefined, Amount: '-9.99' });
    assert.deepEqual([debit?.direction, debit?.amount.value], ['debit', '9.99']);
    assert.equal((await first({ CreditDebit: undefined }))?.direction, 'credit');
  });

  test('are pending when they say so, or when nothing says that they are booked', async () => {
    const pending = await first({ Status: 'Pending' });
    assert.deepEqual([pending?.status, pending?.bookedAt], ['pending', undefined]);
    assert.equal((await first({ Status: undefined }))?.status, 'booked');
    assert.equal((await first({ Status: undefined, BookingDateTime: undefined }))?.status, 'pending');
  });

  test('that were refused are left out', async () => {
    for (const Status of ['Rejected', 'Declined', 'Failed', 'Cancelled'])
      assert.equal(await first({ Status }), undefined);
  });

  const times = {
    '2026-05-06T12:00:00': ['2026-05-06', '2026-05-06T12:00:00.000Z'],
    '2026-05-06 12:00': ['2026-05-06', '2026-05-06T12:00:00.000Z'],
    '2026-05-06': ['2026-05-06', undefined],
    '2026-05-06T00:30:00+01:00': ['2026-05-06', '2026-05-05T23:30:00.000Z'],
    'last Tuesday': [undefined, undefined],
    '2026-13-45': [undefined, undefined],
  };
  for (const [BookingDateTime, expected] of Object.entries(times)) {
    test(`booked at ${BookingDateTime}`, async () => {
      const booked = await first({ BookingDateTime });
      assert.deepEqual([booked?.bookingDate, booked?.bookedAt], expected);
    });
  }

  test('are sifted by day, both ends included; pending ones always belong', async () => {
    const days = ['2026-05-04', '2026-05-05', '2026-05-06', '2026-05-07'];
    const all = days.map((day) => ({ ...one, TransactionId: day, BookingDateTime: `${day}T23:59:59Z` }));
    const next = [...all, { ...one, TransactionId: 'pending', Status: 'Pending' }];
    const ids = async (query: object) => (await transactions(next, query)).items.map(({ id }) => id.slice(8));
    assert.deepEqual(await ids({ from: '2026-05-05', to: '2026-05-06' }), ['05', '06', '']);
    assert.deepEqual(await ids({ from: '2026-05-07' }), ['07', '']);
    assert.deepEqual(await ids({ to: '2026-05-04' }), ['04', '']);
  });

  const links: readonly (readonly [unknown, string | undefined])[] = [
    ['https://api.example/v1/accounts/1/transactions?page=2', '?page=2'],
    ['/accounts/1/transactions?page=2', '?page=2'],
    ['?page=2', undefined],
    ['https://api.example/v1/accounts/2/transactions?page=2', undefined],
    ['/v1/accounts/1/transactions', undefined],
    ['', undefined],
    [5, undefined],
    ['javascript:alert(1)', undefined],
  ];
  for (const [Next, next] of links) {
    test(`go on at ${String(next)} for the link ${JSON.stringify(Next)}`, async () => {
      assert.equal((await transactions({ Transactions: [one], Links: { Next } })).next, next);
    });
  }

  test('do not go round in circles', async () => {
    const page = { Transactions: [one], Links: { Next: '/accounts/1/transactions?page=2' } };
    assert.equal((await transactions(page, { cursor: '?page=2' })).next, undefined);
    assert.equal(server.requests.at(-1)?.url, '/v1/accounts/1/transactions?page=2');
  });
});

describe('reading at the simulator', () => {
  test('gives accounts, balances and all transactions page by page', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const real = await newGrant(provider);
    const [main, card] = await provider.data.accounts(real, context());
    assert.deepEqual(
      [main?.name, main?.type, card?.name, card?.type],
      ['Pockit account', 'current', 'Holiday card', 'card'],
    );
    assert.deepEqual(await provider.data.balances(real, card?.id ?? '', context()), [
      { type: 'current', amount: { value: '-17.00', currency: 'GBP' } },
    ]);
    const ids = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await provider.data.transactions(
        real,
        main?.id ?? '',
        cursor === undefined ? {} : { cursor },
        context(),
      );
      for (const { id } of page.items) ids.add(id);
      cursor = page.next;
    } while (cursor !== undefined);
    assert.equal(ids.size, 250);
    await assert.rejects(provider.data.balances(real, 'nobody', context()), { code: 'not_found' });
  });

  test('without a permission is said to be unsupported, and the consent lives on', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const real = await newGrant(provider);
    sandbox.control.settings.change({ aispScopes: ['accounts:read'] });
    await assert.rejects(provider.data.transactions(real, '12345678', {}, context()), { code: 'bank_not_supported' });
    assert.equal((await provider.data.accounts(real, context())).length, 2);
    sandbox.control.reset();
  });
});

describe('the shopper’s address', () => {
  afterEach(() => {
    body = {};
  });

  test('goes along while the shopper is there, in either family, and nothing is spent', async () => {
    const spent: string[] = [];
    for (const ipAddress of ['192.0.2.7', '2001:db8::7']) {
      body = [];
      await scripted.data.accounts(grant, { ...unattended(spent), psu: { ipAddress } });
      assert.equal(server.requests.at(-1)?.headers['x-user-ip'], ipAddress);
    }
    assert.deepEqual(spent, []);
  });

  test('is left out without the shopper, and one call of the endpoint is spent before each', async () => {
    const spent: string[] = [];
    const count = server.requests.length;
    body = [];
    await scripted.data.accounts(grant, unattended(spent));
    await scripted.data.balances(grant, '1', unattended(spent));
    await scripted.data.transactions(grant, '2', {}, unattended(spent));
    assert.deepEqual(spent, ['/accounts', '/accounts/{accountId}/balance', '/accounts/{accountId}/transactions']);
    const sent = server.requests.slice(count);
    assert.deepEqual(
      sent.map(({ headers }) => headers['x-user-ip']),
      [undefined, undefined, undefined],
    );
  });

  test('that is not known makes the call an unattended one', async () => {
    const spent: string[] = [];
    body = [];
    await scripted.data.accounts(grant, { ...unattended(spent), psu: { userAgent: 'Test/1.0' } });
    assert.deepEqual(spent, ['/accounts']);
  });

  test('nothing is sent when nothing is left to spend', async () => {
    const count = server.requests.length;
    const spend = () => Promise.reject(new Error('nothing left'));
    const empty = { ...unattended(), unattended: { spend } };
    await assert.rejects(scripted.data.accounts(grant, empty), /nothing left/);
    assert.equal(server.requests.length, count);
  });

  test('the bank’s own refusal of a fifth call is the same to us', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const real = await newGrant(provider);
    for (let round = 0; round < 4; round += 1) await provider.data.accounts(real, unattended());
    await assert.rejects(
      provider.data.accounts(real, unattended()),
      (error: { code: string; retryAfterMs: number }) => {
        assert.equal(error.code, 'budget_exhausted');
        assert.ok(error.retryAfterMs > 0 && error.retryAfterMs <= 86_400_000);
        return true;
      },
    );
    assert.equal((await provider.data.accounts(real, context())).length, 2);
  });
});

test('production reads alike', async () => {
  sandbox.control.settings.change({ profile: 'production' });
  const provider = newProvider(sandbox.apiOrigin, asProduction);
  assert.equal((await provider.data.accounts(await newGrant(provider), context())).length, 2);
});
