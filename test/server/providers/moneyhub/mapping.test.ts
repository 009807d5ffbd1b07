import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { toAccount, toBalances, toMoney, toTransaction } from '../../../../server/providers/moneyhub/mapping.js';
import { nextPath } from '../../../../server/providers/moneyhub/paging.js';

const gbp = (value: number) => ({ value, currency: 'GBP' });

describe('an account', () => {
  const types = [
    ['cash:current', 'current'],
    ['savings', 'savings'],
    ['card', 'card'],
    ['loan', 'loan'],
    ['mortgage:interestOnly', 'loan'],
    ['pension:definedBenefit', 'other'],
    ['crypto', 'other'],
    ['constructor', 'other'],
    [undefined, 'other'],
  ] as const;
  for (const [type, ours] of types) {
    test(`of type ${type ?? 'nothing'} is ${ours}`, () => assert.equal(toAccount({ id: 'a', type }).type, ours));
  }
  test('has the identifiers that it shows', () => {
    const details = {
      iban: 'gb33 bukb 2020 1555 5555 55',
      sortCodeAccountNumber: '20-15-55 55555555',
      pan: '4000****1234',
    };
    assert.deepEqual(toAccount({ id: 'a', details }).identifiers, [
      { scheme: 'iban', iban: 'GB33BUKB20201555555555' },
      { scheme: 'sort_code', sortCode: '201555', accountNumber: '55555555' },
      { scheme: 'other', value: '4000****1234' },
    ]);
  });
  test('has its last digits where it shows nothing else, or something odd', () => {
    const details = { iban: 'x', sortCodeAccountNumber: '123' };
    assert.deepEqual(toAccount({ id: 'a', details, accountReference: '5555' }).identifiers, [
      { scheme: 'other', value: '5555' },
    ]);
    assert.deepEqual(toAccount({ id: 'a', details: null }).identifiers, []);
  });
  test('has a name in any case, and its currency from the balance if need be', () => {
    assert.equal(toAccount({ id: 'a', accountName: '\u202e ' }).name, 'Account');
    assert.equal(toAccount({ id: 'a', accountName: null, productName: 'Gold' }).name, 'Gold');
    assert.equal(toAccount({ id: 'a', balance: { amount: { value: 1, currency: 'eur' } } }).currency, 'EUR');
    assert.equal(toAccount({ id: 'a', currency: 'pounds' }).currency, undefined);
  });
  test('without a balance has none', () => assert.deepEqual(toBalances({ id: 'a' }), []));
  test('has a balance with its day as a time', () => {
    assert.deepEqual(toBalances({ id: 'a', balance: { date: '2026-11-20', amount: gbp(-1) } }), [
      { type: 'current', amount: { value: '-0.01', currency: 'GBP' }, updatedAt: '2026-11-20T00:00:00.000Z' },
    ]);
    assert.equal(toBalances({ id: 'a', balance: { date: 'lately', amount: gbp(1) } })[0]?.updatedAt, undefined);
  });
});

describe('money', () => {
  test('is in minor units, whatever the version says beside it', () => {
    assert.deepEqual(toMoney({ value: 123, currency: 'jpy' }), { value: '123', currency: 'JPY' });
    assert.equal(toMoney({ value: 1234, minorUnits: 1234, majorUnits: 12.34, currency: 'GBP' }).value, '12.34');
    assert.equal(toMoney({ value: 1234, minorUnits: 1234, majorUnits: 1.234, currency: 'KWD' }).value, '1.234');
    assert.equal(toMoney({ value: 12.34, minorUnits: 1234, majorUnits: 12.34, currency: 'GBP' }).value, '12.34');
  });
  const odd = [
    { value: 12.5, currency: 'GBP' },
    { value: NaN, currency: 'GBP' },
    { value: 2 ** 60, currency: 'GBP' },
    { value: 1234, majorUnits: 1234, currency: 'GBP' },
    { value: 1234, majorUnits: 12.34, currency: 'JPY' },
  ];
  for (const amount of odd) {
    test(`${JSON.stringify(amount)} is not guessed at`, () => {
      assert.throws(() => toMoney(amount), { code: 'bad_provider_answer' });
    });
  }
});

describe('a transaction', () => {
  const wire = {
    id: 't',
    amount: gbp(-1050),
    date: '2026-11-20T12:00:00.000Z',
    longDescription: 'Rent',
    status: 'posted',
  };
  test('that leaves the account is a debit to whom it went', () => {
    const parties = { creditorAccount: { name: 'Landlord' }, debtorAccount: { name: 'Me' } };
    assert.deepEqual(toTransaction({ ...wire, ...parties }), {
      id: 't',
      status: 'booked',
      direction: 'debit',
      amount: { value: '10.50', currency: 'GBP' },
      description: 'Rent',
      bookingDate: '2026-11-20',
      counterparty: { name: 'Landlord' },
    });
  });
  test('has a time unless it is midday, which stands for none', () => {
    const { bookingDate, bookedAt } = toTransaction({ ...wire, date: '2026-11-20T12:00:01.000Z' });
    assert.deepEqual([bookingDate, bookedAt], ['2026-11-20', '2026-11-20T12:00:01.000Z']);
  });
  test('has what the newer version of the API says', () => {
    const newer = {
      valueDate: '2026-11-21T12:00:00.000Z',
      transactionCode: { code: 'PMNT', subCode: 'RDDT' },
      proprietaryTransactionCode: { code: 'DD' },
      creditorAccount: { name: 'Landlord', sortCode: '04-00-75', accountNumber: '12345678' },
    };
    const { valueDate, bankTransactionCode, counterparty } = toTransaction({ ...wire, ...newer });
    assert.deepEqual([valueDate, bankTransactionCode], ['2026-11-21', 'PMNT-RDDT']);
    const account = { scheme: 'sort_code', sortCode: '040075', accountNumber: '12345678' };
    assert.deepEqual(counterparty, { name: 'Landlord', account });
    const own = toTransaction({ ...wire, proprietaryTransactionCode: { code: 'DD' }, creditorAccount: { iban: 'GB33BUKB20201555555555' } }); // prettier-ignore
    assert.deepEqual([own.bankTransactionCode, own.counterparty?.account?.scheme], ['DD', 'iban']);
  });
  test('that comes in is a credit from whom it came', () => {
    const parties = { creditorAccount: { name: 'Me' }, debtorAccount: { name: 'Employer' } };
    const { direction, amount, counterparty } = toTransaction({ ...wire, ...parties, amount: gbp(5) });
    assert.deepEqual([direction, amount.value, counterparty], ['credit', '0.05', { name: 'Employer' }]);
  });
  test('that is pending was not booked', () => {
    assert.deepEqual([toTransaction({ ...wire, status: 'pending' }).status, toTransaction({ ...wire, status: 'pending' }).bookedAt], ['pending', undefined]); // prettier-ignore
    assert.equal(toTransaction({ ...wire, status: undefined }).status, 'booked');
  });
  test('is described in words that are fit to be shown', () => {
    assert.equal(toTransaction({ ...wire, longDescription: 'A\u202eB\nC' }).description, 'AB C');
    assert.equal(toTransaction({ ...wire, longDescription: '', shortDescription: 'S' }).description, 'S');
  });
});

describe('a link to the next page', () => {
  const api = 'https://api.moneyhub.co.uk';
  const current = '/v3/transactions?accountId=a&limit=100&offset=0';
  const next = (link: string | null | undefined) => nextPath(link, current, api);
  test('is followed by path and query', () => {
    const query = '?accountId=a&limit=100&offset=100&startDate=2026-01-01';
    assert.equal(next(`${api}/v3/transactions${query}`), `/v3/transactions${query}`);
    assert.equal(next(`/v3/transactions${query}`), `/v3/transactions${query}`);
  });
  test('that is missing means the end', () => {
    for (const link of [undefined, null, '']) assert.equal(next(link), undefined);
  });
  const refused = [
    'https://evil.example/v3/transactions?accountId=a&offset=100',
    'http://api.moneyhub.co.uk/v3/transactions?accountId=a&offset=100',
    'https://api.moneyhub.co.uk:444/v3/transactions?accountId=a&offset=100',
    'https://api.moneyhub.co.uk@evil.example/v3/transactions?accountId=a&offset=100',
    'https://user:password@api.moneyhub.co.uk/v3/transactions?accountId=a&offset=100',
    '//evil.example/v3/transactions?accountId=a&offset=100',
    'https://api.moneyhub.co.uk/v3/accounts?accountId=a&offset=100',
    'https://api.moneyhub.co.uk/v3/transactions/../users?accountId=a&offset=100',
    'https://api.moneyhub.co.uk/v3/transactions?accountId=b&offset=100',
    'https://api.moneyhub.co.uk/v3/transactions?offset=100',
    'https://api.moneyhub.co.uk/v3/transactions?accountId=a&offset=0',
    'https://api.moneyhub.co.uk/v3/transactions?accountId=a',
    'https://api.moneyhub.co.uk/v3/transactions?accountId=a&offset=many',
    'javascript:alert(1)',
    'http://[',
  ];
  for (const link of refused) {
    test(`${link} is refused`, () => assert.throws(() => next(link), { code: 'bad_provider_answer' }));
  }
});
