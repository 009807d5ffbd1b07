import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PAYMENT_STATUSES } from '../../../../demo/sandbox/token-io/payments/status.js';
import { toPayingBank } from '../../../../server/providers/token-io/payments/banks.js';
import { presentForm } from '../../../../server/providers/token-io/payments/form.js';
import { instrumentFor, refIdOf } from '../../../../server/providers/token-io/payments/order.js';
import { reportOf, tokenStatuses } from '../../../../server/providers/token-io/payments/status.js';
import { WirePayment } from '../../../../server/providers/token-io/payments/wire.js';
import { instruction, pounds } from './payment-kit.js';

const payment = (status: string, more: object = {}): WirePayment =>
  WirePayment.parse({ id: 'pm2:1:5z', status, ...more });

describe('statuses', () => {
  test('are those of the documents, all of them', () => {
    assert.deepEqual(Object.keys(tokenStatuses).sort(), [...PAYMENT_STATUSES].sort());
  });
  test('that nobody knows are not guessed at', () => {
    for (const status of ['INITIATION_ON_HOLD', '', '__proto__', 'toString', 'initiation_completed']) {
      assert.equal(reportOf(payment(status), false).status, 'unknown', status);
    }
  });
  test('keep the words of the bank for the operator, without what looks like a secret', () => {
    const { detail } = reportOf(
      payment('INITIATION_REJECTED', { statusReasonInformation: 'no: tok3n-abcdefghijklmnop' }),
      false,
    );
    assert.equal(detail, 'INITIATION_REJECTED: no: •••');
  });
  test('tell a bank that failed from a payment that did', () => {
    const external = { errorInfo: { tokenExternalError: true } };
    assert.equal(reportOf(payment('INITIATION_FAILED', external), false).code, 'bank_unavailable');
    assert.equal(reportOf(payment('INITIATION_FAILED'), false).code, 'payment_rejected');
  });
  test('of an expiry depend on whether the bank had the order', () => {
    assert.equal(reportOf(payment('INITIATION_EXPIRED'), false).status, 'expired');
    assert.equal(reportOf(payment('INITIATION_EXPIRED'), true).status, 'unknown');
  });
  test('come with an amount that is one, or not at all', () => {
    const amount = { value: 'twelve', currency: 'EUR' };
    assert.throws(() => reportOf(payment('INITIATION_COMPLETED', { initiation: { amount } }), false), {
      code: 'bad_provider_answer',
    });
  });
});

test('references are 18 letters and digits, the same for the same attempt only', () => {
  const references = Array.from({ length: 500 }, (_, attempt) => refIdOf({ id: 'payment', attempt }));
  for (const reference of references) assert.match(reference, /^[A-Za-z0-9]{18}$/);
  assert.equal(new Set(references).size, 500);
  assert.equal(refIdOf({ id: 'payment', attempt: 7 }), references[7]);
});

describe('rails', () => {
  const zloty = { ...instruction(), amount: { value: '1', currency: 'PLN' } };
  const crowns = { ...instruction(), amount: { value: '1', currency: 'CZK' } };
  const cases = [
    ['euros by SEPA', instruction(), ['SEPA_INSTANT', 'SEPA'], 'SEPA'],
    ['euros by instant transfer, where there is no other', instruction(), ['SEPA_INSTANT'], 'SEPA_INSTANT'],
    ['euros where the list does not say', instruction(), [], 'SEPA'],
    ['pounds', { ...instruction(), ...pounds }, ['FASTER_PAYMENTS'], 'FASTER_PAYMENTS'],
    ['pounds to an IBAN', { ...instruction(), amount: pounds.amount }, ['FASTER_PAYMENTS'], undefined],
    ['zloty', zloty, ['ELIXIR'], 'ELIXIR'],
    ['crowns', crowns, ['EU_DOMESTIC_NON_EURO'], 'EU_DOMESTIC_NON_EURO'],
    ['crowns at a bank for euros', crowns, ['SEPA'], undefined],
  ] as const;
  for (const [name, order, rails, expected] of cases) {
    test(name, () => assert.equal(instrumentFor(order, rails, 'by_currency'), expected));
  }
});

describe('banks', () => {
  const bank = { id: 'b', name: 'B', supportedLocalInstruments: ['SEPA'] };
  const wanting = (...fieldPaths: string[]) =>
    toPayingBank({ ...bank, mandatoryFields: [{ products: ['SIP'], fieldPaths }] });
  test('that want what every order holds ask for nothing', () => {
    assert.deepEqual(wanting('initiation.creditor.name', 'initiation.refId'), { rails: ['SEPA'], asksDebtor: false });
  });
  test('that want the payer’s account ask for it', () => {
    for (const path of ['initiation.debtor', 'initiation.debtor.iban', 'initiation.debtor.name']) {
      assert.equal(wanting(path)?.asksDebtor, true, path);
    }
  });
  test('that want what nobody can be asked for are not paid from', () => {
    for (const path of ['initiation.debtor.address', 'initiation.creditor.address', 'initiation.risk.psuId', 'x']) {
      assert.equal(wanting(path), undefined, path);
    }
  });
  test('that want something for other products only are paid from', () => {
    const mandatoryFields = [{ products: ['VRP'], fieldPaths: ['initiation.risk'] }];
    assert.ok(toPayingBank({ ...bank, mandatoryFields }));
  });
});

describe('forms', () => {
  const field = { id: 'otp', displayName: 'Code', type: 'FIELD' };
  test('with nothing to answer are not shown', () => {
    assert.equal(presentForm({ description: 'Look at your phone' }).kind, 'unsupported');
    assert.equal(presentForm({}).kind, 'unsupported');
  });
  test('of a retry put the hint on the first field that is answered, and on no other', () => {
    const form = presentForm({ description: 'Hello', fields: [field, { ...field, id: 'pin' }], isRetry: true });
    assert(form.kind === 'credentials');
    assert.deepEqual(
      form.fields.map(({ help }) => help !== undefined),
      [false, true, false],
    );
  });
});
