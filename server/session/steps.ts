import { assertNever } from '../lib/assert-never.js';
import type { CredentialField } from '../contract/fields.js';
import type { FlowState, Step } from '../providers/authorisation.js';
import { takeLateStep } from './late.js';
import { lookDelay, type Limits } from './limits.js';
import { enter, failAttempt, startOperation } from './moves.js';
import type { EventOf, Transition } from './events.js';
import { noted, pay, refusedPayment, takePayment, takeSettled } from './paying.js';
import type { Approval, Authorisation, Polling, Session, StateOf } from './types.js';

/** A state in which an answer of the provider is awaited. */
export type AskingState = StateOf<'processing' | 'decoupled' | 'awaiting_result' | 'redirect'>;

type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;
type Arrival<Kind extends Step['kind']> = EventOf<'step_arrived'> & { readonly step: StepOf<Kind> };

/** What the next step of a journey does to the session. */
export function takeStep(
  before: Session,
  state: AskingState,
  event: EventOf<'step_arrived'>,
  limits: Limits,
): Transition {
  const { step } = event;
  if (before.payment && state.status === 'processing' && state.operation.kind === 'settle') {
    return takeSettled(before, before.payment, state, event, limits);
  }
  if (state.status === 'redirect') return takeLateStep(before, state, event, limits);
  const session = noted(before, state.bank, step.flow, event.at);
  const { payment } = session;
  switch (step.kind) {
    case 'redirect':
      return takeRedirect(session, state, { ...event, step }, limits);
    case 'credentials':
      return takeCredentials(session, state, { ...event, step }, limits);
    case 'decoupled':
      return takeApproval(session, state, { ...event, step }, limits);
    case 'pending':
      return takePending(session, state, { ...event, step }, limits);
    case 'authorised':
      if (payment) return pay(session, payment, state, event, step, limits);
      return startOperation(session, event.at, limits, state.bank, {
        kind: 'accounts',
        tries: 1,
        grant: step.grant,
        connectionId: event.connectionId,
        ...(session.params.connectionId === undefined ? {} : { renews: session.params.connectionId }),
      });
    case 'paid':
      return payment
        ? takePayment(session, payment, state, { ...event, step }, limits)
        : failAttempt(session, state.bank, { code: 'bad_provider_answer', traceId: event.traceId }, limits, step.flow);
    case 'refused': {
      const { code, detail } = step;
      return failAttempt(refusedPayment(session, step), state.bank, { code, detail, traceId: event.traceId }, limits);
    }
    default:
      return assertNever(step);
  }
}

function takeRedirect(session: Session, state: AskingState, event: Arrival<'redirect'>, limits: Limits): Transition {
  const { step, at, traceId } = event;
  const { bank } = state;
  if (session.steps >= limits.steps) return tooManySteps(session, state, step.flow, traceId, limits);
  const { correlationId } = step.flow;
  if (correlationId === undefined) {
    const failure = { code: 'bad_provider_answer', traceId, detail: 'a redirect without a correlation id' } as const;
    return failAttempt(session, bank, failure, limits, step.flow);
  }
  const { url, flow } = step;
  const deadline = Math.min(at + limits.stepMs, session.expiresAt);
  // Payments that nobody came back from are followed by their own worker.
  const canTell = event.lateResultMs !== undefined && session.payment === undefined;
  const late = canTell ? { lateUntil: at + event.lateResultMs } : {};
  return enter(
    session,
    { status: 'redirect', bank, url, flow, deadline, ...late },
    { steps: session.steps + 1, authorisation: authorisationFor(session, bank.provider, correlationId) },
  );
}

/** A later redirect of the same flow still knows the callback of the one before: it may be repeated by a reload. */
function authorisationFor(session: Session, provider: string, correlationId: string): Authorisation {
  const known = session.authorisation;
  if (known?.provider === provider && known.correlationId === correlationId) return known;
  return { provider, correlationId, departures: [] };
}

/** Names a set of fields: two with the same name are the same question to a shopper. */
export const askedFor = (fields: readonly CredentialField[]): string =>
  JSON.stringify(fields.map(({ kind, id, label }) => [kind, id, label]));

function takeCredentials(
  session: Session,
  state: AskingState,
  event: Arrival<'credentials'>,
  limits: Limits,
): Transition {
  const { step, at, traceId } = event;
  const { bank } = state;
  if (session.steps >= limits.steps) return tooManySteps(session, state, step.flow, traceId, limits);
  if (session.submissions >= limits.submissions) {
    return failAttempt(session, bank, { code: 'too_many_attempts', traceId }, limits, step.flow);
  }
  const { fields, flow } = step;
  const deadline = Math.min(at + limits.credentialsMs, session.expiresAt);
  const answered =
    state.status === 'processing' && state.operation.kind === 'credentials' ? state.operation : undefined;
  const again = answered?.asked === askedFor(fields) ? ({ again: true } as const) : {};
  return enter(
    session,
    { status: 'credentials', bank, fields, ...again, flow, deadline },
    { steps: session.steps + 1, round: session.round + 1 },
  );
}

function takeApproval(session: Session, state: AskingState, event: Arrival<'decoupled'>, limits: Limits): Transition {
  const { step, at, traceId, jitter } = event;
  const { bank } = state;
  const { message, needsConfirmation, flow, retryAfterMs } = step;
  const known = approvalOf(state);
  // The same words again are the same request, unless the shopper's confirmation is now asked for and was not before.
  const same = known?.message === message && (known.needsConfirmation || !needsConfirmation);
  if (!same && session.steps >= limits.steps) return tooManySteps(session, state, flow, traceId, limits);
  const deadline = same ? known.deadline : Math.min(at + limits.stepMs, session.expiresAt);
  const approval: Approval = { message, needsConfirmation, deadline };
  const polls = same && state.status === 'decoupled' ? (state.polling?.polls ?? 0) : 0;
  const polling: Polling = { pollAt: at + lookDelay(polls, retryAfterMs, jitter, limits), polls, broken: 0 };
  return enter(
    session,
    { status: 'decoupled', bank, flow, approval, ...(!needsConfirmation && { polling }) },
    same ? {} : { steps: session.steps + 1, round: session.round + 1 },
  );
}

/** The request of the bank that this state goes on with, when the provider repeats it. */
function approvalOf(state: AskingState): Approval | undefined {
  if (state.status === 'decoupled') return state.approval;
  if (state.status === 'processing' && 'approval' in state.operation) return state.operation.approval;
  return undefined;
}

function takePending(session: Session, state: AskingState, event: Arrival<'pending'>, limits: Limits): Transition {
  const { step, at, jitter } = event;
  const waiting = state.status === 'awaiting_result' ? state : undefined;
  const doubt = state.status === 'processing' && state.operation.kind === 'doubt' ? state.operation : undefined;
  const waitMs = doubt ? limits.doubtMs : limits.resultMs;
  const polls = waiting?.polling.polls ?? 0;
  return enter(session, {
    status: 'awaiting_result',
    bank: state.bank,
    flow: step.flow,
    polling: { pollAt: at + lookDelay(polls, step.retryAfterMs, jitter, limits), polls, broken: 0 },
    deadline: waiting?.deadline ?? Math.min(at + waitMs, session.expiresAt),
    overdue: waiting?.overdue ?? doubt?.failure.code ?? 'authorisation_expired',
  });
}

const tooManySteps = (
  session: Session,
  state: AskingState,
  flow: FlowState,
  traceId: string,
  limits: Limits,
): Transition => failAttempt(session, state.bank, { code: 'too_many_steps', traceId }, limits, flow);
