import { isTerminal, type Session, type SessionState } from './types.js';

/** When the shopper's (or the provider's) time for the current step is up; the end of the session where there is none. */
export function deadlineOf(session: Session): number {
  return Math.min(stepDeadline(session.state) ?? Infinity, session.expiresAt);
}

function stepDeadline(state: SessionState): number | undefined {
  if (state.status === 'decoupled') return state.approval.deadline;
  if (state.status === 'redirect' && state.isOver) return state.lateUntil;
  return 'deadline' in state ? state.deadline : undefined;
}

/** When the provider is to be asked next, in a wait that is not being looked at already. */
export function nextLook(session: Session): number | undefined {
  if (session.leaseUntil !== undefined) return undefined;
  return 'polling' in session.state ? session.state.polling?.pollAt : undefined;
}

/**
 * When the session wants attention next: a lost call, a look, a deadline. Every session that is not over has one, so none
 * can hang; a session that is over has none. While a call is under way only its loss and the end of the session count:
 * an approval that is just being read must not be beaten by its deadline.
 */
export function wakeTime(session: Session): number | undefined {
  if (isTerminal(session.state)) return undefined;
  if (session.leaseUntil !== undefined) return Math.min(session.leaseUntil, session.expiresAt);
  return Math.min(nextLook(session) ?? Infinity, deadlineOf(session));
}
