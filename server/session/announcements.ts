import type { Announcement } from '../contract/webhooks.js';
import type { Session } from './types.js';

/** What the merchant is told of a change: how the session ended, once, in the change that ended it. */
export function announcements(before: Session, after: Session): readonly Announcement[] {
  const { state, params } = after;
  if (state.status === before.state.status) return [];
  const data = { sessionId: after.id, ...(params.reference === undefined ? {} : { reference: params.reference }) };
  switch (state.status) {
    case 'completed':
      return [{ type: 'session.completed', data: { ...data, connectionId: state.connectionId } }];
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
