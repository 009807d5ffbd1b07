import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import {
  answer,
  CALLBACK_QUERY,
  decide,
  idOf,
  IBAN,
  moved,
  order,
  pay,
  post,
  read,
  statuses,
  statusOf,
  visit,
} from './payer.js';
import { at, call, MEMBER_ID, startSandbox } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const userAndPin = { username: 'user', pin: '1234' };
const fields = (payment: unknown): unknown => at(payment, 'authentication.fields');

describe('an order', () => {
  test('is answered with id, echo, status and the address of the bank', async () => {
    const { status, json } = await post(sandbox, order('sim-redirect', { initiation: { refId: 'ref-echo' } }));
    assert.equal(status, 200);
    const payment = at(json, 'payment');
    assert.match(idOf(payment), /^pm2:\w+:5zKtXEAq$/);
    assert.equal(at(payment, 'memberId'), MEMBER_ID);
    assert.equal(statusOf(payment), 'INITIATION_PENDING_REDIRECT_AUTH');
    assert.deepEqual(Object.keys(at(payment, 'authentication') as object), ['redirectUrl']);
    assert.deepEqual(at(payment, 'initiation'), {
      bankId: 'sim-redirect',
      refId: 'ref-echo',
      remittanceInformationPrimary: 'Order 17',
      amount: { value: '12.50', currency: 'EUR' },
      localInstrument: 'SEPA',
      creditor: { iban: IBAN, name: 'Larch & Lumen' },
      callbackUrl: 'https://tpp.example/paid',
      callbackState: 'state-17',
      flowType: 'API_ONLY',
    });
    assert.match(String(at(payment, 'createdDateTime')), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  type Part = Record<string, unknown>;
  const initiation = (changes: Part): object => ({ initiation: changes });
  const creditor = (party: Part): object => initiation({ creditor: party });
  const gbp = { amount: { value: '1', currency: 'GBP' }, localInstrument: 'FASTER_PAYMENTS' };
  const gbpPayee = { creditor: { sortCode: '102030', accountNumber: '12345678', name: 'Larch' } };
  const refused: Record<string, readonly [options: object, code: string, path?: string]> = {
    'without refId': [initiation({ refId: undefined }), 'Field.Expected', 'initiation.refId'],
    'with a refId of more than 18 characters': [
      initiation({ refId: 'r'.repeat(19) }),
      'Field.InvalidFormat',
      'initiation.refId',
    ],
    'with a refId of other characters': [initiation({ refId: 'r_1' }), 'Field.InvalidFormat', 'initiation.refId'],
    'without remittance information': [
      initiation({ remittanceInformationPrimary: '' }),
      'Field.Expected',
      'initiation.remittanceInformationPrimary',
    ],
    'with remittance information of more than 35 characters': [
      initiation({ remittanceInformationPrimary: 'x'.repeat(36) }),
      'Field.InvalidFormat',
      'initiation.remittanceInformationPrimary',
    ],
    'with remittance information of more than 18 characters by Faster Payments': [
      initiation({ ...gbp, ...gbpPayee, remittanceInformationPrimary: 'x'.repeat(19) }),
      'Field.InvalidFormat',
      'initiation.remittanceInformationPrimary',
    ],
    'with secondary information of more than 140 characters': [
      initiation({ remittanceInformationSecondary: 'x'.repeat(141) }),
      'Field.InvalidFormat',
      'initiation.remittanceInformationSecondary',
    ],
    'with a card number': [initiation({ remittanceInformationPrimary: '4111 1111 1111 1111' }), 'PanDetected'],
    'with a reference of the user of more than 64 characters': [
      initiation({ externalPsuReference: 'x'.repeat(65) }),
      'Field.InvalidFormat',
      'initiation.externalPsuReference',
    ],
    'without an amount': [initiation({ amount: undefined }), 'Field.Expected', 'initiation.amount'],
    'with five decimals': [
      initiation({ amount: { value: '1.00001', currency: 'EUR' } }),
      'Field.InvalidFormat',
      'initiation.amount.value',
    ],
    'with nothing to pay': [
      initiation({ amount: { value: '0.00', currency: 'EUR' } }),
      'Field.Invalid',
      'initiation.amount.value',
    ],
    'with a currency that is none': [
      initiation({ amount: { value: '1', currency: 'eur' } }),
      'Field.InvalidFormat',
      'initiation.amount.currency',
    ],
    'without a way of paying': [
      initiation({ localInstrument: undefined }),
      'Field.Expected',
      'initiation.localInstrument',
    ],
    'with an unknown way of paying': [
      initiation({ localInstrument: 'CASH' }),
      'Field.Invalid',
      'initiation.localInstrument',
    ],
    'with a way that does not carry the currency': [
      initiation({ localInstrument: 'FASTER_PAYMENTS', ...gbpPayee }),
      'Field.Invalid',
      'initiation.localInstrument',
    ],
    'with a way that the bank does not offer': [
      initiation({
        amount: { value: '1', currency: 'PLN' },
        localInstrument: 'ELIXIR',
      }),
      'Bank.FeatureNotSupported',
    ],
    'at a date, which no bank here offers': [initiation({ executionDate: '2031-01-01' }), 'Bank.FeatureNotSupported'],
    'without a payee': [initiation({ creditor: undefined }), 'Field.Expected', 'initiation.creditor'],
    'without the payee’s account': [creditor({ name: 'Larch' }), 'Field.Expected', 'initiation.creditor.iban'],
    'without the payee’s name': [creditor({ iban: IBAN }), 'Field.Expected', 'initiation.creditor.name'],
    'with an IBAN whose check digits are wrong': [
      creditor({ iban: 'DE89370400440532013001', name: 'Larch' }),
      'Field.InvalidFormat',
      'initiation.creditor.iban',
    ],
    'with half an account': [
      initiation({ ...gbp, creditor: { sortCode: '102030', name: 'Larch' } }),
      'Field.Expected',
      'initiation.creditor.accountNumber',
    ],
    'with a sort code with hyphens': [
      initiation({ ...gbp, creditor: { ...gbpPayee.creditor, sortCode: '10-20-30' } }),
      'Field.InvalidFormat',
      'initiation.creditor.sortCode',
    ],
    'from an account without an owner': [
      initiation({ debtor: { iban: IBAN } }),
      'Field.Expected',
      'initiation.debtor.name',
    ],
    'without a callback URL': [initiation({ callbackUrl: undefined }), 'Field.Expected', 'initiation.callbackUrl'],
    'with a plain http callback URL': [
      initiation({ callbackUrl: 'http://tpp.example/paid' }),
      'Field.InvalidFormat',
      'initiation.callbackUrl',
    ],
    'with a callback URL at Token.io': [
      initiation({ callbackUrl: 'https://app.token.io/paid' }),
      'Field.Invalid',
      'initiation.callbackUrl',
    ],
    'without a flow type': [initiation({ flowType: undefined }), 'Field.Expected', 'initiation.flowType'],
    'with an unknown flow type': [initiation({ flowType: 'HOSTED' }), 'Field.Invalid', 'initiation.flowType'],
    'with an unknown bearer of charges': [
      initiation({ chargeBearer: 'ME' }),
      'Field.Invalid',
      'initiation.chargeBearer',
    ],
    'at an unknown bank': [initiation({ bankId: 'no-such-bank' }), 'Field.Invalid', 'initiation.bankId'],
    'at a bank that does not pay': [initiation({ bankId: 'sim-down' }), 'Bank.FeatureNotSupported'],
    'without a bank and without Hosted Pages': [
      initiation({ bankId: undefined }),
      'Field.Expected',
      'initiation.bankId',
    ],
    'without a bank and with fields on Hosted Pages': [
      initiation({ bankId: undefined, flowType: 'EMBEDDED_HOSTED_PAGES' }),
      'Field.Expected',
      'initiation.bankId',
    ],
    'without the consent of the user': [
      { order: { pispConsentAccepted: false } },
      'Field.Expected',
      'pispConsentAccepted',
    ],
    'with initial fields that the bank does not know': [
      { order: { initialEmbeddedAuth: { username: 'user' } } },
      'Field.Invalid',
      'initialEmbeddedAuth.username',
    ],
    'with half of the initial fields': [
      { ...initiation({ bankId: 'sim-embedded-1' }), order: { initialEmbeddedAuth: { username: 'user' } } },
      'Field.Expected',
      'initialEmbeddedAuth.pin',
    ],
    'without what the bank wants to know first': [
      initiation({ bankId: 'sim-pay-debtor' }),
      'Field.Expected',
      'initiation.debtor.iban',
    ],
  };
  for (const [name, [options, code, path]] of Object.entries(refused)) {
    test(`is refused ${name}`, async () => {
      const { status, json } = await post(sandbox, order('sim-redirect', options));
      assert.equal(status, 400);
      assert.equal(at(json, 'error.errorCode'), code);
      assert.deepEqual(at(json, 'error.paths'), path === undefined ? undefined : [path]);
      assert.ok(at(json, 'error.tokenTraceId'));
    });
  }
  const malformed: Record<string, object> = {
    'with an unknown field': { order: { idempotencyKey: 'x' } },
    'with an unknown field of the order': { initiation: { maxAmount: '1' } },
    'with a number as amount': { initiation: { amount: { value: 12.5, currency: 'EUR' } } },
    'with a flag as text': { order: { pispConsentAccepted: 'true' } },
  };
  for (const [name, options] of Object.entries(malformed)) {
    test(`is refused ${name}`, async () =>
      assert.equal((await post(sandbox, order('sim-redirect', options))).status, 400));
  }

  const accepted: Record<string, readonly [bank: string, changes: Part]> = {
    'in pounds by Faster Payments': ['sim-redirect', { ...gbp, ...gbpPayee }],
    'by whatever way Token.io chooses': ['sim-redirect', { localInstrument: 'AUTO_SELECT' }],
    'by instant transfer': ['sim-redirect', { localInstrument: 'SEPA_INSTANT' }],
    'from a named account': ['sim-pay-debtor', { debtor: { iban: IBAN, name: 'Ada Payer' } }],
    'that calls back on loopback without TLS': [
      'sim-redirect',
      { callbackUrl: 'http://connect.localhost:4100/callback' },
    ],
    'to a settlement account': ['sim-redirect', { creditor: { virtualAccountId: 'pa:1:2' } }],
  };
  for (const [name, [bank, changes]] of Object.entries(accepted)) {
    test(`is taken ${name}`, async () => {
      const payment = await pay(sandbox, bank, { initiation: changes });
      assert.equal(statusOf(payment), 'INITIATION_PENDING_REDIRECT_AUTH');
    });
  }

  test('names a reference that was not used before', async () => {
    const body = order('sim-redirect');
    assert.equal((await post(sandbox, body)).status, 200);
    const again = await post(sandbox, body);
    assert.equal(again.status, 400);
    assert.equal(at(again.json, 'error.errorCode'), 'Field.NotUnique');
    assert.deepEqual(at(again.json, 'error.paths'), ['initiation.refId']);
  });
  test('is refused in plain text unless JSON is asked for', async () => {
    const { text } = await call(sandbox, '/v2/payments', { body: order('no-such-bank') });
    assert.equal(text, 'INVALID_ARGUMENT: initiation.bankId: bank no-such-bank not found');
  });
  test('needs a known caller, and belongs to it', async () => {
    assert.equal(
      (await call(sandbox, '/v2/payments', { body: order('sim-redirect'), authorization: null })).status,
      401,
    );
    const other = await call(sandbox, '/v2/payments/pm2:unknown:5zKtXEAq', { headers: { 'token-json-error': 'true' } });
    assert.equal(other.status, 404);
    assert.equal(at(other.json, 'error.paymentId'), 'pm2:unknown:5zKtXEAq');
  });
  test('may set a time limit in whole seconds', async () => {
    assert.equal((await post(sandbox, order('sim-redirect'), { 'request-timeout': '10' })).status, 200);
    assert.equal((await post(sandbox, order('sim-redirect'), { 'request-timeout': 'soon' })).status, 400);
  });
});

const APPROVED = ['INITIATION_PENDING_REDIRECT_AUTH_VERIFICATION', 'INITIATION_PROCESSING'] as const;

describe('a payment by redirect', () => {
  test('shows amount and payee at the bank, calls back with ids and state, and completes', async () => {
    const payment = await pay(sandbox, 'sim-redirect');
    const page = await (await fetch(String(at(payment, 'authentication.redirectUrl')))).text();
    assert.match(page, /12\.50 EUR/);
    assert.match(page, /Larch &amp; Lumen/);
    assert.match(page, /DE89370400440532013000/);
    assert.match(page, /Order 17/);
    const url = await visit(sandbox, payment);
    assert.equal(url.origin + url.pathname, 'https://tpp.example/paid');
    assert.equal(url.search, CALLBACK_QUERY(payment));
    assert.equal(moved(sandbox, payment), 1);
    assert.deepEqual(await statuses(sandbox, payment), [...APPROVED, 'INITIATION_COMPLETED']);
    assert.equal(moved(sandbox, payment), 1);
  });

  const ends: Record<string, readonly [bank: string, action: string, statuses: readonly string[], money: number]> = {
    'is declined by the user': [
      'sim-redirect',
      'access_denied',
      ['INITIATION_PENDING_REDIRECT_AUTH_VERIFICATION', 'INITIATION_DECLINED'],
      0,
    ],
    'finds the bank unavailable': ['sim-redirect', 'temporarily_unavailable', ['INITIATION_FAILED'], 0],
    'finds not enough money': [
      'sim-redirect',
      'insufficient_funds',
      ['INITIATION_PENDING_REDIRECT_AUTH_VERIFICATION', 'INITIATION_REJECTED_INSUFFICIENT_FUNDS'],
      0,
    ],
    'is rejected': ['sim-pay-rejected', 'approve', [...APPROVED, 'INITIATION_REJECTED'], 0],
    'is rejected for want of money': [
      'sim-pay-no-funds',
      'approve',
      [...APPROVED, 'INITIATION_REJECTED_INSUFFICIENT_FUNDS'],
      0,
    ],
    'fails after the visit': ['sim-pay-failed-later', 'approve', ['INITIATION_FAILED'], 0],
    'expires at the bank': ['sim-pay-expired', 'approve', [...APPROVED, 'INITIATION_EXPIRED'], 0],
    'stays in processing': ['sim-pay-processing', 'approve', [...APPROVED], 1],
    'has no final status': [
      'sim-pay-unknown-result',
      'approve',
      [...APPROVED, 'INITIATION_NO_FINAL_STATUS_AVAILABLE'],
      1,
    ],
    'is redeemed': [
      'sim-pay-redemption',
      'approve',
      [
        'INITIATION_PENDING_REDIRECT_AUTH_VERIFICATION',
        'INITIATION_PENDING_REDEMPTION',
        'INITIATION_PENDING_REDEMPTION_VERIFICATION',
        'INITIATION_PROCESSING',
        'INITIATION_COMPLETED',
      ],
      1,
    ],
    'is settled': ['sim-pay-settled', 'approve', [...APPROVED, 'SETTLEMENT_IN_PROGRESS', 'SETTLEMENT_COMPLETED'], 1],
    'is not settled': [
      'sim-pay-not-settled',
      'approve',
      [...APPROVED, 'SETTLEMENT_IN_PROGRESS', 'SETTLEMENT_INCOMPLETE'],
      1,
    ],
    'has a status that nobody knows': [
      'sim-pay-unknown-status',
      'approve',
      ['INITIATION_PENDING_REDIRECT_AUTH_VERIFICATION', 'INITIATION_ON_HOLD', 'INITIATION_COMPLETED'],
      1,
    ],
  };
  for (const [name, [bank, action, expected, money]] of Object.entries(ends)) {
    test(name, async () => {
      const payment = await pay(sandbox, bank);
      await visit(sandbox, payment, action);
      assert.deepEqual(await statuses(sandbox, payment), expected);
      assert.equal(moved(sandbox, payment), money);
    });
  }

  const amounts = { 101: 'INITIATION_COMPLETED', 103: 'INITIATION_REJECTED', 104: 'INITIATION_DECLINED', 105: 'INITIATION_PROCESSING', 108: 'INITIATION_REJECTED_INSUFFICIENT_FUNDS', 117: 'INITIATION_DECLINED', 200: 'INITIATION_COMPLETED' }; // prettier-ignore
  for (const [value, last] of Object.entries(amounts)) {
    test(`of ${value} at mock-redirect ends as ${last}`, async () => {
      const payment = await pay(sandbox, 'mock-redirect', {
        initiation: { amount: { value: `${value}.00`, currency: 'EUR' } },
      });
      await visit(sandbox, payment);
      assert.equal((await statuses(sandbox, payment)).at(-1), last);
    });
  }

  test('fails at once when the bank cannot be reached, and says why', async () => {
    const payment = await pay(sandbox, 'sim-pay-failed');
    assert.equal(statusOf(payment), 'INITIATION_FAILED');
    assert.equal(at(payment, 'errorInfo.httpErrorCode'), 503);
    assert.equal(at(payment, 'errorInfo.tokenExternalError'), true);
  });
  test('is pending first when the bank takes its time', async () => {
    const payment = await pay(sandbox, 'sim-pay-slow');
    assert.equal(statusOf(payment), 'INITIATION_PENDING');
    assert.equal((await answer(sandbox, payment, { username: 'user' })).status, 400);
    assert.deepEqual(await statuses(sandbox, payment), ['INITIATION_PENDING', 'INITIATION_PENDING_EMBEDDED_AUTH']);
    const next = at((await answer(sandbox, payment, { username: 'user' })).json, 'payment');
    assert.equal(statusOf(next), 'INITIATION_PENDING_EMBEDDED_AUTH_VERIFICATION');
    await read(sandbox, payment);
    assert.ok(at(await read(sandbox, payment), 'authentication.redirectUrl'));
  });
  test('visits the bank twice where that is wanted', async () => {
    const payment = await pay(sandbox, 'sim-multi-redirect');
    const second = await visit(sandbox, payment);
    assert.match(second.pathname, /^\/bank\/sim-multi-redirect\/authorize$/);
    assert.equal(moved(sandbox, payment), 0);
    await visit(sandbox, { authentication: { redirectUrl: second.href } });
    assert.equal(moved(sandbox, payment), 1);
  });
  test('is paid once however often the callback is loaded', async () => {
    const payment = await pay(sandbox, 'sim-redirect');
    const address = String(at(payment, 'authentication.redirectUrl'));
    const form = new URLSearchParams({
      visit: new URL(address).searchParams.get('visit') ?? '',
      action: 'approve',
      username: 'user',
      password: '1234',
    });
    const left = await fetch(address.replace(/\?.*/, ''), { method: 'POST', body: form, redirect: 'manual' });
    const hop = left.headers.get('location') ?? '';
    const places = await Promise.all([1, 2, 3].map(() => fetch(hop, { redirect: 'manual' })));
    assert.equal(new Set(places.map(({ headers }) => headers.get('location'))).size, 1);
    assert.equal(moved(sandbox, payment), 1);
    assert.equal((await fetch(address)).status, 410);
  });
  test('names another amount at the bank that garbles orders', async () => {
    assert.equal(at(await pay(sandbox, 'sim-pay-wrong-echo'), 'initiation.amount.value'), '13.50');
  });
});

describe('embedded authentication', () => {
  test('asks for the initial fields unless they came with the order', async () => {
    const asked = await pay(sandbox, 'sim-embedded-1');
    assert.equal(statusOf(asked), 'INITIATION_PENDING_EMBEDDED_AUTH');
    assert.deepEqual(fields(asked), [
      { type: 'FIELD', id: 'username', displayName: 'Username' },
      { type: 'PASSWORD', id: 'pin', displayName: 'PIN' },
    ]);
    assert.equal(moved(sandbox, asked), 0);
    const given = await pay(sandbox, 'sim-embedded-1', { order: { initialEmbeddedAuth: userAndPin } });
    assert.equal(statusOf(given), 'INITIATION_PENDING_EMBEDDED_AUTH_VERIFICATION');
    assert.equal((await statuses(sandbox, given)).at(-1), 'INITIATION_COMPLETED');
  });
  test('goes from step to step, repeats a step whose answer was wrong with isRetry, and completes', async () => {
    const payment = await pay(sandbox, 'sim-embedded-n');
    const choice = at((await answer(sandbox, payment, userAndPin)).json, 'payment');
    assert.deepEqual(at(choice, 'authentication.fields.0.options'), ['SMS', 'Phone call']);
    assert.equal(at(choice, 'authentication.fields.0.type'), 'CHOICE_FIELD');
    const otp = at((await answer(sandbox, payment, { scaMethod: 'SMS' })).json, 'payment');
    assert.equal(at(otp, 'authentication.description'), 'Enter the passcode that your bank has sent to you.');
    assert.equal(at(otp, 'authentication.isRetry'), undefined);
    const wrong = at((await answer(sandbox, payment, { 4711: '1' })).json, 'payment');
    assert.equal(statusOf(wrong), 'INITIATION_PENDING_EMBEDDED_AUTH');
    assert.equal(at(wrong, 'authentication.isRetry'), true);
    assert.deepEqual(fields(wrong), fields(otp));
    assert.equal(moved(sandbox, payment), 0);
    await answer(sandbox, payment, { 4711: '123456' });
    assert.deepEqual(await statuses(sandbox, payment), [
      'INITIATION_PENDING_EMBEDDED_AUTH_VERIFICATION',
      'INITIATION_PROCESSING',
      'INITIATION_COMPLETED',
    ]);
    assert.equal(moved(sandbox, payment), 1);
  });
  test('is rejected after three wrong answers', async () => {
    const payment = await pay(sandbox, 'sim-embedded-1');
    for (const pin of ['1', '2', '3']) await answer(sandbox, payment, { username: 'user', pin });
    assert.equal((await statuses(sandbox, payment)).at(-1), 'INITIATION_REJECTED');
    assert.equal((await answer(sandbox, payment, userAndPin)).status, 400);
    assert.equal(moved(sandbox, payment), 0);
  });

  const refused: Record<string, readonly [values: Record<string, string>, code: string, path: string]> = {
    'an answer that is missing': [{ username: 'user' }, 'Field.Expected', 'embeddedAuth.pin'],
    'an answer that is empty': [{ username: 'user', pin: '' }, 'Field.Expected', 'embeddedAuth.pin'],
    'an answer that was not asked for': [{ ...userAndPin, otp: '1' }, 'Field.Invalid', 'embeddedAuth.otp'],
  };
  for (const [name, [values, code, path]] of Object.entries(refused)) {
    test(`refuses ${name}`, async () => {
      const payment = await pay(sandbox, 'sim-embedded-1');
      const { status, json } = await answer(sandbox, payment, values);
      assert.equal(status, 400);
      assert.deepEqual([at(json, 'error.errorCode'), at(json, 'error.paths')], [code, [path]]);
    });
  }
  test('refuses a choice that was not offered', async () => {
    const payment = await pay(sandbox, 'sim-embedded-n', { order: { initialEmbeddedAuth: userAndPin } });
    assert.equal(
      at((await answer(sandbox, payment, { scaMethod: 'Pigeon' })).json, 'error.errorCode'),
      'Field.Invalid',
    );
  });
  test('brings a picture, or a flicker code, beside the fields', async () => {
    const initialEmbeddedAuth = { username: 'user' };
    const picture = await pay(sandbox, 'sim-image', { order: { initialEmbeddedAuth } });
    const bytes = Buffer.from(String(at(picture, 'authentication.image')), 'base64');
    assert.deepEqual([...bytes.subarray(1, 4)], [80, 78, 71]);
    const flicker = await pay(sandbox, 'sim-flicker', { order: { initialEmbeddedAuth } });
    assert.equal(at(flicker, 'authentication.flickerCode'), '039870110490631098765432100812345678041,00');
    for (const payment of [picture, flicker]) {
      assert.equal((await answer(sandbox, payment, { tan: '654321' })).status, 200);
      assert.equal(moved(sandbox, payment), 1);
    }
  });
  test('takes a confirmation, or the user’s no', async () => {
    const yes = await pay(sandbox, 'sim-confirm');
    await answer(sandbox, yes, { confirmation: 'Confirm' });
    const no = await pay(sandbox, 'sim-confirm');
    await answer(sandbox, no, { confirmation: 'Decline' });
    assert.deepEqual([moved(sandbox, yes), moved(sandbox, no)], [1, 0]);
    assert.equal((await statuses(sandbox, no)).at(-1), 'INITIATION_DECLINED');
  });
  test('may follow a redirect, and a redirect may follow it', async () => {
    const after = await pay(sandbox, 'sim-redirect-then-otp');
    assert.equal((await visit(sandbox, after)).search, CALLBACK_QUERY(after));
    assert.equal(statusOf(await read(sandbox, after)), 'INITIATION_PENDING_EMBEDDED_AUTH');
    await answer(sandbox, after, { 4711: '123456' });
    assert.equal(moved(sandbox, after), 1);
    const before = await pay(sandbox, 'sim-embedded-then-redirect');
    const redirect = at((await answer(sandbox, before, { username: 'user' })).json, 'payment');
    await visit(sandbox, redirect);
    assert.equal(moved(sandbox, before), 1);
  });
  test('leaves no value in the call log', async () => {
    const payment = await pay(sandbox, 'sim-embedded-1', {
      order: { initialEmbeddedAuth: { username: 'user', pin: 'first-pin' } },
    });
    await answer(sandbox, payment, { username: 'user', pin: 'second-pin' });
    const log = JSON.stringify(sandbox.control.calls.list());
    assert.ok(!log.includes('first-pin') && !log.includes('second-pin'));
    assert.match(log, /"embeddedAuth":\{"username":"•••","pin":"•••"\}/);
  });
});

describe('decoupled authentication', () => {
  const decoupled = (bank = 'sim-decoupled') =>
    pay(sandbox, bank, { order: { initialEmbeddedAuth: { username: 'user' } } });

  test('waits without fields or address, and the TPP posts nothing', async () => {
    const payment = await decoupled();
    assert.equal(statusOf(payment), 'INITIATION_PENDING_DECOUPLED_AUTH');
    assert.equal(at(payment, 'authentication'), undefined);
    assert.equal((await answer(sandbox, payment, {})).status, 400);
    assert.deepEqual(await statuses(sandbox, payment), ['INITIATION_PENDING_DECOUPLED_AUTH']);
  });
  test('completes when the user approves, and is declined when not', async () => {
    const [yes, no] = [await decoupled(), await decoupled()];
    assert.ok(decide(sandbox, yes, 'approved'));
    assert.ok(decide(sandbox, no, 'declined'));
    assert.deepEqual(await statuses(sandbox, yes), ['INITIATION_PROCESSING', 'INITIATION_COMPLETED']);
    assert.deepEqual(await statuses(sandbox, no), ['INITIATION_DECLINED']);
    assert.deepEqual([moved(sandbox, yes), moved(sandbox, no)], [1, 0]);
  });
  test('may take two approvals', async () => {
    const payment = await decoupled('sim-decoupled-rounds');
    assert.ok(decide(sandbox, payment, 'approved'));
    assert.equal(moved(sandbox, payment), 0);
    assert.ok(decide(sandbox, payment, 'approved'));
    assert.equal(moved(sandbox, payment), 1);
  });
});

describe('time', () => {
  test('ends a payment that nobody authorised after 40 minutes, at the bank and at the phone as well', async () => {
    const late = await startSandbox();
    const [redirect, phone] = [
      await pay(late, 'sim-redirect'),
      await pay(late, 'sim-decoupled', { order: { initialEmbeddedAuth: { username: 'user' } } }),
    ];
    late.control.clock.advance(40 * 60_000 - 1000);
    assert.deepEqual(await statuses(late, redirect), ['INITIATION_PENDING_REDIRECT_AUTH']);
    late.control.clock.advance(1000);
    assert.equal((await fetch(String(at(redirect, 'authentication.redirectUrl')))).status, 410);
    assert.equal(decide(late, phone, 'approved'), false);
    for (const payment of [redirect, phone]) assert.deepEqual(await statuses(late, payment), ['INITIATION_EXPIRED']);
    assert.deepEqual(late.control.payments.ledger(), []);
    await late.close();
  });
  test('gives a bank up that names no final status for 30 minutes', async () => {
    const late = await startSandbox();
    const payment = await pay(late, 'sim-pay-processing');
    await visit(late, payment);
    await statuses(late, payment);
    late.control.clock.advance(30 * 60_000);
    assert.deepEqual(await statuses(late, payment), ['INITIATION_NO_FINAL_STATUS_AVAILABLE']);
    await late.close();
  });
});

describe('a cancellation', () => {
  const cancel = (payment: unknown) => call(sandbox, `/v2/payments/${idOf(payment)}`, { method: 'DELETE' });
  test('ends a payment that waits for the user, and may be repeated', async () => {
    const payment = await pay(sandbox, 'sim-redirect');
    assert.equal(at((await cancel(payment)).json, 'payment.status'), 'CANCELED');
    assert.equal((await cancel(payment)).status, 200);
    assert.equal((await fetch(String(at(payment, 'authentication.redirectUrl')))).status, 410);
    assert.equal(moved(sandbox, payment), 0);
  });
  test('comes too late once the user has approved', async () => {
    const payment = await pay(sandbox, 'sim-redirect');
    await visit(sandbox, payment);
    assert.equal((await cancel(payment)).status, 400);
    assert.equal((await statuses(sandbox, payment)).at(-1), 'INITIATION_COMPLETED');
  });
});

test('what comes back from a fault is never a second payment', async () => {
  const body = order('sim-embedded-1', { initiation: { refId: 'lost-1' }, order: { initialEmbeddedAuth: userAndPin } });
  sandbox.control.faults.add({ method: 'POST', path: '/v2/payments', drop: 'after' });
  await assert.rejects(post(sandbox, body));
  const found = await call(sandbox, '/v2/payments?limit=10&refIds=lost-1');
  assert.equal(at(found.json, 'payments.0.initiation.refId'), 'lost-1');
  assert.equal(at((await post(sandbox, body)).json, 'error.errorCode'), 'Field.NotUnique');
  const twice = order('sim-embedded-1', {
    initiation: { refId: 'twice-1' },
    order: { initialEmbeddedAuth: userAndPin },
  });
  sandbox.control.faults.add({ method: 'POST', path: '/v2/payments', duplicate: true });
  assert.equal(at((await post(sandbox, twice)).json, 'error.errorCode'), 'Field.NotUnique');
  const refIds = sandbox.control.payments.ledger().map(({ refId }) => refId);
  assert.deepEqual(
    refIds.filter((refId) => refId === 'lost-1' || refId === 'twice-1'),
    ['lost-1', 'twice-1'],
  );
});
