import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { TellConnectSandbox } from '../../../../demo/sandbox/tell-connect/index.js';
import type { PaymentInstruction, Step } from '../../../../server/providers/authorisation.js';
import type { Provider } from '../../../../server/providers/provider.js';
import { ProviderError } from '../../../../server/providers/provider-error.js';
import { begin, comeBack, context, newGrant, newProvider, startSandbox, visitBank } from './kit.js';

const order: PaymentInstruction = {
  id: 'payment-1',
  attempt: 1,
  amount: { value: '12.50', currency: 'GBP' },
  creditor: { name: 'Shop Ltd', account: { scheme: 'sort_code', sortCode: '040004', accountNumber: '12345678' } },
  reference: 'Order 7',
};
const hour = 3_600_000;

describe('payments by tell.connect', () => {
  let sandbox: TellConnectSandbox;
  let provider: Provider;
  let nowOffset = 0;

  before(async () => {
    sandbox = await startSandbox(() => Date.now() + nowOffset);
  });
  after(() => sandbox.close());
  beforeEach(() => {
    sandbox.control.reset();
    nowOffset = 0;
    provider = newProvider(sandbox.apiOrigin, {}, { now: () => Date.now() + nowOffset });
  });

  function paymentsOf({ payments }: Provider) {
    assert.ok(payments?.initiate);
    const { initiate, status } = payments;
    return { initiate, status };
  }

  /** The shopper has agreed at the bank. */
  async function authorised(payer = provider) {
    const step = await begin(payer, { scopes: [], payment: order });
    const done = await comeBack(payer, step, await visitBank(step.url, 'confirm', 'accept'));
    assert.equal(done.kind, 'authorised');
    return structuredClone(done);
  }
  const pay = async (payer = provider) => {
    const { grant, flow } = await authorised(payer);
    return { grant, flow, step: await paymentsOf(payer).initiate(grant, order, flow, context()) };
  };
  const ledger = () => sandbox.control.payments.list();
  const errorFrom = async (run: Promise<unknown>): Promise<ProviderError> => {
    const error = await run.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ProviderError, 'no provider error');
    return error;
  };
  const look = (flow: Step['flow'], payer = provider) =>
    payer.consent.resume(structuredClone(flow), { kind: 'poll' }, context());

  test('ask for consent of scope pisp, and show the shopper nothing else', async () => {
    await begin(provider, { scopes: [], payment: order });
    assert.equal(sandbox.control.intents.list().at(-1)?.scope, 'pisp');
  });

  test('are in the ledger to the letter of the order', async () => {
    const { step } = await pay();
    assert.ok(step.kind === 'paid');
    const entry = ledger().find(({ reference }) => reference === step.payment.id);
    assert.ok(entry);
    assert.deepEqual(
      [
        entry.amount,
        entry.currency,
        entry.creditorName,
        entry.creditorScheme,
        entry.creditorIdentification,
        entry.remittance,
      ],
      ['12.50', 'GBP', 'Shop Ltd', 'SortCodeAccountNumber', '04000412345678', 'Order 7'],
    );
    assert.equal(step.payment.status, 'accepted');
    const { id: _, attempt: __, ...frozen } = order;
    assert.deepEqual(step.payment.echo, {
      amount: frozen.amount,
      creditorName: frozen.creditor.name,
      creditorAccount: frozen.creditor.account,
      reference: frozen.reference,
    });
  });

  for (const [said, status] of [
    ['Pending', 'pending'],
    ['Accepted', 'accepted'],
    ['Completed', 'completed'],
    ['Rejected', 'rejected'],
    ['Failed', 'failed'],
  ] as const) {
    test(`are ${status} when the bank says ${said}`, async () => {
      const { step } = await pay();
      assert.ok(step.kind === 'paid' && step.payment.id !== undefined);
      sandbox.control.payments.decide(step.payment.id, said);
      const next = await look(step.flow);
      assert.ok(next.kind === 'paid');
      assert.equal(next.payment.status, status);
      if (status === 'rejected') assert.equal(next.payment.code, 'insufficient_funds');
    });
  }

  test('are accepted where the bank answers a reference and nothing else', async () => {
    sandbox.control.settings.change({ paymentEcho: 'reference' });
    const { step } = await pay();
    assert.ok(step.kind === 'paid');
    assert.equal(step.payment.status, 'accepted');
    assert.deepEqual(step.payment.echo, {});
  });

  test('with an unknown status are unknown, not made and not refused', async () => {
    sandbox.control.faults.add({
      path: '/v1/payment',
      answer: { status: 200, body: '{"PaymentReference":"p-1","Status":"Pondering"}' },
    });
    const { step } = await pay();
    assert.ok(step.kind === 'paid');
    assert.equal(step.payment.status, 'unknown');
  });

  test('are sent once by a token: a second use does not leave the house', async () => {
    const { grant, flow } = await pay();
    const calls = () =>
      sandbox.control.calls.list().filter(({ method, path }) => method === 'POST' && path.endsWith('/payment'));
    const before = calls().length;
    const error = await errorFrom(paymentsOf(provider).initiate(grant, order, flow, context()));
    assert.equal(error.code, 'payment_unknown');
    assert.ok(error.inDoubt);
    assert.equal(calls().length, before);
  });

  test('are refused by the bank for a token that has paid, and that leaves a doubt', async () => {
    const { grant, flow } = await pay();
    const another = newProvider(sandbox.apiOrigin);
    const error = await errorFrom(paymentsOf(another).initiate(grant, order, flow, context()));
    assert.ok(error.inDoubt);
    assert.equal(ledger().filter(({ consentId }) => consentId === ledger().at(-1)?.consentId).length, 1);
  });

  test('are not made by a grant that reads accounts', async () => {
    const grant = await newGrant(provider);
    const { flow } = await authorised();
    const error = await errorFrom(paymentsOf(provider).initiate(grant, order, flow, context()));
    assert.equal(error.code, 'integrity_failed');
  });

  for (const drop of ['before', 'after'] as const) {
    test(`whose answer is lost ${drop} the effect are in doubt, and the bank can be asked`, async () => {
      const { grant, flow } = await authorised();
      sandbox.control.faults.add({ method: 'POST', path: '/v1/payment', drop });
      const count = ledger().length;
      const error = await errorFrom(paymentsOf(provider).initiate(grant, order, flow, context()));
      assert.ok(error.inDoubt);
      assert.equal(ledger().length, count + (drop === 'after' ? 1 : 0));
      const next = await look(flow);
      assert.ok(next.kind === 'paid');
      assert.equal(next.payment.status, drop === 'after' ? 'accepted' : 'unknown');
    });
  }

  for (const [status, inDoubt] of [
    [400, false],
    [401, false],
    [402, false],
    [403, true],
    [409, true],
    [422, false],
    [429, false],
    [500, true],
    [502, true],
    [302, true],
  ] as const) {
    test(`answered ${status} ${inDoubt ? 'may have been made' : 'were not made'}`, async () => {
      const { grant, flow } = await authorised();
      sandbox.control.faults.add({ method: 'POST', path: '/v1/payment', answer: { status, body: '{"error":"x"}' } });
      const error = await errorFrom(paymentsOf(provider).initiate(grant, order, flow, context()));
      assert.equal(error.inDoubt, inDoubt);
    });
  }

  test('that are not there will never be once the token has ended', async () => {
    const { flow } = await authorised();
    nowOffset = hour;
    const early = await paymentsOf(provider).status(structuredClone(flow), context());
    assert.equal(early.payment.status, 'unknown');
    nowOffset = hour + 61_000;
    const { payment, flow: next } = await paymentsOf(provider).status(structuredClone(early.flow), context());
    assert.equal(payment.status, 'failed');
    assert.notDeepEqual(next, flow, 'a new token was taken to ask with');
  });
});
