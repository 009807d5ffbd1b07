import type { ErrorCode } from '../contract/errors.js';
import type { PaymentStatus } from '../contract/payments.js';
import type { FlowState, Grant, PaymentReport, Step } from '../providers/authorisation.js';
import type { EventOf, Transition } from './events.js';
import { lookDelay, type Limits } from './limits.js';
import { enter, failAttempt, startOperation } from './moves.js';
import { outcomeOf } from './payment-status.js';
import type { AskingState } from './steps.js';
import {
  isTerminal,
  type Failure,
  type Initiation,
  type Session,
  type SessionBank,
  type SessionPayment,
} from './types.js';

/** How a session makes its one payment. At most one order is at a provider at any time, and none is ever sent twice. */

/** Why a payment that is over was not made, where the provider does not say. */
const overCodes: Partial<Record<PaymentStatus, ErrorCode>> = {
  rejected: 'payment_rejected',
  cancelled: 'declined',
  expired: 'authorisation_expired',
};

/** A refusal, as the status of the payment. */
const refusals: Partial<Record<ErrorCode, PaymentStatus>> = {
  payment_rejected: 'rejected',
  insufficient_funds: 'rejected',
  access_denied: 'cancelled',
  declined: 'cancelled',
  authorisation_expired: 'expired',
};

/** How the payment stands, to everybody outside. */
export function paymentStatus(
  { state }: Pick<Session, 'state'>,
  { initiation, report }: SessionPayment,
): PaymentStatus {
  if (initiation) {
    if (report) return report.status;
    return isTerminal(state) && initiation.sent ? 'unknown' : 'pending';
  }
  // Nothing is at a provider, and the shopper may try again.
  if (!isTerminal(state)) return 'pending';
  if (report && outcomeOf(report.status) === 'over') return report.status;
  return state.status === 'cancelled' || state.status === 'expired' ? state.status : 'failed';
}

/** The session, with the initiation as far as the flow that just arrived tells of one. */
export function noted(session: Session, bank: SessionBank, flow: FlowState, at: number): Session {
  const { payment } = session;
  if (!payment || (flow.paymentId === undefined && !payment.initiation)) return session;
  if (!payment.initiation) return { ...session, payment: begun(payment, { bank, flow, at, sent: false }) };
  return { ...session, payment: { ...payment, initiation: { ...payment.initiation, bank, flow } } };
}

/** The payment, with its order at a provider; what was heard of an earlier attempt counts no more. */
const begun = ({ id, order, orderHash }: SessionPayment, initiation: Initiation): SessionPayment => ({
  id,
  order,
  orderHash,
  initiation,
});

/** The payment, with nothing at a provider any more. */
function ended(payment: SessionPayment, report: Omit<PaymentReport, 'echo'>): SessionPayment {
  const { id, order, orderHash } = payment;
  return { id, order, orderHash, report };
}

/** The provider refused: nothing is paid, for certain. */
export function refusedPayment(session: Session, { code, detail }: Pick<Failure, 'code' | 'detail'>): Session {
  const { payment } = session;
  if (!payment?.initiation) return session;
  return { ...session, payment: ended(payment, { status: refusals[code] ?? 'failed', code, detail }) };
}

/** The consent is given: the order is sent, once. From here on the provider is only ever asked. */
export function pay(
  session: Session,
  payment: SessionPayment,
  { bank }: AskingState,
  { at, traceId }: EventOf<'step_arrived'>,
  { grant, flow }: { readonly grant: Grant; readonly flow: FlowState },
  limits: Limits,
): Transition {
  // Cannot be: an attempt begins when the one before is over. Money is no place to rely on that.
  if (payment.initiation) return failAttempt(session, bank, { code: 'payment_unknown', traceId }, limits);
  const send = (call: number) => ({ type: 'pay', call, bank, grant, flow }) as const;
  return startOperation(session, at, limits, bank, { kind: 'pay', flow }, send, {
    payment: begun(payment, { bank, flow, at, sent: true }),
  });
}

/** The provider says how the payment stands. */
export function takePayment(
  session: Session,
  payment: SessionPayment,
  state: AskingState,
  event: EventOf<'step_arrived'> & { readonly step: Extract<Step, { kind: 'paid' }> },
  limits: Limits,
): Transition {
  const { step, at, traceId, jitter } = event;
  const { echo: _, ...report } = step.payment;
  const { bank } = state;
  switch (outcomeOf(report.status)) {
    case 'made':
      return enter(
        session,
        { status: 'completed', bank: payment.initiation?.bank ?? bank, paymentId: payment.id },
        { payment: { ...payment, report } },
      );
    case 'over': {
      const { code = overCodes[report.status] ?? 'payment_rejected', detail } = report;
      const over = { ...session, payment: ended(payment, { ...report, code }) };
      return failAttempt(over, bank, { code, detail, traceId }, limits);
    }
    case 'open': {
      const waiting = state.status === 'awaiting_result' ? state : undefined;
      const polls = waiting?.polling.polls ?? 0;
      const inDoubt = state.status === 'processing' && state.operation.kind === 'doubt';
      const waitMs = inDoubt ? limits.doubtMs : limits.resultMs;
      return enter(
        session,
        {
          status: 'awaiting_result',
          bank,
          flow: step.flow,
          polling: { pollAt: at + lookDelay(polls, undefined, jitter, limits), polls, broken: 0 },
          deadline: waiting?.deadline ?? Math.min(at + waitMs, session.expiresAt),
          overdue: 'payment_unknown',
        },
        { payment: { ...payment, report } },
      );
    }
  }
}

/** Whether the order was sent and may have been carried out: then the attempt can be neither left nor repeated. */
export const isSent = ({ payment }: Session): boolean => payment?.initiation?.sent === true;

/** What became of the payment that was left. */
export function takeSettled(
  session: Session,
  payment: SessionPayment,
  { bank }: AskingState,
  { step, at, traceId }: EventOf<'step_arrived'>,
  limits: Limits,
): Transition {
  if (step.kind !== 'paid') return failAttempt(session, bank, { code: 'interrupted', traceId }, limits);
  const { echo: _, ...report } = step.payment;
  switch (outcomeOf(report.status)) {
    case 'over':
      return startOperation(session, at, limits, bank, { kind: 'begin', tries: 1 }, undefined, {
        payment: ended(payment, report),
      });
    case 'made':
      return enter(
        session,
        { status: 'completed', bank: payment.initiation?.bank ?? bank, paymentId: payment.id },
        { payment: { ...payment, report } },
      );
    case 'open':
      return failAttempt(session, bank, { code: 'interrupted', traceId }, limits);
  }
}
