import type { Step } from '../providers/authorisation.js';
import { lateLookDelay, type Limits } from './limits.js';
import { enter, failAttempt, startOperation } from './moves.js';
import type { EventOf, Transition } from './events.js';
import type { Polling, Session, StateOf } from './types.js';

/**
 * Results of shoppers who left for the bank and have not come back. The provider is asked now and then, where it can tell. An
 * approval counts once it has been there for a while and no browser has brought it: had it been given in another browser than
 * the one that left, that one would have come to our callback by then, and the attempt would be burnt (docs/decisions/008).
 */

type Away = StateOf<'redirect'>;

/** A last look is taken so long before the provider forgets. */
const lastLookMs = 5_000;

/** The shopper leaves: what is to be looked for from now on. Nothing, where the provider cannot tell. */
export function lookedFor({ lateUntil }: Away, at: number, limits: Limits): Partial<Away> {
  if (lateUntil === undefined) return {};
  return { polling: { pollAt: at + lateLookDelay(0, 0, limits), polls: 0, broken: 0 }, seenAt: undefined };
}

/** The session lives on until the provider has had its time to tell. */
export const livesUntil = ({ expiresAt }: Session, { lateUntil }: Away, limits: Limits): number =>
  lateUntil === undefined ? expiresAt : Math.max(expiresAt, lateUntil + limits.lateGraceMs);

/** What a look found. */
export function takeLateStep(
  session: Session,
  state: Away,
  event: EventOf<'step_arrived'>,
  limits: Limits,
): Transition {
  const { step, at, traceId } = event;
  switch (step.kind) {
    case 'authorised':
      return takeApproval(session, state, event, step, limits);
    case 'refused': {
      const { code, detail } = step;
      return failAttempt(session, state.bank, { code, detail, traceId }, limits);
    }
    default:
      // Whatever the bank asks for, it asks the shopper, who is there.
      return lookAgain(session, { ...state, seenAt: undefined }, nextLook(state, at, event.jitter, limits));
  }
}

function takeApproval(
  session: Session,
  state: Away,
  { at, connectionId }: EventOf<'step_arrived'>,
  { grant }: Extract<Step, { readonly kind: 'authorised' }>,
  limits: Limits,
): Transition {
  const { seenAt = at } = state;
  const countsAt = seenAt + limits.lateProofMs;
  if (at < countsAt) {
    const lateUntil = Math.max(state.lateUntil ?? 0, countsAt + lastLookMs * 12);
    const polling = { polls: state.polling?.polls ?? 0, pollAt: countsAt, broken: 0 };
    return lookAgain(session, { ...state, seenAt, lateUntil }, polling);
  }
  const renews = session.params.connectionId;
  const operation = {
    kind: 'accounts',
    tries: 1,
    grant,
    connectionId,
    ...(renews !== undefined && { renews }),
  } as const;
  return startOperation(session, at, limits, state.bank, operation);
}

/** A look that broke says nothing about the shopper, who may be at the bank; one that cannot work is not repeated. */
export function takeLateFailure(
  session: Session,
  state: Away,
  { at, retryable, jitter }: EventOf<'call_failed'>,
  limits: Limits,
): Transition {
  if (!retryable) return enter(session, { ...state, polling: undefined });
  return lookAgain(session, state, nextLook(state, at, jitter, limits));
}

function nextLook({ polling, lateUntil = 0 }: Away, at: number, jitter: number, limits: Limits): Polling {
  const polls = polling?.polls ?? 0;
  const last = Math.max(lateUntil - lastLookMs, at + lastLookMs);
  return { polls, pollAt: Math.min(at + lateLookDelay(polls, jitter, limits), last), broken: 0 };
}

const lookAgain = (session: Session, state: Away, polling: Polling): Transition =>
  enter(session, { ...state, polling });

/** The shopper's time at the bank is up. While the provider can still tell, the attempt waits for that. */
export function passAway(session: Session, state: Away, at: number, fail: () => Transition): Transition {
  const { lateUntil = 0, isOver, leftAt, polling } = state;
  const waits = leftAt !== undefined && polling !== undefined && isOver === undefined && at < lateUntil;
  return waits ? enter(session, { ...state, isOver: true }) : fail();
}
