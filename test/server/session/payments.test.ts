import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PaymentStatus } from '../../../server/contract/payments.js';
import type { FlowState, Step } from '../../../server/providers/authorisation.js';
import { defaultLimits } from '../../../server/session/limits.js';
import { paymentStatus } from '../../../server/session/paying.js';
import type { Session, SessionPayment } from '../../../server/session/types.js';
import {
  aSession,
  assertRefused,
  bank,
  events,
  flow,
  grant,
  minute,
  moved,
  otherBank,
  played,
  start,
  states,
  steps,
} from './fixtures.js';

const payment: SessionPayment = {
  id: 'payment',
  order: {
    amount: { value: '12.50', currency: 'EUR' },
    creditor: { name: 'Shop Ltd', account: { scheme: 'iban', iban: 'DE89370400440532013000' } },
    reference: 'Order 7',
  },
  orderHash: 'hash',
};
const paying: FlowState = { correlationId: 'rq:1', data: { at: 'paying' } };
const opened: FlowState = { correlationId: 'rq:1', paymentId: 'pm:1', data: { payment: 'pm:1' } };
const paid = (status: PaymentStatus, of = paying): Step => ({
  kind: 'paid',
  payment: { id: 'pm:1', status },
  flow: of,
});
const authorised: Step = { kind: 'authorised', grant, flow: paying };

const aPaymentSession = (overrides: Partial<Session> = {}): Session =>
  aSession({ payment, params: { ...aSession().params, scopes: [] }, ...overrides });
/** A callback was taken; the provider's answer to call 3 is next. */
const returned = (): Session =>
  aPaymentSession({
    state: {
      status: 'processing',
      bank,
      operation: { kind: 'callback', tries: 1, flow, query: 'code=1', receivedAt: start },
    },
  });
/** The order is on its way, as call 4. */
const sending = (): Session => moved(returned(), events.step(3, authorised)).session;
const statusOf = (session: Session): PaymentStatus => paymentStatus(session, session.payment ?? payment);

describe('a payment by a grant', () => {
  test('is written down before it is sent', () => {
    const { session, effects } = moved(returned(), events.step(3, authorised));
    deepStrictEqual(effects, [{ type: 'pay', call: 4, bank, grant, flow: paying }]);
    ok(session.state.status === 'processing');
    deepStrictEqual(session.state.operation, { kind: 'pay', flow: paying });
    deepStrictEqual(session.payment?.initiation, { bank, flow: paying, at: start, sent: true });
    ok(session.leaseUntil !== undefined);
    strictEqual(statusOf(session), 'pending');
  });

  for (const status of ['accepted', 'completed', 'settled'] as const) {
    test(`that is ${status} completes the session`, () => {
      const { session, effects } = moved(sending(), events.step(4, paid(status)));
      deepStrictEqual(session.state, { status: 'completed', bank, paymentId: 'payment' });
      strictEqual(statusOf(session), status);
      deepStrictEqual(effects, []);
    });
  }

  for (const [status, code] of [
    ['rejected', 'payment_rejected'],
    ['failed', 'payment_rejected'],
    ['cancelled', 'declined'],
    ['expired', 'authorisation_expired'],
  ] as const) {
    test(`that is ${status} ends the attempt, and another may begin`, () => {
      const { session } = moved(sending(), events.step(4, paid(status)));
      ok(session.state.status === 'attempt_failed');
      strictEqual(session.state.failure.code, code);
      strictEqual(session.payment?.initiation, undefined);
      strictEqual(statusOf(session), 'pending');
      const again = played(session, events.chosen(otherBank), events.accepted());
      deepStrictEqual(again.effects, [{ type: 'begin', call: 5, bank: otherBank }]);
      strictEqual(statusOf(moved(session, events.cancelled()).session), status);
    });
  }

  test('of which the provider knows no end is asked about until it does', () => {
    const { session } = moved(sending(), events.step(4, paid('pending')));
    ok(session.state.status === 'awaiting_result');
    const { pollAt } = session.state.polling;
    const look = moved(session, events.pollDue(pollAt));
    deepStrictEqual(look.effects, [{ type: 'resume', call: 5, bank, flow: paying, input: { kind: 'poll' } }]);
    strictEqual(moved(look.session, events.step(5, paid('accepted'), pollAt)).session.state.status, 'completed');
  });

  test('of which nothing is heard in time ends the session, but not as one that may be repeated', () => {
    const { session } = moved(sending(), events.step(4, paid('pending')));
    const late = moved(session, events.deadline(start + defaultLimits.resultMs)).session;
    ok(late.state.status === 'failed');
    strictEqual(late.state.failure.code, 'payment_unknown');
    ok(late.payment?.initiation);
  });

  test('that may have arrived is asked about, and never sent again', () => {
    const { session, effects } = moved(sending(), events.broke(4, { inDoubt: true, retryable: true }));
    deepStrictEqual(effects, [{ type: 'resume', call: 5, bank, flow: paying, input: { kind: 'poll' } }]);
    strictEqual(moved(session, events.step(5, paid('completed'))).session.state.status, 'completed');
  });

  test('that was lost with its server is asked about, and never sent again', () => {
    const { effects } = moved(sending(), events.lost(start + defaultLimits.leaseMs));
    deepStrictEqual(effects, [{ type: 'resume', call: 5, bank, flow: paying, input: { kind: 'poll' } }]);
  });

  test('that nobody can ask about is unknown, and the session is over', () => {
    let { session } = moved(sending(), events.broke(4, { inDoubt: true }));
    for (let tries = 0; session.state.status === 'processing'; tries += 1) {
      ok(tries < 10);
      session = moved(session, events.broke(session.calls)).session;
      if (session.leaseUntil !== undefined) session = moved(session, events.lost(session.leaseUntil)).session;
    }
    ok(session.state.status === 'failed');
    strictEqual(session.state.failure.code, 'payment_unknown');
    strictEqual(statusOf(session), 'unknown');
  });

  test('that certainly did not arrive may be tried again', () => {
    const { session, effects } = moved(sending(), events.broke(4, { inDoubt: false }));
    strictEqual(session.state.status, 'attempt_failed');
    strictEqual(session.payment?.initiation, undefined);
    deepStrictEqual(effects, []);
  });

  test('that was refused is over', () => {
    const { session } = moved(sending(), events.step(4, { kind: 'refused', code: 'insufficient_funds', flow }));
    ok(session.state.status === 'attempt_failed');
    strictEqual(session.state.failure.code, 'insufficient_funds');
    strictEqual(statusOf(moved(session, events.cancelled()).session), 'rejected');
  });

  test('cannot be left or cancelled once it is sent', () => {
    assertRefused(sending(), events.left(), 'wrong_state');
    assertRefused(sending(), events.cancelled(), 'wrong_state');
    const waiting = moved(sending(), events.step(4, paid('pending'))).session;
    assertRefused(waiting, events.left(), 'wrong_state');
    assertRefused(waiting, events.cancelled(), 'wrong_state');
  });

  test('that is not the one ordered ends the session', () => {
    const mismatch: Step = {
      kind: 'paid',
      payment: { id: 'pm:1', status: 'failed', code: 'payment_mismatch' },
      flow: paying,
    };
    const { session } = moved(sending(), events.step(4, mismatch));
    ok(session.state.status === 'failed');
    strictEqual(session.state.failure.code, 'payment_mismatch');
    strictEqual(statusOf(session), 'failed');
  });

  test('that is open at the end of the session is unknown, not expired', () => {
    const { session, effects } = moved(sending(), events.deadline(start + 30 * minute));
    ok(session.state.status === 'failed');
    strictEqual(session.state.failure.code, 'payment_unknown');
    deepStrictEqual(effects, []);
  });
});

describe('a payment that begins the journey itself', () => {
  const begun = (): Session => aPaymentSession({ state: states.processing });
  const atTheBank = (): Session => moved(begun(), events.step(3, steps.redirect(undefined, opened))).session;

  test('is known from the first step on, and ends by itself', () => {
    const session = atTheBank();
    deepStrictEqual(session.payment?.initiation, { bank, flow: opened, at: start, sent: false });
    const { session: back } = played(session, events.departed(), events.returned());
    strictEqual(moved(back, events.step(back.calls, paid('completed', opened))).session.state.status, 'completed');
  });

  test('can be left, and the next attempt first makes sure that it is over', () => {
    const left = moved(atTheBank(), events.left());
    deepStrictEqual(left.effects, [{ type: 'cancel_at_provider', bank, flow: opened }]);
    const again = played(left.session, events.chosen(otherBank), events.accepted());
    deepStrictEqual(again.effects, [{ type: 'settle', call: 4, bank, flow: opened }]);

    const over = moved(again.session, events.step(4, paid('cancelled', opened)));
    deepStrictEqual(over.effects, [{ type: 'begin', call: 5, bank: otherBank }]);
    strictEqual(over.session.payment?.initiation, undefined);
  });

  test('that was approved although the shopper left is the payment of the session', () => {
    const again = played(atTheBank(), events.left(), events.chosen(otherBank), events.accepted()).session;
    const { session } = moved(again, events.step(4, paid('completed', opened)));
    deepStrictEqual(session.state, { status: 'completed', bank, paymentId: 'payment' });
  });

  test('of which nobody knows the end keeps every other from beginning', () => {
    const again = played(atTheBank(), events.left(), events.chosen(otherBank), events.accepted()).session;
    const { session, effects } = moved(again, events.step(4, paid('pending', opened)));
    strictEqual(session.state.status, 'attempt_failed');
    deepStrictEqual(effects, []);
    ok(session.payment?.initiation);
    const retried = played(session, events.chosen(otherBank), events.accepted());
    strictEqual(retried.effects[0]?.type, 'settle');
  });

  test('that is refused is over', () => {
    const { session } = played(atTheBank(), events.departed(), events.returned());
    const refused = moved(session, events.step(session.calls, steps.refused('declined'))).session;
    strictEqual(refused.payment?.initiation, undefined);
    strictEqual(statusOf(moved(refused, events.cancelled()).session), 'cancelled');
  });
});

test('a session that reads accounts does not take the report of a payment', () => {
  const { session } = moved(aSession({ state: states.processing }), events.step(3, paid('completed')));
  strictEqual(session.state.status, 'attempt_failed');
});
