import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FieldFault } from '../../../server/contract/errors.js';
import { PaymentRequest, type PaymentOrder } from '../../../server/contract/payments.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import type { PaymentEcho } from '../../../server/providers/authorisation.js';
import {
  checkedOrder,
  checkedReport,
  consentFaults,
  orderHash,
  orderOf,
} from '../../../server/session/payment-order.js';

const sortCode = { scheme: 'sort_code', sortCode: '040004', accountNumber: '12345678' } as const;
const iban = { scheme: 'iban', iban: 'DE89370400440532013000' } as const;
const creditor = { name: 'Shop Ltd', account: sortCode };
const order: PaymentOrder = { amount: { value: '12.50', currency: 'GBP' }, creditor, reference: 'Order 7' };
const echo: Required<PaymentEcho> = {
  amount: order.amount,
  creditorName: 'Shop Ltd',
  creditorAccount: sortCode,
  reference: 'Order 7',
};

/** Somebody in between changes one thing. */
const changed: Record<string, PaymentOrder> = {
  'the amount': { ...order, amount: { value: '125.0', currency: 'GBP' } },
  'the currency': { ...order, amount: { value: '12.50', currency: 'EUR' } },
  'the name of the payee': { ...order, creditor: { ...creditor, name: 'Shop Ltd.' } },
  'the sort code': { ...order, creditor: { ...creditor, account: { ...sortCode, sortCode: '040005' } } },
  'the account number': { ...order, creditor: { ...creditor, account: { ...sortCode, accountNumber: '12345679' } } },
  'the kind of account': { ...order, creditor: { ...creditor, account: iban } },
  'the reference': { ...order, reference: 'Order 8' },
};

describe('an order that is changed on the way is noticed', () => {
  for (const [what, other] of Object.entries(changed)) {
    test(`${what}, on the consent screen`, () => {
      deepStrictEqual(
        consentFaults(order, other).map(({ path }) => path),
        ['payment'],
      );
    });

    test(`${what}, between the store and the bank`, () => {
      throws(() => checkedOrder({ order: other, orderHash: orderHash(order) }), { code: 'integrity_failed' });
    });
  }

  const echoes: Record<string, PaymentEcho> = {
    'the amount': { ...echo, amount: { value: '12.51', currency: 'GBP' } },
    'a cent too much': { ...echo, amount: { value: '12.500001', currency: 'GBP' } },
    'a sign': { ...echo, amount: { value: '-12.50', currency: 'GBP' } },
    'the currency': { ...echo, amount: { value: '12.50', currency: 'EUR' } },
    'the payee': { ...echo, creditorName: 'Shop Lid' },
    'the account': { ...echo, creditorAccount: { ...sortCode, accountNumber: '87654321' } },
    'the kind of account': { ...echo, creditorAccount: iban },
    'the reference': { ...echo, reference: 'Order 70' },
  };
  for (const [what, other] of Object.entries(echoes)) {
    test(`${what}, in what the bank repeats`, () => {
      const { status, code, detail = '' } = checkedReport({ status: 'completed', echo: other }, order);
      deepStrictEqual([status, code], ['failed', 'payment_mismatch']);
      ok(!/12|Shop|Order/.test(detail), 'the log holds no values');
    });
  }
});

test('what the bank writes in its own way is the same order', () => {
  const report = {
    status: 'completed',
    echo: { ...echo, amount: { value: '12.5', currency: 'GBP' }, creditorName: 'SHOP  LTD' },
  } as const;
  strictEqual(checkedReport(report, order), report);
  strictEqual(checkedReport({ status: 'accepted' }, order).status, 'accepted');
  deepStrictEqual(consentFaults(order, { reference: 'Order 7', creditor, amount: order.amount }), []);
});

test('a session that makes no payment takes no order, and one that does needs it', () => {
  deepStrictEqual(consentFaults(undefined, undefined), []);
  strictEqual(consentFaults(undefined, order).length, 1);
  strictEqual(consentFaults(order, undefined).length, 1);
});

describe('an order', () => {
  const merchant = { creditors: { default: creditor, books: { name: 'Books', account: iban } } };
  const made = (request: Partial<PaymentRequest>, of: Parameters<typeof orderOf>[0] = merchant) => {
    const faults: FieldFault[] = [];
    const result = orderOf(of, { amount: order.amount, reference: 'Order 7', ...request }, faults);
    return { result, faults: faults.map(({ path }) => path) };
  };

  test('goes to a registered creditor, the default one unless another is named', () => {
    strictEqual(made({}).result?.creditor.name, 'Shop Ltd');
    strictEqual(made({ creditorId: 'books' }).result?.creditor.name, 'Books');
    deepStrictEqual(made({ creditorId: 'toString' }).faults, ['payment.creditorId']);
    deepStrictEqual(made({}, {}).faults, ['payment.creditorId']);
  });

  test('goes to nobody else, unless the configuration allows it', () => {
    deepStrictEqual(made({ creditor: { name: 'Thief', account: iban } }).faults, ['payment.creditor']);
    const free = { ...merchant, anyCreditor: true };
    strictEqual(made({ creditor: { name: 'Seller', account: iban } }, free).result?.creditor.name, 'Seller');
    deepStrictEqual(made({ creditor, creditorId: 'books' }, free).faults, ['payment.creditor']);
  });

  test('has all digits of its currency', () => {
    strictEqual(made({ amount: { value: '12.5', currency: 'GBP' } }).result?.amount.value, '12.50');
    strictEqual(made({ creditorId: 'books', amount: { value: '7', currency: 'JPY' } }).result?.amount.value, '7');
  });

  test('to a sort code is in GBP', () => {
    deepStrictEqual(made({ amount: { value: '1.00', currency: 'EUR' } }).faults, ['payment.amount.currency']);
  });

  const refused: Record<string, [object, string]> = {
    'no amount': [{ amount: { value: '0.00', currency: 'GBP' } }, 'amount.value'],
    'less than nothing': [{ amount: { value: '-1.00', currency: 'GBP' } }, 'amount.value'],
    'an exponent': [{ amount: { value: '1e3', currency: 'GBP' } }, 'amount.value'],
    'a leading zero': [{ amount: { value: '01.00', currency: 'GBP' } }, 'amount.value'],
    'half a penny': [{ amount: { value: '1.005', currency: 'GBP' } }, 'amount.value'],
    'half a yen': [{ amount: { value: '1.5', currency: 'JPY' } }, 'amount.value'],
    'a currency in small letters': [{ amount: { value: '1.00', currency: 'gbp' } }, 'amount.currency'],
    'a reference too long': [{ reference: 'x'.repeat(19) }, 'reference'],
    'a reference with an umlaut': [{ reference: 'Lösung' }, 'reference'],
    'a wrong IBAN': [
      { creditor: { name: 'A', account: { ...iban, iban: 'DE88370400440532013000' } } },
      'creditor.account.iban',
    ],
    'an unknown field': [{ tip: '1.00' }, ''],
  };
  for (const [what, [fields, path]] of Object.entries(refused)) {
    test(`with ${what} is refused, by the name of the field`, () => {
      const parsed = PaymentRequest.safeParse({ amount: order.amount, reference: 'Order 7', ...fields });
      ok(!parsed.success);
      strictEqual(parsed.error.issues[0]?.path.join('.'), path);
    });
  }

  test('that does not fit its hash is never sent', () => {
    strictEqual(checkedOrder({ order, orderHash: orderHash(order) }), order);
    throws(() => checkedOrder({ order, orderHash: 'x' }), ProviderError);
  });
});
