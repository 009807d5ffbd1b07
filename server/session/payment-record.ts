import type { PaymentStatus } from '../contract/payments.js';
import { outcomeOf } from './paying.js';
import { isTerminal, type Session, type SessionPayment } from './types.js';

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
