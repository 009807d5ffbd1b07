import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toGrant } from '../../../../server/providers/token-io/results.js';
import {
  toAccount,
  toBalances,
  toStandingOrder,
  toTransaction,
} from '../../../../server/providers/token-io/mapping.js';
import {
  WireAccount,
  WireBalance,
  WireStandingOrder,
  WireToken,
  WireTransaction,
} from '../../../../server/providers/token-io/wire.js';

const account = (accountDetails: unknown, name?: string) =>
  toAccount(WireAccount.parse({ id: 'a:1', name, accountDetails }));

describe('an account', () => {
  test('is complete when everything is there', () => {
    const details = {
      type: 'CHECKING',
      currency: 'eur',
      bic: 'deutdeff',
      accountHolderName: 'Ada\u202e Lovelace',
      accountIdentifiers: [{ iban: { iban: 'de89 3704 0044 0532 0130 00' } }],
    };
    assert.deepEqual(account(details, 'Giro'), {
      id: 'a:1',
      name: 'Giro',
      type: 'current',
      currency: 'EUR',
      holder: 'Ada Lovelace',
      bic: 'DEUTDEFF',
      identifiers: [{ scheme: 'iban', iban: 'DE89370400440532013000' }],
    });
  });

  test('needs nothing but an id', () => {
    assert.deepEqual(account(undefined), { id: 'a:1', name: 'Account', type: 'other', identifiers: [] });
  });

  test('is named after its holder when it has no name', () => {
    assert.equal(account({ accountHolderName: 'Ada' }, ' ').name, 'Ada');
  });

  for (const [wire, type] of [
    ['CHECKING', 'current'],
    ['SAVINGS', 'savings'],
    ['CARD', 'card'],
    ['LOAN', 'loan'],
    ['OTHER', 'other'],
    ['INVALID', 'other'],
    ['constructor', 'other'],
    [['SAVINGS', 'CARD'], 'savings'],
    [[], 'other'],
  ] as const) {
    test(`${JSON.stringify(wire)} is ${type}`, () => assert.equal(account({ type: wire }).type, type));
  }

  for (const [wire, expected] of [
    [{ iban: { iban: 'GB33BUKB20201555555555' } }, { scheme: 'iban', iban: 'GB33BUKB20201555555555' }],
    [
      { gbDomestic: { sortCode: '20-20-15', accountNumber: '5555 5555' } },
      { scheme: 'sort_code', sortCode: '202015', accountNumber: '55555555' },
    ],
    [{ bban: { bban: '123 456', clearingNumber: '8000' } }, { scheme: 'bban', bban: '8000123456' }],
    [{ bankgiro: { bankgiroNumber: '123-4567' } }, { scheme: 'other', value: '123-4567' }],
    [{ plusgiro: { plusgiroNumber: '12-3' } }, { scheme: 'other', value: '12-3' }],
    [{ pan: { pan: '411111******1111' } }, { scheme: 'other', value: '411111******1111' }],
    [{ msisdn: { msisdn: '43660' } }, { scheme: 'other', value: '43660' }],
  ] as const) {
    test(`reads ${Object.keys(wire)[0] ?? ''}`, () => {
      assert.deepEqual(account({ accountIdentifiers: [wire] }).identifiers, [expected]);
    });
  }

  test('ignores an identifier of which nobody has heard', () => {
    assert.deepEqual(account({ accountIdentifiers: [{ crypto: {} }] }).identifiers, []);
  });

  test('falls back to the bare identifier of older answers', () => {
    assert.deepEqual(account({ identifier: 'DE89 3704 0044 0532 0130 00' }).identifiers, [
      { scheme: 'iban', iban: 'DE89370400440532013000' },
    ]);
    assert.deepEqual(account({ identifier: '12345' }).identifiers, [{ scheme: 'other', value: '12345' }]);
  });
});

describe('balances', () => {
  const read = (balance: unknown) => toBalances(WireBalance.parse({ balance }));
  const eur = (value: string) => ({ value, currency: 'EUR' });

  test('come as available, current and others, each with its own time', () => {
    const balance = {
      available: eur('10.5'),
      current: eur('-3'),
      otherBalances: [{ amount: eur('1'), type: 'EXPECTED', updatedAtMs: '1700000000000' }, { type: 'EMPTY' }],
      updatedAtMs: '1600000000000',
    };
    assert.deepEqual(read(balance), [
      { type: 'available', amount: eur('10.5'), updatedAt: '2020-09-13T12:26:40.000Z' },
      { type: 'current', amount: eur('-3'), updatedAt: '2020-09-13T12:26:40.000Z' },
      { type: 'other', amount: eur('1'), updatedAt: '2023-11-14T22:13:20.000Z' },
    ]);
  });

  test('can be none', () => assert.deepEqual(read(undefined), []));

  for (const value of ['', 'ten', '1,5', '1e5', 'NaN', '1.', '.5', '--1', '1 000', '9'.repeat(19)]) {
    test(`refuses ${JSON.stringify(value.slice(0, 6))} for an amount`, () => {
      assert.throws(() => read({ current: eur(value) }), { code: 'bad_provider_answer' });
    });
  }

  test('refuses a currency that is none', () => {
    assert.throws(() => read({ current: { value: '1', currency: 'EURO' } }), { code: 'bad_provider_answer' });
  });
});

describe('a transaction', () => {
  const read = (wire: Record<string, unknown>) =>
    toTransaction(WireTransaction.parse({ id: 't', amount: { value: '5', currency: 'EUR' }, ...wire }));

  test('is complete when everything is there', () => {
    const wire = {
      type: 'DEBIT',
      status: 'SUCCESS',
      description: 'Coffee\n#1',
      createdAtMs: '1700000000000',
      bankTransactionId: 'b-1',
      bankTransactionCode: { domain: { code: 'PMNT', familyCode: 'CCRD', subFamilyCode: 'POSD' } },
      creditorEndpoint: {
        customerData: { legalNames: ['Café'] },
        accountIdentifier: { gbDomestic: { sortCode: '04-00-75', accountNumber: '12345678' } },
      },
    };
    assert.deepEqual(read(wire), {
      id: 't',
      status: 'booked',
      direction: 'debit',
      amount: { value: '5', currency: 'EUR' },
      description: 'Coffee #1',
      bookingDate: '2023-11-14',
      bookedAt: '2023-11-14T22:13:20.000Z',
      counterparty: {
        name: 'Café',
        account: { scheme: 'sort_code', sortCode: '040075', accountNumber: '12345678' },
      },
      bankReference: 'b-1',
      bankTransactionCode: 'PMNT-CCRD-POSD',
    });
  });

  test('has the bank’s own code where there is no other', () => {
    const code = (bankTransactionCode: unknown) => read({ bankTransactionCode })?.bankTransactionCode;
    assert.equal(code({ proprietary: { code: 'KARTE\n7', issuer: 'DK' } }), 'KARTE 7');
    assert.equal(code({ domain: {}, proprietary: { code: 'K' } }), 'K');
    assert.equal(code({ domain: { code: 'PMNT' } }), 'PMNT');
    assert.equal(code({}), undefined);
  });

  test('needs nothing but id and amount', () => {
    const amount = { value: '5', currency: 'EUR' };
    assert.deepEqual(read({}), { id: 't', status: 'booked', direction: 'credit', amount, description: '' });
  });

  for (const [status, expected] of [
    ['SUCCESS', 'booked'],
    ['SETTLEMENT_COMPLETED', 'booked'],
    ['PENDING', 'pending'],
    ['PROCESSING', 'pending'],
    ['INITIATED', 'pending'],
    ['SOMETHING_NEW', 'pending'],
    ['FAILURE_DECLINED', undefined],
    ['FAILURE_GENERIC', undefined],
  ] as const) {
    test(`${status} is ${expected ?? 'left out'}`, () => assert.equal(read({ status })?.status, expected));
  }

  test('that is pending has no booking time', () => {
    assert.equal(read({ status: 'PENDING', createdAtMs: '1700000000000' })?.bookedAt, undefined);
  });

  for (const [type, value, direction] of [
    ['DEBIT', '5', 'debit'],
    ['DEBIT', '-5', 'debit'],
    ['CREDIT', '-5', 'credit'],
    ['INVALID_TYPE', '-5', 'debit'],
    [undefined, '5', 'credit'],
  ] as const) {
    test(`${type ?? 'no type'} of ${value} is a ${direction} of 5`, () => {
      const read5 = read({ type, amount: { value, currency: 'EUR' } });
      assert.deepEqual([read5?.direction, read5?.amount.value], [direction, '5']);
    });
  }
});

describe('a standing order', () => {
  const read = (wire: Record<string, unknown>) => toStandingOrder(WireStandingOrder.parse({ id: 'so:1', ...wire }));
  const details = (cma9StandingOrderDetails: unknown) => ({
    providerStandingOrderDetails: { cma9StandingOrderDetails },
  });

  test('is complete when everything is there', () => {
    const wire = {
      status: 'ACTIVE',
      frequency: 'MNTH',
      createdAtMs: '1700000000000',
      creditorEndpoint: { customerData: { legalNames: ['Landlord'] }, accountIdentifier: { iban: { iban: 'DE1' } } },
      ...details({
        firstPaymentAmount: { value: '900', currency: 'GBP' },
        firstPaymentDateTime: '2023-12-01T00:00:00Z',
        nextPaymentAmount: { value: '980', currency: 'GBP' },
        nextPaymentDateTime: '2024-01-01',
        finalPaymentDateTime: '2025-12-01T00:00:00+00:00',
        reference: 'Rent\n3b',
      }),
    };
    assert.deepEqual(read(wire), {
      id: 'so:1',
      status: 'active',
      frequency: 'monthly',
      amount: { value: '980', currency: 'GBP' },
      firstPaymentDate: '2023-12-01',
      nextPaymentDate: '2024-01-01',
      finalPaymentDate: '2025-12-01',
      counterparty: { name: 'Landlord', account: { scheme: 'iban', iban: 'DE1' } },
      remittance: 'Rent 3b',
      createdAt: '2023-11-14T22:13:20.000Z',
    });
  });

  test('needs nothing but an id, and takes words that are new', () => {
    assert.deepEqual(read({}), { id: 'so:1', status: 'other', frequency: 'other' });
    assert.deepEqual(read({ status: 'toString', frequency: '__proto__' }), { id: 'so:1', status: 'other', frequency: 'other' }); // prettier-ignore
  });

  test('has the amount of its first payment where no other is said', () => {
    assert.equal(read(details({ firstPaymentAmount: { value: '1', currency: 'EUR' } })).amount?.value, '1');
  });

  test('has no payment on a day that is none', () => {
    for (const nextPaymentDateTime of ['soon', '2024-13-01', '0']) {
      assert.equal(read(details({ nextPaymentDateTime })).nextPaymentDate, undefined, nextPaymentDateTime);
    }
  });
});

describe('a grant', () => {
  const grant = (payload: unknown) => toGrant(WireToken.parse({ token: { id: 'ta:1', payload } }).token);

  test('names each account of the token once', () => {
    const resources = [
      { account: { accountId: 'a:1' } },
      { balance: { accountId: 'a:1' } },
      { transactions: { accountId: 'a:2' } },
      { trustedBeneficiaries: { bankId: 'b' } },
      { surprise: 7 },
    ];
    assert.deepEqual(grant({ access: { resources } }).data, { tokenId: 'ta:1', accountIds: ['a:1', 'a:2'] });
  });

  test('ends when the token says so', () => {
    assert.equal(grant({ expiresAtMs: '1715552000000' }).expiresAt, '2024-05-12T22:13:20.000Z');
    assert.equal(grant({ expiresAtMs: 1715552000000 }).expiresAt, '2024-05-12T22:13:20.000Z');
  });

  test('has no end when the token gives none that is a date', () => {
    for (const expiresAtMs of [undefined, '0', '9223372036854775807']) {
      assert.equal(grant({ expiresAtMs }).expiresAt, undefined);
    }
  });
});
