import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import type { Provider } from '../../../../server/providers/provider.js';
import type { ProviderBank } from '../../../../server/providers/provider-data.js';
import { context, newProvider, startSandbox } from './kit.js';
import { fieldsOf, instruction, moves, orders, pounds, Purchase } from './payment-kit.js';

let sandbox: TokenIoSandbox;
let provider: Provider;
let banks: readonly ProviderBank[];
let movedBefore = 0;
/** Money that has moved since the test began. */
const moved = (): number => moves(sandbox) - movedBefore;

const options = () => ({ payments: true, hostedPagesUrl: sandbox.apiOrigin });
before(async () => {
  sandbox = await startSandbox();
  provider = newProvider(sandbox.apiOrigin, 'api', options());
  banks = await provider.banks(context());
});
after(() => sandbox.close());
beforeEach(() => {
  sandbox.control.reset();
  movedBefore = moves(sandbox);
});

const bankOf = (id: string): ProviderBank => {
  const bank = banks.find((candidate) => candidate.id === id);
  assert(bank, `no bank ${id}`);
  return bank;
};
const purchase = (bankId: string, order = instruction(), by = provider): Purchase =>
  new Purchase(by, bankOf(bankId), order);
const userAndPin = { username: 'user', pin: '1234' };

function onThePhone(decision: 'approved' | 'declined'): void {
  const newest = sandbox.control.approvals.waiting().at(-1);
  assert(newest && sandbox.control.approvals.decide(newest.id, decision), 'nothing waits on the phone');
}

describe('the bank list', () => {
  test('says which banks can be paid from, and by what', () => {
    assert.deepEqual(bankOf('sim-redirect').data['paying'], {
      rails: ['SEPA', 'SEPA_INSTANT', 'FASTER_PAYMENTS'],
      asksDebtor: false,
    });
    assert.equal(bankOf('sim-redirect').payments, undefined);
    assert.equal(bankOf('sim-expired').payments, false);
    assert.deepEqual([bankOf('sim-pay-rejected').accounts, bankOf('sim-pay-rejected').payments], [false, undefined]);
    assert.equal((bankOf('sim-pay-debtor').data['paying'] as { asksDebtor: boolean }).asksDebtor, true);
  });
  test('says nothing of payments where the member makes none', async () => {
    const reader = newProvider(sandbox.apiOrigin);
    assert.equal(reader.payments, undefined);
    const listed = await reader.banks(context());
    assert.ok(listed.every((bank) => bank.payments === undefined && bank.accounts === undefined));
    assert.ok(!listed.some(({ id }) => id === 'sim-pay-rejected'));
  });
});

describe('by redirect', () => {
  test('orders first, sends the shopper to the bank, and reads what became of it', async () => {
    const by = purchase('sim-redirect');
    assert.equal((await by.start()).kind, 'redirect');
    const { flow } = by.step;
    assert.match(flow.paymentId ?? '', /^pm2:/);
    assert.equal(flow.correlationId, flow.paymentId);
    assert.equal(moved(), 0);
    const query = await by.visitBank();
    assert.equal(provider.consent.correlate(new URLSearchParams(query)), flow.correlationId);
    await by.resume({ kind: 'callback', query });
    assert.deepEqual([by.report.status, by.report.id], ['pending', flow.paymentId]);
    assert.equal((await by.outcome()).status, 'completed');
    assert.deepEqual(by.report.echo, {
      amount: { value: '12.50', currency: 'EUR' },
      creditorName: 'Larch & Lumen',
      creditorAccount: { scheme: 'iban', iban: 'DE89370400440532013000' },
      reference: 'Order 17',
    });
    assert.equal(moved(), 1);
  });

  test('gives Token.io the order, our consent and a reference, and no more', async () => {
    await purchase('sim-redirect', instruction({ id: 'the-order' })).start();
    const [call] = orders(sandbox);
    const { initiation, ...rest } = call?.body as { initiation: Record<string, unknown> };
    const { callbackState, refId, ...others } = initiation;
    assert.deepEqual(rest, { pispConsentAccepted: true });
    assert.match(String(refId), /^[A-Za-z0-9]{18}$/);
    assert.ok(String(callbackState).length >= 22);
    assert.deepEqual(others, {
      bankId: 'sim-redirect',
      remittanceInformationPrimary: 'Order 17',
      amount: { value: '12.50', currency: 'EUR' },
      localInstrument: 'SEPA',
      creditor: { iban: 'DE89370400440532013000', name: 'Larch & Lumen' },
      callbackUrl: 'http://127.0.0.1:1/callback/shop/token-io',
      flowType: 'API_ONLY',
    });
    assert.equal(call?.headers['token-customer-ip-address'], '192.0.2.7');
  });

  const ends: Record<
    string,
    readonly [bank: string, action: string, status: string, code: string | undefined, money: number]
  > = {
    'the shopper declines': ['sim-redirect', 'access_denied', 'cancelled', 'declined', 0],
    'the account is empty': ['sim-redirect', 'insufficient_funds', 'rejected', 'insufficient_funds', 0],
    'the bank cannot be reached': ['sim-redirect', 'temporarily_unavailable', 'failed', 'bank_unavailable', 0],
    'the bank rejects': ['sim-pay-rejected', 'approve', 'rejected', 'payment_rejected', 0],
    'the bank finds no money': ['sim-pay-no-funds', 'approve', 'rejected', 'insufficient_funds', 0],
    'the bank fails after its page': ['sim-pay-failed-later', 'approve', 'failed', 'bank_unavailable', 0],
    'the bank does not answer in time': ['sim-pay-expired', 'approve', 'unknown', undefined, 0],
    'the bank is still at it': ['sim-pay-processing', 'approve', 'accepted', undefined, 1],
    'nobody names an end': ['sim-pay-unknown-result', 'approve', 'unknown', undefined, 1],
    'the payment is redeemed first': ['sim-pay-redemption', 'approve', 'completed', undefined, 1],
    'the status is news to us': ['sim-pay-unknown-status', 'approve', 'completed', undefined, 1],
  };
  for (const [name, [bank, action, status, code, money]] of Object.entries(ends)) {
    test(`ends as ${status} when ${name}`, async () => {
      const by = purchase(bank);
      await by.start();
      await by.comeBack(action);
      const report = await by.outcome();
      assert.deepEqual([report.status, report.code], [status, code]);
      assert.equal(moved(), money);
    });
  }

  test('fails at once when the bank cannot be reached at once', async () => {
    const by = purchase('sim-pay-failed');
    await by.start();
    assert.deepEqual([by.report.status, by.report.code], ['failed', 'bank_unavailable']);
  });
  test('visits the bank twice where that is wanted', async () => {
    const by = purchase('sim-multi-redirect');
    await by.start();
    await by.comeBack();
    assert.equal((await by.outcome()).status, 'completed');
    assert.equal(moved(), 1);
  });
  test('shows the same visit to a look, and none twice that was made', async () => {
    const by = purchase('sim-redirect');
    const first = await by.start();
    const again = await by.resume({ kind: 'poll' });
    assert(first.kind === 'redirect' && again.kind === 'redirect');
    assert.equal(again.url, first.url);
    sandbox.control.payments.set(first.flow.paymentId ?? '', 'INITIATION_PENDING');
    const back = await by.resume({ kind: 'callback', query: `payment-id=${first.flow.paymentId}` });
    assert.equal(back.kind, 'paid');
  });
  test('is found by a look when the shopper never came back', async () => {
    const by = purchase('sim-redirect');
    await by.start();
    await by.visitBank();
    await by.resume({ kind: 'poll' });
    assert.equal((await by.outcome()).status, 'completed');
  });
  test('expires when nobody approves it', async () => {
    const late = await startSandbox();
    const payer = newProvider(late.apiOrigin, 'api', { payments: true });
    const by = new Purchase(payer, bankOf('sim-redirect'));
    await by.start();
    late.control.clock.advance(40 * 60_000);
    await by.resume({ kind: 'poll' });
    assert.deepEqual([by.report.status, by.report.code], ['expired', 'authorisation_expired']);
    await late.close();
  });

  for (const [name, query] of Object.entries({
    'of another payment': 'payment-id=pm2:other:5zKtXEAq',
    'with another state': 'payment-id={id}&state=guess',
    'of another member': 'payment-id={id}&member-id=m:other:5zKtXEAq',
    'of a token request': 'request-id=rq:1:5zKtXEAq&request_id=rq:1:5zKtXEAq',
    'with the id twice': 'payment-id={id}&payment-id={id}',
  })) {
    test(`takes no callback ${name}, and makes no call for it`, async () => {
      const by = purchase('sim-redirect');
      await by.start();
      const calls = sandbox.control.calls.list().length;
      const input = { kind: 'callback', query: query.replaceAll('{id}', by.step.flow.paymentId ?? '') } as const;
      await assert.rejects(provider.consent.resume(by.step.flow, input, context()), { code: 'invalid_callback' });
      assert.equal(sandbox.control.calls.list().length, calls);
    });
  }
});

describe('embedded', () => {
  test('goes from step to step, says when an answer was wrong, and pays once', async () => {
    const by = purchase('sim-embedded-n');
    assert.deepEqual(fieldsOf(await by.start()), [
      { kind: 'text', id: 'username' },
      { kind: 'password', id: 'pin' },
    ]);
    assert.deepEqual(fieldsOf(await by.submit(userAndPin)), [{ kind: 'choice', id: 'scaMethod' }]);
    const otp = fieldsOf(await by.submit({ scaMethod: 'SMS' }));
    assert.deepEqual(
      otp.map(({ kind }) => kind),
      ['message', 'otp'],
    );
    const again = fieldsOf(await by.submit({ 4711: '000000' }));
    assert.deepEqual(
      again.map(({ kind }) => kind),
      ['message', 'otp'],
    );
    assert.match(again[1]?.help ?? '', /was not right/);
    assert.equal(again[0]?.help, undefined);
    assert.equal(moved(), 0);
    await by.submit({ 4711: '123456' });
    assert.equal((await by.outcome()).status, 'completed');
    assert.equal(moved(), 1);
  });
  test('is over after too many wrong answers', async () => {
    const by = purchase('sim-embedded-1');
    await by.start();
    for (const pin of ['1', '2', '3']) await by.submit({ username: 'user', pin });
    assert.deepEqual([(await by.outcome()).status, by.report.code], ['rejected', 'payment_rejected']);
  });
  test('shows the same fields to an answer that is not complete, without a call', async () => {
    const by = purchase('sim-embedded-1');
    const first = await by.start();
    const calls = sandbox.control.calls.list().length;
    assert.deepEqual(await by.submit({ username: 'user' }), first);
    assert.equal(sandbox.control.calls.list().length, calls);
    assert.deepEqual(await by.resume({ kind: 'poll' }), first);
  });
  for (const [bank, kind] of [
    ['sim-image', 'image'],
    ['sim-flicker', 'flicker'],
  ] as const) {
    test(`shows the ${kind} of the step, and takes the TAN`, async () => {
      const by = purchase(bank);
      await by.start();
      const fields = fieldsOf(await by.submit({ username: 'user' }));
      assert.deepEqual(
        fields.map((field) => field.kind),
        [kind, 'otp'],
      );
      await by.submit({ tan: '654321' });
      assert.equal((await by.outcome()).status, 'completed');
    });
  }
  test('takes a confirmation, or a no', async () => {
    for (const [answer, status] of [
      ['Confirm', 'completed'],
      ['Decline', 'cancelled'],
    ] as const) {
      const by = purchase('sim-confirm');
      assert.deepEqual(
        fieldsOf(await by.start()).map(({ kind }) => kind),
        ['message', 'choice'],
      );
      await by.submit({ confirmation: answer });
      assert.equal((await by.outcome()).status, status);
    }
    assert.equal(moved(), 1);
  });
  test('goes before and after a redirect', async () => {
    const before = purchase('sim-embedded-then-redirect');
    await before.start();
    assert.equal((await before.submit({ username: 'user' })).kind, 'redirect');
    await before.comeBack();
    assert.equal((await before.outcome()).status, 'completed');
    const after = purchase('sim-redirect-then-otp');
    await after.start();
    fieldsOf(await after.comeBack());
    await after.submit({ 4711: '123456' });
    assert.equal((await after.outcome()).status, 'completed');
  });
  test('asks nothing that nobody can answer safely', async () => {
    const by = purchase('sim-pay-unknown-field');
    const step = await by.start();
    assert(step.kind === 'refused');
    assert.equal(step.code, 'unsupported_step');
    assert.ok(step.flow.paymentId);
  });
  test('is read when the answer to what was typed is lost', async () => {
    const by = purchase('sim-embedded-1');
    await by.start();
    sandbox.control.faults.add({ path: '/v2/payments/*/embedded-auth', drop: 'after' });
    await by.submit(userAndPin);
    assert.equal((await by.outcome()).status, 'completed');
    assert.equal(moved(), 1);
  });
  test('shows where the payment stands when an answer is refused', async () => {
    const by = purchase('sim-embedded-1');
    const first = fieldsOf(await by.start());
    sandbox.control.faults.add({ path: '/v2/payments/*/embedded-auth', error: { status: 'INVALID_ARGUMENT' } });
    assert.deepEqual(fieldsOf(await by.submit(userAndPin)), first);
    await by.submit(userAndPin);
    assert.equal((await by.outcome()).status, 'completed');
  });
});

describe('decoupled', () => {
  const approve = async (bank = 'sim-decoupled'): Promise<Purchase> => {
    const by = purchase(bank);
    await by.start();
    await by.submit({ username: 'user' });
    return by;
  };
  test('waits for the phone without anything to say or to send', async () => {
    const by = await approve();
    assert(by.step.kind === 'decoupled');
    assert.deepEqual([by.step.message, by.step.needsConfirmation], ['', false]);
    assert.equal((await by.resume({ kind: 'poll' })).kind, 'decoupled');
    const posts = sandbox.control.calls.list().filter(({ method }) => method === 'POST').length;
    onThePhone('approved');
    await by.resume({ kind: 'poll' });
    assert.equal((await by.outcome()).status, 'completed');
    assert.equal(sandbox.control.calls.list().filter(({ method }) => method === 'POST').length, posts);
    assert.equal(moved(), 1);
  });
  test('is declined on the phone', async () => {
    const by = await approve();
    onThePhone('declined');
    await by.resume({ kind: 'poll' });
    assert.deepEqual([by.report.status, by.report.code], ['cancelled', 'declined']);
  });
  test('waits for a second approval', async () => {
    const by = await approve('sim-decoupled-rounds');
    onThePhone('approved');
    assert.equal((await by.resume({ kind: 'poll' })).kind, 'decoupled');
    onThePhone('approved');
    await by.resume({ kind: 'poll' });
    assert.equal((await by.outcome()).status, 'completed');
  });
});

describe('the payer’s account', () => {
  test('is asked for where the bank wants it named, and checked before anything is sent', async () => {
    const by = purchase('sim-pay-debtor');
    assert.deepEqual(
      fieldsOf(await by.start()).map(({ id }) => id),
      ['debtor-iban', 'debtor-name'],
    );
    assert.equal(by.step.flow.paymentId, undefined);
    const again = await by.submit({ 'debtor-iban': 'DE89370400440532013001', 'debtor-name': 'Ada' });
    assert.match(fieldsOf(again)[0]?.help ?? '', /not valid/);
    assert.equal(orders(sandbox).length, 0);
    const step = await by.submit({ 'debtor-iban': 'de89 3704 0044 0532 0130 00', 'debtor-name': ' Ada  Payer ' });
    assert.equal(step.kind, 'redirect');
    const { initiation } = orders(sandbox)[0]?.body as { initiation: { debtor: unknown } };
    assert.deepEqual(initiation.debtor, { iban: 'DE89370400440532013000', name: 'Ada Payer' });
  });
});

describe('pounds', () => {
  test('go by Faster Payments, to a sort code', async () => {
    const by = purchase('sim-redirect', instruction(pounds));
    await by.start();
    await by.comeBack();
    assert.equal((await by.outcome()).status, 'completed');
    assert.deepEqual(by.report.echo?.creditorAccount, {
      scheme: 'sort_code',
      sortCode: '102030',
      accountNumber: '12345678',
    });
    const { initiation } = orders(sandbox)[0]?.body as { initiation: { localInstrument: string } };
    assert.equal(initiation.localInstrument, 'FASTER_PAYMENTS');
  });
  test('are not taken by a bank without that rail, and nothing is sent', async () => {
    const german = banks.find(({ id, payments }) => id.startsWith('ngp-de-') && payments === undefined);
    assert(german);
    const by = new Purchase(provider, german, instruction(pounds));
    await assert.rejects(by.start(), { code: 'bank_not_supported' });
    assert.equal(orders(sandbox).length, 0);
  });
  test('and euros go by what Token.io chooses, where the configuration leaves it the choice', async () => {
    const chooser = newProvider(sandbox.apiOrigin, 'api', { ...options(), localInstrument: 'auto_select' });
    await purchase('sim-redirect', instruction(pounds), chooser).start();
    const { initiation } = orders(sandbox)[0]?.body as { initiation: { localInstrument: string } };
    assert.equal(initiation.localInstrument, 'AUTO_SELECT');
  });
});

describe('the answer to the order', () => {
  test('that is lost is looked for by reference, and the order is not sent again', async () => {
    sandbox.control.faults.add({ method: 'POST', path: '/v2/payments', drop: 'after' });
    const by = purchase('sim-redirect');
    assert.equal((await by.start()).kind, 'redirect');
    assert.equal(orders(sandbox).length, 1);
    await by.comeBack();
    assert.equal((await by.outcome()).status, 'completed');
    assert.equal(moved(), 1);
  });
  test('that says the reference was used leads to the payment that used it', async () => {
    sandbox.control.faults.add({ method: 'POST', path: '/v2/payments', duplicate: true });
    const by = purchase('sim-redirect');
    assert.equal((await by.start()).kind, 'redirect');
    assert.equal(sandbox.control.payments.list().filter(({ id }) => id === by.step.flow.paymentId).length, 1);
  });
  test('is the same payment when the same attempt is begun again, and another for another attempt', async () => {
    const order = instruction();
    const [first, again, other] = [
      purchase('sim-redirect', order),
      purchase('sim-redirect', order),
      purchase('sim-redirect', { ...order, attempt: 2 }),
    ];
    for (const by of [first, again, other]) await by.start();
    assert.equal(again.step.flow.paymentId, first.step.flow.paymentId);
    assert.notEqual(other.step.flow.paymentId, first.step.flow.paymentId);
    await again.comeBack();
    assert.equal((await again.outcome()).status, 'completed');
  });
  test('that never came is waited for, and given up when nothing arrived', async () => {
    let ahead = 0;
    const payer = newProvider(sandbox.apiOrigin, 'api', options(), { now: () => Date.now() + ahead });
    sandbox.control.faults.add({ method: 'POST', path: '/v2/payments', drop: 'before' });
    const by = purchase('sim-redirect', instruction(), payer);
    await by.start();
    assert.equal(by.report.status, 'unknown');
    assert.ok(by.step.flow.paymentId, 'an order whose arrival is in doubt is not forgotten');
    await by.resume({ kind: 'poll' });
    assert.equal(by.report.status, 'unknown');
    ahead = 30_000;
    await by.resume({ kind: 'poll' }).catch(() => undefined);
    assert.deepEqual([by.report.status, by.report.code], ['failed', 'provider_unavailable']);
    assert.equal(orders(sandbox).length, 1);
  });
  test('that was in doubt and arrived late goes on as if nothing had been', async () => {
    sandbox.control.faults.add({ method: 'POST', path: '/v2/payments', drop: 'after' });
    sandbox.control.faults.add({ method: 'GET', path: '/v2/payments', times: 3, error: { status: 'UNAVAILABLE' } });
    const by = purchase('sim-redirect');
    await by.start();
    assert.equal(by.report.status, 'unknown');
    assert.equal((await by.resume({ kind: 'poll' })).kind, 'redirect');
  });
  for (const [status, code] of [
    ['RESOURCE_EXHAUSTED', 'provider_rate_limited'],
    ['UNAUTHENTICATED', 'provider_misconfigured'],
    ['INVALID_ARGUMENT', 'provider_rejected'],
  ] as const) {
    test(`that is ${status} is a refusal, once it is sure that nothing is there`, async () => {
      sandbox.control.faults.add({ method: 'POST', path: '/v2/payments', error: { status } });
      await assert.rejects(purchase('sim-redirect').start(), { code });
      assert.deepEqual(
        sandbox.control.calls.list().map(({ method, path }) => `${method} ${path}`),
        ['POST /v2/payments', 'GET /v2/payments'],
      );
    });
  }
  test('that names another amount shows the shopper nothing to approve', async () => {
    const by = purchase('sim-pay-wrong-echo');
    assert.equal((await by.start()).kind, 'paid');
    assert.deepEqual(by.report.echo?.amount, { value: '13.50', currency: 'EUR' });
  });
});

describe('a payment that is left', () => {
  test('is called off at Token.io, as often as one likes', async () => {
    const by = purchase('sim-redirect');
    const { flow } = await by.start();
    for (let time = 0; time < 2; time += 1) {
      const left = await provider.payments?.cancel?.(flow, context());
      assert.equal(left?.payment.status, 'cancelled');
    }
    await provider.consent.cancel(flow, context());
    assert.equal(moved(), 0);
  });
  test('is reported as made when it was made after all', async () => {
    const by = purchase('sim-redirect');
    const { flow } = await by.start();
    await by.visitBank();
    const left = await provider.payments?.cancel?.(flow, context());
    assert.notEqual(left?.payment.status, 'cancelled');
    await by.resume({ kind: 'poll' });
    assert.equal((await by.outcome()).status, 'completed');
  });
  test('is only looked at where Token.io does not know the call', async () => {
    const by = purchase('sim-redirect');
    const { flow } = await by.start();
    sandbox.control.faults.add({ method: 'DELETE', path: '/v2/payments/*', error: { status: 'UNIMPLEMENTED' } });
    assert.equal((await provider.payments?.cancel?.(flow, context()))?.payment.status, 'pending');
  });
});

describe('the status', () => {
  test('is told long after, by the flow alone', async () => {
    const by = purchase('sim-pay-settled');
    await by.start();
    await by.comeBack();
    await by.outcome();
    let { flow } = by.step;
    let status: string | undefined;
    for (let looks = 0; looks < 5; looks++) {
      const told = await provider.payments?.status(structuredClone(flow), context());
      assert(told);
      ({ flow } = told);
      ({ status } = told.payment);
    }
    assert.equal(status, 'settled');
    assert.equal(moved(), 1);
  });
  test('of an expiry after the bank had the order is unknown, not unpaid', async () => {
    const by = purchase('sim-pay-processing');
    await by.start();
    await by.comeBack();
    assert.equal((await by.outcome()).status, 'accepted');
    sandbox.control.payments.set(by.step.flow.paymentId ?? '', 'INITIATION_EXPIRED');
    assert.equal((await provider.payments?.status(by.step.flow, context()))?.payment.status, 'unknown');
  });
});

describe('direct callbacks', () => {
  test('are found by our state, handed to Token.io once, and read when that fails', async () => {
    const direct = newProvider(sandbox.apiOrigin, 'tpp', options());
    const by = purchase('sim-tpp-redirect', instruction(), direct);
    await by.start();
    const query = await by.visitBank();
    assert.equal(direct.consent.correlate(new URLSearchParams(query)), by.step.flow.correlationId);
    const before = structuredClone(by.step.flow);
    await by.resume({ kind: 'callback', query });
    assert.equal((await by.outcome()).status, 'completed');
    const replayed = await direct.consent.resume(before, { kind: 'callback', query }, context());
    assert.equal(replayed.kind, 'paid');
    assert.equal(moved(), 1);
  });
});

describe('Hosted Pages', () => {
  test('take the whole payment', async () => {
    const hosted = newProvider(sandbox.apiOrigin, 'hosted', options());
    const by = purchase('sim-hosted', instruction(), hosted);
    const step = await by.start();
    assert(step.kind === 'redirect');
    assert.match(step.url, /\/session\/pm2:/);
    const { initiation } = orders(sandbox)[0]?.body as { initiation: { flowType: string } };
    assert.equal(initiation.flowType, 'FULL_HOSTED_PAGES');
    const bank = await fetch(step.url, { redirect: 'manual' });
    const { visitBank } = await import('./kit.js');
    await by.resume({ kind: 'callback', query: await visitBank(bank.headers.get('location') ?? '', 'approve') });
    assert.equal((await by.outcome()).status, 'completed');
  });
  test('take the fields alone where the configuration says so', async () => {
    const mixed = newProvider(sandbox.apiOrigin, 'api', { ...options(), embeddedSteps: 'hosted' });
    const by = purchase('sim-embedded-1', instruction(), mixed);
    const step = await by.start();
    assert(step.kind === 'redirect');
    assert.match(step.url, /\/session\/pm2:/);
  });
});
