import type { Announcement } from '../contract/webhooks.js';
import { paymentStatus } from './paying.js';
import type { Session, StateOf } from './types.js';

/** What the merchant is told of a change: how the session ended, once, in the change that ended it; how its payment stands. */
export function announcements(before: Session, after: Session): readonly Announcement[] {
  return [...sessionEnd(before, after), ...paymentUpdate(before, after)];
}

function paymentUpdate(before: Session, after: Session): readonly Announcement[] {
  if (!before.payment || !after.payment) return [];
  const status = paymentStatus(after, after.payment);
  if (status === paymentStatus(before, before.payment)) return [];
  return [{ type: 'payment.updated', data: { paymentId: after.payment.id, sessionId: after.id, status } }];
}

function sessionEnd(before: Session, after: Session): readonly Announcement[] {
  const { state, params } = after;
  if (state.status === before.state.status) return [];
  const data = { sessionId: after.id, ...(params.reference === undefined ? {} : { reference: params.reference }) };
  switch (state.status) {
    case 'completed':
      return [{ type: 'session.completed', data: { ...data, ...resultOf(state) } }];
    case 'failed':
      return [{ type: 'session.failed', data: { ...data, code: state.failure.code } }];
    case 'cancelled':
      return [{ type: 'session.cancelled', data }];
    case 'expired':
      return [{ type: 'session.expired', data }];
    default:
      return [];
  }
}

const resultOf = (state: StateOf<'completed'>) =>
  'connectionId' in state ? { connectionId: state.connectionId } : { paymentId: state.paymentId };
