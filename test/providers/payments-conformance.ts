import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Money } from '../../server/contract/money.js';
import { outcomeOf } from '../../server/session/payment-status.js';
import { checkedReport } from '../../server/session/payment-order.js';
import type {
  BeginRequest,
  CallContext,
  PaymentInstruction,
  PaymentReport,
  ResumeInput,
  Step,
} from '../../server/providers/authorisation.js';
import type { Payments, Provider } from '../../server/providers/provider.js';
import { ProviderError } from '../../server/providers/provider-error.js';
import { StepShape } from './shapes.js';

/** A provider of payments in front of its simulator. */
export interface PaymentStage {
  readonly provider: Provider;
  /** The request of a session that pays `payment`, at a bank that sends the shopper to a page of its own. */
  request(payment: PaymentInstruction): BeginRequest;
  /** The shopper at the bank; the raw query of the way back. */
  visit(url: string, decision: 'approve' | 'decline'): Promise<string>;
  /** The money that the simulator's banks have moved. */
  ledger(): readonly Money[];
  /** Lets the answer to the next order get lost after the order had its effect. */
  loseAnswer(): void;
  /** API calls so far. */
  calls(): number;
  close(): Promise<void>;
}

type Redirect = Extract<Step, { kind: 'redirect' }>;
type End =
  | { readonly kind: 'paid'; readonly report: PaymentReport; readonly flow: Step['flow'] }
  | Extract<Step, { kind: 'refused' }>;

const context = (): CallContext => ({
  signal: AbortSignal.timeout(30_000),
  traceId: 'trace-1',
  psu: { ipAddress: '192.0.2.7', userAgent: 'Test/1.0' },
});
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

let orders = 0;
const newOrder = (): PaymentInstruction => ({
  id: `conformance-${(orders += 1)}`,
  attempt: 1,
  amount: { value: `${10 + orders}.50`, currency: 'GBP' },
  creditor: { name: 'Test Shop', account: { scheme: 'sort_code', sortCode: '102030', accountNumber: '12345678' } },
  reference: `Order ${orders}`,
});

/** The suite that every provider runs that makes payments. */
export function paymentsConformance(name: string, make: () => Promise<PaymentStage>): void {
  describe(`${name}: conformance of payments`, () => {
    let stage: PaymentStage, provider: Provider, payments: Payments;
    before(async () => {
      stage = await make();
      ({ provider } = stage);
      assert.ok(provider.payments, 'it says that it makes payments, and has no part for them');
      payments = provider.payments;
    });
    after(() => stage.close());

    const shaped = (step: Step): Step => {
      StepShape.parse(stored(step));
      return stored(step);
    };
    async function begin(order: PaymentInstruction): Promise<Redirect> {
      const step = shaped(await provider.consent.begin(stage.request(order), context()));
      assert.ok(step.kind === 'redirect', `a ${step.kind} step instead of a redirect`);
      return step;
    }
    const resume = async (step: Step, input: ResumeInput): Promise<Step> =>
      shaped(await provider.consent.resume(stored(step.flow), input, context()));

    /** What the session does with steps until the payment is made, over or not to be known. */
    async function follow(order: PaymentInstruction, first: Step): Promise<End> {
      let step = first;
      for (let looks = 0; looks < 15; looks++) {
        if (step.kind === 'refused') return step;
        if (step.kind === 'paid') {
          const report = checkedReport(step.payment, order);
          assert.notEqual(report.code, 'payment_mismatch', report.detail);
          if (outcomeOf(report.status) !== 'open') return { kind: 'paid', report, flow: step.flow };
        }
        step = step.kind === 'authorised' ? await send(order, step) : await resume(step, { kind: 'poll' });
      }
      return assert.fail(`it stays at ${step.kind}`);
    }

    async function send(order: PaymentInstruction, step: Extract<Step, { kind: 'authorised' }>): Promise<Step> {
      assert.ok(payments.initiate, 'a grant, and nothing that could pay with it');
      try {
        return shaped(await payments.initiate(stored(step.grant), order, stored(step.flow), context()));
      } catch (error) {
        if (!(error instanceof ProviderError && error.inDoubt)) throw error;
        return resume(step, { kind: 'poll' });
      }
    }
    async function pay(
      order: PaymentInstruction,
      decision: 'approve' | 'decline' = 'approve',
    ): Promise<{ step: Redirect; query: string; end: End }> {
      const step = await begin(order);
      const query = await stage.visit(step.url, decision);
      return { step, query, end: await follow(order, await resume(step, { kind: 'callback', query })) };
    }
    const paid = (end: End): PaymentReport => {
      assert.ok(end.kind === 'paid', `it is refused: ${end.kind === 'refused' ? end.code : ''}`);
      return end.report;
    };
    /** Money that moved while `call` ran. */
    async function moving(call: () => Promise<unknown>): Promise<readonly Money[]> {
      const known = stage.ledger().length;
      await call();
      return stage.ledger().slice(known);
    }

    test('lists banks that can be paid from', async () => {
      const banks = await provider.banks(context());
      assert.ok(banks.some((bank) => bank.payments !== false));
    });

    test('an approved payment is made once, of the amount that was ordered', async () => {
      const order = newOrder();
      const moved = await moving(async () => {
        const { status } = paid((await pay(order)).end);
        assert.equal(outcomeOf(status), 'made');
      });
      assert.deepEqual(moved, [order.amount]);
    });

    test('a declined payment is not made', async () => {
      const moved = await moving(async () => {
        const { end } = await pay(newOrder(), 'decline');
        if (end.kind === 'paid') assert.equal(outcomeOf(end.report.status), 'over');
        else assert.ok(['declined', 'access_denied'].includes(end.code), end.code);
      });
      assert.deepEqual(moved, []);
    });

    test('nothing is paid before the shopper was at the bank, however often one looks', async () => {
      const moved = await moving(async () => {
        const step = await begin(newOrder());
        for (let looks = 0; looks < 3; looks++) {
          const same = await resume(step, { kind: 'poll' });
          assert.ok(same.kind === 'redirect', same.kind);
          assert.equal(same.url, step.url);
        }
      });
      assert.deepEqual(moved, []);
    });

    test('a callback that comes again pays nothing again', async () => {
      const order = newOrder();
      const { step, query } = await pay(order);
      const moved = await moving(async () => {
        const again = await resume(step, { kind: 'callback', query }).catch((error: unknown) => {
          assert.ok(error instanceof ProviderError, String(error));
          return undefined;
        });
        if (again?.kind === 'paid') await follow(order, again);
        else if (again !== undefined) assert.equal(again.kind, 'refused');
      });
      assert.deepEqual(moved, []);
    });

    test('the status can be asked for as often as one likes, by the flow alone', async () => {
      const { end } = await pay(newOrder());
      const moved = await moving(async () => {
        let { flow } = end;
        for (let looks = 0; looks < 3; looks++) {
          const told = await payments.status(stored(flow), context());
          assert.equal(outcomeOf(told.payment.status), 'made');
          ({ flow } = told);
        }
      });
      assert.deepEqual(moved, []);
    });

    test('an order whose answer is lost is paid once, and its end is known', async () => {
      const order = newOrder();
      const moved = await moving(async () => {
        stage.loseAnswer();
        assert.equal(outcomeOf(paid((await pay(order)).end).status), 'made');
      });
      assert.deepEqual(moved, [order.amount]);
    });

    test('two orders are two payments', async () => {
      const [one, other] = [newOrder(), newOrder()];
      const moved = await moving(async () => {
        const [first, second] = [await begin(one), await begin(other)];
        for (const [order, step] of [
          [other, second],
          [one, first],
        ] as const) {
          const query = await stage.visit(step.url, 'approve');
          await follow(order, await resume(step, { kind: 'callback', query }));
        }
      });
      assert.deepEqual(moved, [other.amount, one.amount]);
    });

    test('a callback of another payment is refused without a call', async () => {
      const [mine, theirs] = [await begin(newOrder()), await begin(newOrder())];
      const query = await stage.visit(theirs.url, 'approve');
      const calls = stage.calls();
      await assert.rejects(resume(mine, { kind: 'callback', query }), { code: 'invalid_callback' });
      assert.equal(stage.calls(), calls);
    });

    test('a payment that was left is not made any more', async () => {
      const moved = await moving(async () => {
        const { flow } = await begin(newOrder());
        await provider.consent.cancel(stored(flow), context());
        if (flow.paymentId === undefined) return;
        const { cancel } = payments;
        assert.ok(cancel, 'a payment waits, and nothing could call it off');
        const { payment } = await cancel(stored(flow), context());
        assert.equal(outcomeOf(payment.status), 'over');
      });
      assert.deepEqual(moved, []);
    });
  });
}
