import { assertNever } from '../lib/assert-never.js';
import { errorTable, type ErrorCode } from '../contract/errors.js';
import type { FlowState } from '../providers/authorisation.js';
import type { Limits } from './limits.js';
import type { SessionEffect, Transition } from './events.js';
import type { Failure, Operation, Session, SessionBank, SessionState, StateOf } from './types.js';

/** The few ways in which a session changes; the machine is written in these. */

export const refused = (code: ErrorCode): Transition => ({ refused: code });

/** The event was heard before, or changes nothing. */
export const unchanged = (session: Session): Transition => ({ session, effects: [] });

type Patch = Partial<Omit<Session, 'id' | 'merchantId' | 'version' | 'state' | 'calls' | 'leaseUntil'>>;

/** Goes on in `state` with no provider call under way. */
export function enter(
  session: Session,
  state: SessionState,
  patch: Patch = {},
  effects: readonly SessionEffect[] = [],
): Transition {
  const next = { ...session, ...patch, version: session.version + 1, leaseUntil: undefined, state };
  return { session: next, effects };
}

/** A state in which a provider call may run. */
type CallingState = StateOf<'processing' | 'decoupled' | 'awaiting_result' | 'redirect'>;

/** Starts a provider call in `state`: written down first, with a lease that says until when it counts as alive. */
export function startCall(
  session: Session,
  at: number,
  limits: Limits,
  state: CallingState,
  effect: (call: number) => SessionEffect,
  patch: Patch = {},
): Transition {
  const calls = session.calls + 1;
  const next = { ...session, ...patch, version: session.version + 1, calls, leaseUntil: at + limits.leaseMs, state };
  return { session: next, effects: [effect(calls)] };
}

/** Enters `processing` and sends the operation. */
export function startOperation(
  session: Session,
  at: number,
  limits: Limits,
  bank: SessionBank,
  operation: Operation,
  effect: (call: number) => SessionEffect = effectOf(bank, operation),
  patch: Patch = {},
): Transition {
  return startCall(session, at, limits, { status: 'processing', bank, operation }, effect, patch);
}

/** The operation broke and is sent again after `delayMs`: until then nothing runs, and an answer that still comes is stale. */
export function sendAgainLater(
  session: Session,
  state: StateOf<'processing'>,
  at: number,
  delayMs: number,
): Transition {
  const next = { ...session, version: session.version + 1, calls: session.calls + 1, leaseUntil: at + delayMs, state };
  return { session: next, effects: [] };
}

/** The provider call that carries an operation out, as far as it can be repeated from what is stored. */
function effectOf(bank: SessionBank, operation: Operation): (call: number) => SessionEffect {
  return (call) => {
    switch (operation.kind) {
      case 'begin':
        return { type: 'begin', call, bank };
      case 'callback':
        return resume(bank, operation.flow, call, { kind: 'callback', query: operation.query });
      case 'confirm':
        return resume(bank, operation.flow, call, { kind: 'confirm' });
      case 'credentials':
      case 'doubt':
      case 'pay':
        return resume(bank, operation.flow, call, { kind: 'poll' });
      case 'settle':
        return { type: 'settle', call, bank: operation.left.bank, flow: operation.left.flow };
      case 'accounts':
        return { type: 'read_accounts', call, bank, grant: operation.grant };
      default:
        return assertNever(operation);
    }
  };
}

export const resume = (
  bank: SessionBank,
  flow: FlowState,
  call: number,
  input: Extract<SessionEffect, { type: 'resume' }>['input'],
): SessionEffect => ({ type: 'resume', call, bank, flow, input });

/**
 * Ends the attempt. What no retry can mend ends the session, and so does the last of the attempts.
 * The provider is told where `flow` is given.
 */
export function failAttempt(
  session: Session,
  bank: SessionBank,
  failure: Failure,
  limits: Limits,
  flow?: FlowState,
): Transition {
  // What was sent may be carried out: no cancellation, and no second attempt beside it.
  if (session.payment?.initiation?.sent && failure.code !== 'payment_unknown') {
    const { code, traceId, detail = code } = failure;
    return failAttempt(session, bank, { code: 'payment_unknown', traceId, detail }, limits);
  }
  const effects: SessionEffect[] = flow ? [{ type: 'cancel_at_provider', bank, flow }] : [];
  const { action } = errorTable[failure.code];
  if (action === 'contact_merchant' || action === 'new_session') {
    return enter(session, { status: 'failed', bank, failure }, { lastFailure: failure }, effects);
  }
  if (session.attempts >= limits.attempts) {
    const limit: Failure = { code: 'too_many_attempts', traceId: failure.traceId };
    return enter(session, { status: 'failed', bank, failure: limit }, { lastFailure: failure }, effects);
  }
  return enter(session, { status: 'attempt_failed', bank, failure }, { lastFailure: failure }, effects);
}

/** What must be undone at the provider when the shopper leaves this state for good. */
export function undoing(state: SessionState): SessionEffect[] {
  if (!('bank' in state)) return [];
  const { bank } = state;
  if ('flow' in state) return [{ type: 'cancel_at_provider', bank, flow: state.flow }];
  if (state.status === 'account_selection') return [{ type: 'revoke_grant', bank, grant: state.grant }];
  if (state.status !== 'processing') return [];
  const { operation } = state;
  if (operation.kind === 'accounts') return [{ type: 'revoke_grant', bank, grant: operation.grant }];
  return 'flow' in operation ? [{ type: 'cancel_at_provider', bank, flow: operation.flow }] : [];
}
