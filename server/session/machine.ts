import { assertNever } from '../lib/assert-never.js';
import type { ErrorCode } from '../contract/errors.js';
import { chooseAccounts, giveBack, loseConnection, takeAccounts } from './account-steps.js';
import { isLimited } from './account-choice.js';
import { complete, look, takeFailure, takeLoss } from './failures.js';
import { defaultLimits, type Limits } from './limits.js';
import { enter, failAttempt, refused, resume, startOperation, unchanged, undoing } from './moves.js';
import { lookedFor, livesUntil, passAway } from './late.js';
import { isSent } from './paying.js';
import { askedFor, takeStep, type AskingState } from './steps.js';
import type { EventOf, SessionEvent, Transition } from './events.js';
import { isTerminal, type Session, type SessionState } from './types.js';
import { deadlineOf } from './waits.js';

type EventType = SessionEvent['type'];

/** The server's own events: they arrive whenever they like, and what does not fit any more changes nothing. */
const housekeeping = ['poll_due', 'lease_renewed', 'lease_ended', 'deadline_passed'] as const satisfies EventType[];
const leaving = ['bank_left', 'cancelled'] as const satisfies EventType[];
const answers = ['step_arrived', 'call_failed'] as const satisfies EventType[];

/** Which events fit which state. Everything else is refused and changes nothing. */
export const fits = {
  bank_selection: ['bank_chosen', ...leaving],
  consent: ['bank_chosen', 'consent_accepted', 'consent_declined', ...leaving],
  /** The shopper's events are here for their echo: a double click arrives when the first one is under way already. */
  processing: [
    'consent_accepted',
    'credentials_submitted',
    'confirmed',
    'accounts_read',
    'connection_gone',
    ...answers,
    ...leaving,
  ],
  redirect: ['left_for_bank', 'callback_received', 'callback_in_wrong_browser', ...answers, ...leaving],
  credentials: ['credentials_submitted', ...leaving],
  decoupled: ['confirmed', ...answers, ...leaving],
  awaiting_result: [...answers, ...leaving],
  account_selection: ['accounts_chosen', 'connection_gone', ...leaving],
  attempt_failed: ['bank_chosen', ...leaving],
  /** The echo of a double click. */
  completed: ['accounts_chosen'],
  failed: [],
  cancelled: ['cancelled'],
  expired: [],
} as const satisfies Record<SessionState['status'], readonly EventType[]>;

/**
 * What an event does to a session: the next session with the effects to perform once it is stored, the same session when
 * nothing changes, or a refusal. Pure; never throws.
 */
export function transition(session: Session, event: SessionEvent, limits: Limits = defaultLimits): Transition {
  const { state } = session;
  if ((housekeeping as readonly EventType[]).includes(event.type)) {
    if (isTerminal(state)) return unchanged(session);
  } else if (!(fits[state.status] as readonly EventType[]).includes(event.type)) {
    return refused(refusal(state));
  }
  if ('call' in event && (event.call !== session.calls || session.leaseUntil === undefined)) {
    return refused('wrong_state');
  }
  return take(session, event, limits);
}

function refusal(state: SessionState): ErrorCode {
  if (state.status === 'expired') return 'session_expired';
  if (state.status === 'failed' && state.failure.code === 'too_many_attempts') return 'too_many_attempts';
  return 'wrong_state';
}

function take(session: Session, event: SessionEvent, limits: Limits): Transition {
  const { state } = session;
  switch (event.type) {
    case 'bank_chosen':
      return chooseBank(session, event);
    case 'bank_left':
      if (isSent(session)) return refused('wrong_state');
      return leaveBank(session);
    case 'consent_accepted':
      return acceptConsent(session, event, limits);
    case 'consent_declined':
      return enter(session, { status: 'cancelled' });
    case 'left_for_bank':
      return leave(session, event, limits);
    case 'callback_received':
      return receiveCallback(session, event, limits);
    case 'callback_in_wrong_browser':
      return burn(session, event, limits);
    case 'credentials_submitted':
      return submit(session, event, limits);
    case 'confirmed':
      return confirm(session, event, limits);
    case 'cancelled':
      if (state.status === 'cancelled') return unchanged(session);
      if (isSent(session)) return refused('wrong_state');
      return enter(session, { status: 'cancelled' }, {}, undoing(state));
    case 'step_arrived':
      return isAsking(state) ? takeStep(session, state, event, limits) : refused('wrong_state');
    case 'call_failed':
      return isAsking(state) ? takeFailure(session, state, event, limits) : refused('wrong_state');
    case 'accounts_read':
      return takeAccounts(session, event, limits);
    case 'connection_gone':
      return loseConnection(session, event, limits);
    case 'accounts_chosen':
      return chooseAccounts(session, event);
    case 'poll_due':
      return pollDue(session, event, limits);
    case 'lease_renewed':
      return {
        session: { ...session, version: session.version + 1, leaseUntil: event.at + limits.leaseMs },
        effects: [],
      };
    case 'lease_ended':
      if (session.leaseUntil === undefined || event.at < session.leaseUntil) return unchanged(session);
      return isAsking(state) ? takeLoss(session, state, event, limits) : unchanged(session);
    case 'deadline_passed':
      return passDeadline(session, event, limits);
    default:
      return assertNever(event);
  }
}

const asking: readonly SessionState['status'][] = ['processing', 'redirect', 'decoupled', 'awaiting_result'];
const isAsking = (state: SessionState): state is AskingState => asking.includes(state.status);

function chooseBank(session: Session, { bank }: EventOf<'bank_chosen'>): Transition {
  if (session.state.status === 'consent' && session.state.bank.id === bank.id) return unchanged(session);
  return enter(session, { status: 'consent', bank });
}

/** Back to the list of banks; where a connection is renewed, to the consent of its bank. */
function leaveBank(session: Session): Transition {
  const { state, params } = session;
  const next: SessionState =
    params.connectionId !== undefined && 'bank' in state
      ? { status: 'consent', bank: state.bank }
      : { status: 'bank_selection' };
  if (state.status === next.status) return unchanged(session);
  return enter(session, next, {}, undoing(state));
}

function acceptConsent(session: Session, event: EventOf<'consent_accepted'>, limits: Limits): Transition {
  const { state } = session;
  if (state.status === 'processing' && ['begin', 'settle'].includes(state.operation.kind)) return unchanged(session);
  if (state.status !== 'consent') return refused('wrong_state');
  if (session.attempts >= limits.attempts) {
    return failAttempt(session, state.bank, { code: 'too_many_attempts', traceId: event.traceId }, limits);
  }
  // A payment that was left at another bank must be over first, or there could be two.
  const left = session.payment?.initiation;
  const operation = left ? ({ kind: 'settle', tries: 1, left } as const) : ({ kind: 'begin', tries: 1 } as const);
  return startOperation(session, event.at, limits, state.bank, operation, undefined, {
    attempts: session.attempts + 1,
    steps: 0,
    authorisation: undefined,
    consents: [...session.consents, event.consent],
  });
}

/** Leaving again is allowed: each departure has its own cookie, and the last few stay valid (see docs/decisions). */
function leave(session: Session, event: EventOf<'left_for_bank'>, limits: Limits): Transition {
  const { state, authorisation } = session;
  if (state.status !== 'redirect' || state.isOver || !authorisation) return refused('wrong_state');
  const earlier = state.leftAt === undefined ? [] : authorisation.departures;
  const departures = [...earlier, event.departure].slice(-limits.departures);
  const away = { ...state, leftAt: event.at, ...lookedFor(state, event.at, limits) };
  const expiresAt = livesUntil(session, state, limits);
  return enter(session, away, { expiresAt, authorisation: { ...authorisation, departures } });
}

function receiveCallback(session: Session, event: EventOf<'callback_received'>, limits: Limits): Transition {
  const { state, authorisation } = session;
  if (state.status !== 'redirect' || state.leftAt === undefined || !authorisation) return refused('wrong_state');
  const { query, queryHash, mode, at } = event;
  const operation = { kind: 'callback', tries: 1, flow: state.flow, query, receivedAt: at } as const;
  return startOperation(session, at, limits, state.bank, operation, undefined, {
    authorisation: { ...authorisation, callback: { queryHash, mode } },
  });
}

/** No provider call for this flow, now or later: not even its cancellation. */
function burn(session: Session, event: EventOf<'callback_in_wrong_browser'>, limits: Limits): Transition {
  if (session.state.status !== 'redirect') return refused('wrong_state');
  const burnt = { ...session, authorisation: undefined };
  return failAttempt(burnt, session.state.bank, { code: 'wrong_browser', traceId: event.traceId }, limits);
}

function submit(session: Session, event: EventOf<'credentials_submitted'>, limits: Limits): Transition {
  const { state } = session;
  if (event.round !== session.round) return refused('wrong_state');
  if (state.status === 'processing' && state.operation.kind === 'credentials') return unchanged(session);
  if (state.status !== 'credentials') return refused('wrong_state');
  const { bank, fields, flow } = state;
  const submissions = session.submissions + 1;
  const send = (call: number) => resume(bank, flow, call, { kind: 'credentials', values: event.values });
  return startOperation(session, event.at, limits, bank, { kind: 'credentials', flow, asked: askedFor(fields) }, send, {
    submissions,
  });
}

function confirm(session: Session, event: EventOf<'confirmed'>, limits: Limits): Transition {
  const { state } = session;
  if (state.status === 'processing' && state.operation.kind === 'confirm') return unchanged(session);
  if (state.status !== 'decoupled') return refused('wrong_state');
  if (state.polling) return unchanged(session);
  const { bank, flow, approval } = state;
  return startOperation(session, event.at, limits, bank, { kind: 'confirm', flow, approval });
}

function pollDue(session: Session, { at }: EventOf<'poll_due'>, limits: Limits): Transition {
  const { state } = session;
  if (!isAsking(state) || state.status === 'processing') return unchanged(session);
  if (session.leaseUntil !== undefined || !state.polling || at < state.polling.pollAt) return unchanged(session);
  return look(session, state, at, limits);
}

function passDeadline(session: Session, { at, traceId }: EventOf<'deadline_passed'>, limits: Limits): Transition {
  const { state } = session;
  if (at >= session.expiresAt) {
    const granted = state.status === 'processing' && state.operation.kind === 'accounts' ? state.operation : undefined;
    if (granted && 'bank' in state && !isLimited(session.params.accounts))
      return complete(session, state.bank, granted);
    const { initiation } = session.payment ?? {};
    if (initiation) {
      const failure = { code: 'payment_unknown', traceId } as const;
      const effects = initiation.sent ? [] : undoing(state);
      return enter(session, { status: 'failed', bank: initiation.bank, failure }, { lastFailure: failure }, effects);
    }
    return enter(session, { status: 'expired' }, {}, undoing(state));
  }
  if (session.leaseUntil !== undefined || at < deadlineOf(session)) return unchanged(session);
  if (state.status === 'account_selection') {
    return giveBack(session, state.bank, state.grant, { code: 'authorisation_expired', traceId }, limits);
  }
  if (!('flow' in state)) return unchanged(session);
  const code = state.status === 'awaiting_result' ? state.overdue : 'authorisation_expired';
  const fail = (): Transition => failAttempt(session, state.bank, { code, traceId }, limits, state.flow);
  return state.status === 'redirect' ? passAway(session, state, at, fail) : fail();
}
