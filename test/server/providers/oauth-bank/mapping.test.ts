import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';

import { parseJsonNumbersAsText } from '../../../../server/lib/json-numbers.js';
import { Answers } from '../../../../server/providers/oauth-bank/answers.js';
import { plainDecimal } from '../../../../server/providers/oauth-bank/decimal.js';
import { toAccount, toBalance, toTransaction } from '../../../../server/providers/oauth-bank/mapping.js';
import {
  firstPage,
  fingerprint,
  fromCursor,
  isLastPage,
  toCursor,
  withoutRepeated,
  type Keyed,
} from '../../../../server/providers/oauth-bank/paging.js';
import type { Item } from '../../../../server/providers/oauth-bank/places.js';

const places = Answers.parse({});
/** As it comes off the wire: numbers are text. */
const wire = (value: unknown): Item => parseJsonNumbersAsText(JSON.stringify(value)) as Item;
const money = { value: 12.34, currency: 'EUR' };

describe('an account', () => {
  test('is known by its IBAN, or by what it has in its place', () => {
    const account = (identification: object) => toAccount(wire({ identification, name: 'A' }), places.accounts);
    assert.deepEqual(account({ iban: 'SK0511000000002600000054' }).identifiers, [
      { scheme: 'iban', iban: 'SK0511000000002600000054' },
    ]);
    assert.deepEqual(account({ identifier: '26-0000' }).identifiers, [{ scheme: 'other', value: '26-0000' }]);
    assert.throws(() => account({}), { code: 'bad_provider_answer' });
    assert.throws(() => account({ iban: {} }).id, { code: 'bad_provider_answer' });
  });
  for (const [type, ours] of [
    ['CACC', 'current'],
    ['Current account', 'current'],
    ['SVGS', 'savings'],
    ['CARD', 'card'],
    ['mortgage', 'loan'],
    ['constructor', 'other'],
    [undefined, 'other'],
  ] as const) {
    test(`of type ${type ?? 'nothing'} is ${ours}`, () => {
      assert.equal(toAccount(wire({ iban: 'X1', type }), places.accounts).type, ours);
    });
  }
  test('has a name in any case', () => {
    assert.equal(toAccount(wire({ iban: 'X1', name: '\u202e' }), places.accounts).name, 'Account');
    assert.equal(toAccount(wire({ iban: 'X1', name: null, productName: 'Gold' }), places.accounts).name, 'Gold');
  });
});

describe('a balance', () => {
  const balance = (overrides: object) =>
    toBalance(wire({ typeCodeOrProprietary: 'ITAV', amount: money, ...overrides }), places.balances);
  for (const [type, ours] of [
    ['ITBD', 'current'],
    ['CLBD', 'current'],
    ['ITAV', 'available'],
    ['XPCD', 'other'],
  ] as const) {
    test(`${type} is ${ours}`, () => assert.equal(balance({ typeCodeOrProprietary: type }).type, ours));
  }
  test('has the sign of its indicator', () => {
    const value = (creditDebitIndicator: string | undefined, amount: object = money) =>
      balance({ creditDebitIndicator, amount }).amount.value;
    assert.equal(value('CRDT'), '12.34');
    assert.equal(value('DBIT'), '-12.34');
    assert.equal(value('DBIT', { value: -12.34, currency: 'EUR' }), '-12.34');
    assert.equal(value(undefined, { value: '-12.34', currency: 'EUR' }), '-12.34');
    assert.equal(value('DBIT', { value: 0, currency: 'EUR' }), '0');
  });
});

describe('a transaction', () => {
  const booked = {
    amount: money,
    creditDebitIndicator: 'DBIT',
    status: 'BOOK',
    bookingDate: '2026-01-31',
    transactionDetails: { references: { accountServicerReference: 'r1' }, remittanceInformation: 'Rent' },
  };
  const mapped = (overrides: object) => toTransaction(wire({ ...booked, ...overrides }), places.transactions);
  test('is the same one when reference, day, direction and amount are', () => {
    const { key } = mapped({});
    assert.equal(mapped({ status: 'BOOKED', additionalTransactionInformation: 'more' }).key, key);
    for (const change of [
      { bookingDate: '2026-02-01' },
      { amount: { ...money, value: 12.35 } },
      { amount: { ...money, currency: 'USD' } },
      { creditDebitIndicator: 'CRDT' },
      { transactionDetails: { references: { accountServicerReference: 'r2' } } },
    ]) {
      assert.notEqual(mapped(change).key, key, JSON.stringify(change));
    }
  });
  test('without a reference is the same one when all of it is, and not for certain', () => {
    const bare = { ...booked, transactionDetails: {} };
    const [one, two] = [wire(bare), wire({ ...bare, valueDate: '2026-02-01' })];
    assert.equal(toTransaction(one, places.transactions).isCertain, false);
    assert.notEqual(toTransaction(one, places.transactions).key, toTransaction(two, places.transactions).key);
  });
  test('is described in one line, from one text or several', () => {
    const described = (remittanceInformation: unknown) =>
      mapped({ transactionDetails: { remittanceInformation } }).item.description;
    assert.equal(described('A\u202eB\nC'), 'AB C');
    assert.equal(described(['First', 'second']), 'First second');
    assert.throws(() => described([{}]), { code: 'bad_provider_answer' });
    assert.throws(() => described({ text: 'x' }).length + mapped({ status: {} }).key.length, {
      code: 'bad_provider_answer',
    });
  });
  for (const amount of ['12,34', '', '1e99', 'NaN', '0x1F', '1_000', '+5']) {
    test(`of "${amount}" is not guessed at`, () => {
      assert.throws(() => mapped({ amount: { value: amount, currency: 'EUR' } }), { code: 'bad_provider_answer' });
    });
  }
  test('whose amount has no currency is refused', () => {
    assert.throws(() => mapped({ amount: { value: 1 } }), { code: 'bad_provider_answer' });
    assert.throws(() => mapped({ amount: { value: 1, currency: 'pounds' } }), { code: 'bad_provider_answer' });
    assert.throws(() => mapped({ amount: true }), { code: 'bad_provider_answer' });
  });
});

describe('a number with an exponent', () => {
  for (const [text, plain] of [
    ['1.5E+2', '150'],
    ['1.234e1', '12.34'],
    ['-12.5E-1', '-1.25'],
    ['5e-3', '0.005'],
    ['0E-2', '0.00'],
    ['12.30', '12.30'],
    ['100', '100'],
  ] as const) {
    test(`${text} is ${plain}`, () => assert.equal(plainDecimal(text), plain));
  }
  test('is what it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: -8, max: 8 }), (digits, shift) => {
        assert.equal(Number(plainDecimal(`${digits}e${shift}`)), Number(`${digits}e${shift}`));
      }),
    );
  });
  test('of no size of money is none', () => {
    for (const text of ['1e19', '1e-19', 'e5', '', '1e', '.5', '٣']) assert.equal(plainDecimal(text), undefined);
  });
});

describe('a cursor', () => {
  test('says where to go on, and what was there before', () => {
    const seen = ['a', 'b'].map(fingerprint);
    assert.deepEqual(fromCursor(toCursor({ page: 7, seen })), { page: 7, seen });
    assert.deepEqual(firstPage, { page: 1, seen: [] });
  });
  test('of a hundred transactions is short enough to be sealed', () => {
    const seen = Array.from({ length: 100 }, (_, index) => fingerprint(String(index)));
    assert.ok(toCursor({ page: 99_999_999, seen }).length < 900);
  });
  for (const text of ['', '1.', '0.', '2', '2.abc', '02.', '999999999.', '-1.', '2.AAAAAAAA!', 'x.AAAAAAAA']) {
    test(`"${text}" is refused`, () => assert.throws(() => fromCursor(text), { code: 'invalid_request' }));
  }
});

describe('a page', () => {
  const lasts: readonly (readonly [number, number, number | undefined, boolean])[] = [
    [1, 100, 3, false],
    [3, 50, 3, true],
    [3, 100, 3, true],
    [1, 0, 3, true],
    [1, 100, undefined, false],
    [1, 99, undefined, true],
    [99_999_999, 100, undefined, true],
    [4, 10, 3, true],
    [1, 9, 2, false],
  ];
  for (const [page, received, pageCount, last] of lasts) {
    test(`${page} of ${pageCount ?? '?'} with ${received} of 100 is ${last ? 'the last' : 'not the last'}`, () => {
      assert.equal(isLastPage(page, received, pageCount, 100), last);
    });
  }
  const keyed = (key: string, isCertain = true): Keyed<string> => ({ item: key, key, isCertain });
  test('shows nothing that was on the page before, nor twice', () => {
    const items = withoutRepeated([keyed('b'), keyed('c'), keyed('c'), keyed('d')], [fingerprint('b')]);
    assert.deepEqual(
      items.map(({ id }) => id),
      ['c', 'd'],
    );
  });
  test('keeps what only looks alike, under ids of its own', () => {
    const items = withoutRepeated([keyed('x', false), keyed('x', false)], [fingerprint('x')]);
    assert.deepEqual(
      items.map(({ id }) => id),
      ['x-2', 'x-3'],
    );
  });
});
