import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../lib/clock.js';
import type { ErrorCode } from '../contract/errors.js';
import type { Grant } from '../providers/authorisation.js';
import type { ConnectionRepository, SessionRepository } from '../store/repositories.js';
import type { StoredConnection, StoredSession } from '../store/stored.js';
import { SessionError } from './errors.js';
import type { Limits } from './limits.js';
import { transition } from './machine.js';
import { announcements } from './announcements.js';
import { completionOf, newConnection, renewedConnection, type Completion } from './new-connection.js';
import type { SessionEffect, SessionEvent } from './events.js';
import { changesPayment, toStoredPayment } from './payment-record.js';
import type { Session } from './types.js';
import { wakeTime } from './waits.js';

/** One change of a session, as it was stored. */
export interface Commit {
  /** Absent for a session that was just made. */
  readonly before?: Session;
  readonly after: Session;
  readonly effects: readonly SessionEffect[];
  readonly traceId: string;
}

/** The session after an event; with `refused`, the session that would not have it. */
export interface Outcome {
  readonly session: Session;
  readonly refused?: ErrorCode;
}

/** The event that fits the session as it is now, or undefined to leave it alone. May throw to refuse. */
export type Decide = (session: Session, at: number) => SessionEvent | undefined | Promise<SessionEvent | undefined>;

interface JournalDeps {
  readonly sessions: SessionRepository;
  readonly connections: Pick<ConnectionRepository, 'find'>;
  /** Whether a grant has to be ended at the provider once another has taken its place. */
  readonly mustEnd: (provider: string, old: Grant, next: Grant) => boolean;
  readonly now: Clock;
  readonly limits: Limits;
  /** In [0, 1). */
  readonly jitter: () => number;
}

/** More collisions than this on one session mean that something is wrong with the store. */
const maxCollisions = 100;

/**
 * The only way in which sessions change: read, decide, compare and set, and only then act. Whoever loses a race reads again
 * and decides again, so that nothing is decided on old facts and every effect is performed by the one who stored its cause.
 */
export class Journal {
  readonly #deps: JournalDeps;
  readonly #listeners: ((commit: Commit) => void)[] = [];

  constructor(deps: JournalDeps) {
    this.#deps = deps;
  }

  /** Called after every stored change, by the process that made it. */
  onCommit(listener: (commit: Commit) => void): void {
    this.#listeners.push(listener);
  }

  async insert(session: Session, clientTokenHash: string, traceId: string): Promise<void> {
    await this.#deps.sessions.insert(stored(session, clientTokenHash), toStoredPayment(session, session.createdAt));
    this.#tell({ after: session, effects: [], traceId });
  }

  /** Throws `not_found`, and whatever the store throws. A deadline that has passed is settled first. */
  async apply(id: string, traceId: string, decide: Decide): Promise<Outcome> {
    for (let collisions = 0; collisions < maxCollisions; collisions++) {
      const found = await this.#deps.sessions.find(id);
      if (!found) throw new SessionError('not_found');
      const { session } = found;
      const at = this.#deps.now();
      const overdue: SessionEvent = { type: 'deadline_passed', at, traceId };
      const settled = await this.#attempt(found, overdue, traceId);
      if (settled.stored !== 'same') continue;
      const event = await decide(session, at);
      if (!event) return { session };
      const { stored: result, outcome } = await this.#attempt(found, event, traceId);
      if (result !== 'lost') return outcome;
      if (collisions > 2) await delay(this.#deps.jitter() * 10 * collisions);
    }
    throw new SessionError('unavailable');
  }

  /** `same`: nothing to store. `lost`: somebody else was faster. */
  async #attempt(
    found: StoredSession,
    event: SessionEvent,
    traceId: string,
  ): Promise<{ readonly stored: 'same' | 'stored' | 'lost'; readonly outcome: Outcome }> {
    const before = found.session;
    const result = transition(before, event, this.#deps.limits);
    if ('refused' in result) return { stored: 'same', outcome: { session: before, refused: result.refused } };
    const { session: after, effects } = result;
    if (after === before) return { stored: 'same', outcome: { session: before } };
    const completion = completionOf(before, after, event);
    const connection = completion && (await this.#connectionOf(completion));
    if (connection === 'gone') return this.#attempt(found, { type: 'connection_gone', at: event.at, traceId }, traceId);
    const next = stored(after, found.clientTokenHash);
    const payment = changesPayment(before, after) ? toStoredPayment(after, event.at) : undefined;
    const events = announcements(before, after);
    const won = await this.#deps.sessions.replace(next, { connection, payment, events });
    if (!won) return { stored: 'lost', outcome: { session: before } };
    this.#tell({ before, after, effects, traceId });
    return { stored: 'stored', outcome: { session: after } };
  }

  /** What is stored together with the completion: a new connection, or the renewed one, unless that was removed. */
  async #connectionOf(completion: Completion): Promise<StoredConnection | 'gone'> {
    const { session, grant, renews, recognised } = completion;
    if (renews === undefined) return newConnection(completion);
    const old = recognised ?? (await this.#deps.connections.find(session.merchantId, renews));
    if (old === undefined || old.revocation !== undefined) return 'gone';
    return renewedConnection(old, completion, this.#deps.mustEnd(old.provider, old.grant, grant));
  }

  #tell(commit: Commit): void {
    for (const listener of this.#listeners) listener(commit);
  }
}

function stored(session: Session, clientTokenHash: string): StoredSession {
  const { authorisation } = session;
  const callback = authorisation && { provider: authorisation.provider, correlationId: authorisation.correlationId };
  return { session, clientTokenHash, wakeAt: wakeTime(session), callback };
}
