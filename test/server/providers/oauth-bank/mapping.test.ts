import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';

import { parseJsonNumbersAsText } from '../../../../server/lib/json-numbers.js';
import { Answers } from '../../../../server/providers/oauth-bank/answers.js';
import { plainDecimal } from '../../../../server/providers/oauth-bank/decimal.js';
import { toAccount, toBalance, toTransaction } from '../../../../server/providers/oauth-bank/mapping.js';
import {
  cursorsBehind,
  fromCursor,
  isLastPage,
  pageAt,
  toCursor,
  withIds,
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
  test('says on which day it was booked, from which it counts, and who is on the other side', () => {
    const { item } = mapped({
      valueDate: '2026-02-01',
      bankTransactionCode: 'PMNT-RCDT-ESCT',
      transactionDetails: {
        references: { accountServicerReference: 'r1', endToEndIdentification: 'NOTPROVIDED' },
        relatedParties: {
          creditor: { name: 'Landlord' },
          creditorAccount: { identification: { iban: 'SK0511000000002600000054' } },
          debtor: { name: 'Me' },
        },
        remittanceInformation: 'Rent',
      },
    });
    assert.deepEqual(item, {
      status: 'booked',
      direction: 'debit',
      amount: { value: '12.34', currency: 'EUR' },
      description: 'Rent',
      bookingDate: '2026-01-31',
      valueDate: '2026-02-01',
      counterparty: { name: 'Landlord', account: { scheme: 'iban', iban: 'SK0511000000002600000054' } },
      remittance: 'Rent',
      bankReference: 'r1',
      bankTransactionCode: 'PMNT-RCDT-ESCT',
    });
    assert.equal(mapped({ bookingDate: '2026-01-31T10:00:00+01:00' }).item.bookedAt, '2026-01-31T09:00:00.000Z');
    assert.equal(mapped({ status: 'INFO' }).item.bookingDate, undefined);
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
  test('is a place in the list', () => {
    for (const place of [0, 90, 999_999_999]) assert.equal(fromCursor(toCursor(place)), place);
  });
  for (const text of ['', 'at-', 'at--1', 'at-01', 'at-1x', '90', 'at-9999999999', 'at-1 ']) {
    test(`"${text}" is refused`, () => assert.throws(() => fromCursor(text), { code: 'invalid_request' }));
  }
});

describe('a page', () => {
  test('is asked for in multiples of ten, up to the largest that the options allow', () => {
    for (const [place, wanted, largest] of [
      [0, 1, 100],
      [0, 110, 100],
      [90, 110, 100],
      [37, 20, 50],
      [5, 5, 10],
    ] as const) {
      const { page, pageSize, start } = pageAt(place, wanted, largest);
      assert.ok(pageSize % 10 === 0 && pageSize >= 10 && pageSize <= largest);
      assert.equal(start, (page - 1) * pageSize);
      assert.ok(start <= place && place < start + pageSize, 'it holds the place');
    }
  });
  test('says where the list goes on, and a little before that', () => {
    assert.deepEqual(cursorsBehind({ page: 2, pageSize: 90, start: 90 }), { next: 'at-180', rejoin: 'at-170' });
    assert.deepEqual(cursorsBehind({ page: 1, pageSize: 10, start: 0 }), { next: 'at-10', rejoin: 'at-0' });
  });
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
      assert.equal(isLastPage({ page, pageSize: 100, start: (page - 1) * 100 }, received, pageCount), last);
    });
  }
  const keyed = (key: string, isCertain = true): Keyed<object> => ({ item: {}, key, isCertain });
  test('shows nothing twice', () => {
    assert.deepEqual(withIds([keyed('b'), keyed('c'), keyed('c'), keyed('b')]), [{ id: 'b' }, { id: 'c' }]);
  });
  test('keeps what only looks alike, under ids of its own', () => {
    assert.deepEqual(withIds([keyed('x', false), keyed('x', false)]), [{ id: 'x' }, { id: 'x-2' }]);
  });
});
