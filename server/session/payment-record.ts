import type { Payment, PaymentStatus } from '../contract/payments.js';
import { isoTime } from '../lib/clock.js';
import type { StoredPayment } from '../store/stored.js';
import { paymentStatus } from './paying.js';
import { isFinal, outcomeOf } from './payment-status.js';
import { isTerminal, type Session, type SessionPayment } from './types.js';
import { toProblem } from './view.js';

/** The first time after the session's end that the provider is asked. */
const firstLookMs = 5_000;

/** Whether the payment must be written again along with the session. */
export const changesPayment = (before: Session, after: Session): boolean =>
  before.payment !== after.payment || before.state.status !== after.state.status;

/**
 * The payment of a session as it is kept apart, because it outlives the session. While the session lives, it is the one that
 * asks the provider; after it, `lookAt` says when somebody else does.
 */
export function toStoredPayment(session: Session, at: number): StoredPayment | undefined {
  const { payment, state } = session;
  if (!payment) return undefined;
  const { initiation } = payment;
  const status = paymentStatus(session, payment);
  const followed = isTerminal(state) && initiation !== undefined && !isFinal(status);
  return {
    payment: toPayment(session, payment, status, at),
    merchantId: session.merchantId,
    ...(initiation && {
      initiation: { provider: initiation.bank.provider, flow: initiation.flow, at: initiation.at },
    }),
    looks: 0,
    ...(followed && { lookAt: at + firstLookMs }),
    version: session.version,
  };
}

function toPayment(session: Session, payment: SessionPayment, status: PaymentStatus, at: number): Payment {
  const { initiation, report } = payment;
  const bank = initiation?.bank ?? ('bank' in session.state ? session.state.bank : undefined);
  const failure = status === 'pending' || outcomeOf(status) === 'made' ? undefined : session.lastFailure;
  return {
    id: payment.id,
    status,
    sessionId: session.id,
    sessionReference: session.params.reference,
    order: payment.order,
    orderHash: payment.orderHash,
    bank: bank && { id: bank.id, name: bank.name, bic: bank.bic },
    providerPaymentId: report?.id ?? initiation?.flow.paymentId,
    createdAt: isoTime(session.createdAt),
    updatedAt: isoTime(at),
    problem: failure && toProblem(failure),
  };
}
