import { assertNever } from '../lib/assert-never.js';
import type { FlowState } from '../providers/authorisation.js';
import { isLimited } from './account-choice.js';
import { giveBack } from './account-steps.js';
import { takeLateFailure } from './late.js';
import { brokenLookDelay, type Limits } from './limits.js';
import { enter, failAttempt, resume, sendAgainLater, startCall, startOperation, unchanged } from './moves.js';
import { refusedPayment } from './paying.js';
import type { AskingState } from './steps.js';
import type { EventOf, Transition } from './events.js';
import type { Approval, Failure, Operation, Session, SessionBank, StateOf } from './types.js';

type Looking = StateOf<'decoupled' | 'awaiting_result' | 'redirect'>;

/** A provider call broke. What may be sent again is; what is in doubt is asked about; the rest ends the attempt. */
export function takeFailure(
  session: Session,
  state: AskingState,
  event: EventOf<'call_failed'>,
  limits: Limits,
): Transition {
  if (state.status === 'redirect') return takeLateFailure(session, state, event, limits);
  if (state.status !== 'processing') return failedLook(session, state, event, limits);
  const { bank, operation } = state;
  const { failure, retryable, at } = event;
  if (operation.kind === 'pay') return failedPayment(session, bank, operation.flow, event, limits);
  if (!retryable) return giveUp(session, state, failure, limits);
  const delayMs = Math.max(limits.retryMs, Math.min(failure.retryAfterMs ?? 0, limits.retryAfterCapMs));
  switch (operation.kind) {
    case 'begin':
      return beginElsewhere(session, bank, at, limits) ?? giveUp(session, state, failure, limits);
    case 'callback':
      return mayResend(operation, at + delayMs, limits)
        ? sendAgainLater(session, state, at, delayMs)
        : giveUp(session, state, failure, limits);
    case 'credentials':
      return ask(session, at, limits, bank, operation.flow, failure);
    case 'confirm':
      return ask(session, at, limits, bank, operation.flow, failure, operation.approval);
    case 'doubt':
    case 'settle':
    case 'accounts':
      return operation.tries < limits.operationTries
        ? sendAgainLater(session, state, at, delayMs)
        : giveUp(session, state, failure, limits);
    default:
      return assertNever(operation);
  }
}

/** The lease ran out: the process that made the call is gone, or a broken operation is due again. */
export function takeLoss(
  session: Session,
  state: AskingState,
  event: EventOf<'lease_ended'>,
  limits: Limits,
): Transition {
  const { at, traceId } = event;
  const lost: Failure = { code: 'interrupted', traceId };
  if (state.status !== 'processing') return look(session, state, at, limits);
  const { bank, operation } = state;
  switch (operation.kind) {
    case 'callback':
      return mayResend(operation, at, limits)
        ? sendAgain(session, at, limits, bank, { ...operation, tries: operation.tries + 1 })
        : giveUp(session, state, lost, limits);
    case 'credentials':
      return ask(session, at, limits, bank, operation.flow, lost);
    case 'confirm':
      return ask(session, at, limits, bank, operation.flow, lost, operation.approval);
    case 'pay':
      return ask(session, at, limits, bank, operation.flow, lost);
    case 'begin':
    case 'settle':
    case 'doubt':
    case 'accounts':
      return operation.tries < limits.operationTries
        ? sendAgain(session, at, limits, bank, { ...operation, tries: operation.tries + 1 })
        : giveUp(session, state, lost, limits);
    default:
      return assertNever(operation);
  }
}

/** An order that did not reach the bank is over; of every other the provider is asked, and it is never sent again. */
function failedPayment(
  session: Session,
  bank: SessionBank,
  flow: FlowState,
  { at, failure, inDoubt }: EventOf<'call_failed'>,
  limits: Limits,
): Transition {
  if (inDoubt) return ask(session, at, limits, bank, flow, failure);
  return failAttempt(refusedPayment(session, failure), bank, failure, limits);
}

/** Asks the provider where a wait stands. */
export function look(session: Session, state: Looking, at: number, limits: Limits): Transition {
  if (!state.polling) return unchanged(session);
  const polling = { ...state.polling, polls: state.polling.polls + 1 };
  return startCall(session, at, limits, { ...state, polling }, (call) =>
    resume(state.bank, state.flow, call, { kind: 'poll' }),
  );
}

/** A wait outlives looks that break, for a while: the shopper may be approving right now. */
function failedLook(session: Session, state: Looking, event: EventOf<'call_failed'>, limits: Limits): Transition {
  const { failure, retryable, at, jitter } = event;
  const broken = (state.polling?.broken ?? 0) + 1;
  if (!state.polling || !retryable || broken > limits.brokenLooks) {
    return failAttempt(session, state.bank, failure, limits, state.flow);
  }
  const pollAt = at + brokenLookDelay(broken, failure.retryAfterMs, jitter, limits);
  return enter(session, { ...state, polling: { ...state.polling, broken, pollAt } });
}

/** Codes live 60 seconds, and are good for one exchange: a second try makes sense while young, a third never. */
const mayResend = (operation: Extract<Operation, { kind: 'callback' }>, at: number, limits: Limits): boolean =>
  operation.tries < limits.callbackTries && at - operation.receivedAt < limits.callbackMs;

const sendAgain = (session: Session, at: number, limits: Limits, bank: SessionBank, operation: Operation): Transition =>
  startOperation(session, at, limits, bank, operation);

/** The same attempt by the next way to the bank, when there is one: of the first the shopper has seen nothing. */
function beginElsewhere(session: Session, bank: SessionBank, at: number, limits: Limits): Transition | undefined {
  const [route, ...alternatives] = bank.alternatives ?? [];
  return route && startOperation(session, at, limits, { ...bank, ...route, alternatives }, { kind: 'begin', tries: 1 });
}

/** An outcome that nobody knows is resolved by asking, not by guessing. */
function ask(
  session: Session,
  at: number,
  limits: Limits,
  bank: SessionBank,
  flow: FlowState,
  failure: Failure,
  approval?: Approval,
): Transition {
  return startOperation(session, at, limits, bank, { kind: 'doubt', tries: 1, flow, failure, approval });
}

/** Ends the attempt; or, where the consent is given and covers all accounts, goes on without their list. */
function giveUp(session: Session, state: StateOf<'processing'>, failure: Failure, limits: Limits): Transition {
  const { bank, operation } = state;
  switch (operation.kind) {
    case 'accounts':
      return isLimited(session.params.accounts)
        ? giveBack(session, bank, operation.grant, failure, limits)
        : complete(session, bank, operation);
    case 'begin':
    case 'settle':
      return failAttempt(session, bank, failure, limits);
    case 'doubt':
      return failAttempt(session, bank, operation.failure, limits, operation.flow);
    case 'callback':
    case 'credentials':
    case 'confirm':
    case 'pay':
      return failAttempt(session, bank, failure, limits, operation.flow);
    default:
      return assertNever(operation);
  }
}

/** A consent without its accounts: the merchant can read them later. */
export const complete = (
  session: Session,
  bank: SessionBank,
  { connectionId, renews }: Extract<Operation, { readonly kind: 'accounts' }>,
): Transition => enter(session, { status: 'completed', bank, connectionId: renews ?? connectionId, accounts: [] });
