import type { SessionView } from '../contract/session.js';
import { SessionError } from './errors.js';
import type { Grant } from '../providers/authorisation.js';
import { Journal, type Commit } from './journal.js';
import { defaultLimits, type Limits } from './limits.js';
import { Operations } from './operations.js';
import type { SessionDeps } from './ports.js';
import { Presence } from './presence.js';
import { Scheduler } from './scheduler.js';
import { endsOldGrant } from './renewal.js';
import { isTerminal, type Session } from './types.js';
import { toView } from './view.js';
import { wakeTime } from './waits.js';
import { Watchers } from './watchers.js';

/** What keeps sessions moving: the journal, and everything that acts on what it stored. */
export class Engine {
  readonly limits: Limits;
  readonly journal: Journal;
  readonly watchers: Watchers;
  readonly presence: Presence;
  readonly #deps: SessionDeps;
  readonly #operations: Operations;
  readonly #scheduler: Scheduler;
  #cleaning: NodeJS.Timeout | undefined;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    const { store, now, logger, jitter = Math.random } = deps;
    const { sessions, connections } = store;
    const limits = { ...defaultLimits, ...deps.limits };
    this.limits = limits;
    const mustEnd = (provider: string, old: Grant, next: Grant) =>
      endsOldGrant(deps.providers.get(provider), old, next);
    this.journal = new Journal({ sessions, connections, mustEnd, now, limits, jitter });
    const toView = (session: Session) => this.view(session);
    this.watchers = new Watchers({ sessions, logger, toView, catchUpMs: limits.tickMs });
    this.presence = new Presence(now, (id) => this.watchers.isWatched(id));
    this.#operations = new Operations(deps, limits, this.journal, this.presence);
    const wake = (id: string) => this.#wake(id);
    const { tickMs, leaseMs } = limits;
    this.#scheduler = new Scheduler({ sessions, now, logger, tickMs, leaseMs, wake });
    this.journal.onCommit((commit) => this.#follow(commit));
  }

  /** Throws `not_found` when the merchant of the session is no longer configured. */
  view(session: Session): SessionView {
    const merchant = this.#deps.merchants.get(session.merchantId);
    if (!merchant) throw new SessionError('not_found');
    return toView(session, merchant);
  }

  start(): void {
    this.#scheduler.start();
    this.#cleaning = setInterval(() => void this.#clean(), this.limits.cleanMs);
  }

  async stop(graceMs: number): Promise<void> {
    const deadline = performance.now() + graceMs;
    clearInterval(this.#cleaning);
    this.watchers.stop();
    await this.#scheduler.stop(graceMs);
    await this.#operations.drain(Math.max(0, deadline - performance.now()));
  }

  /** Does what is due. Deadlines are settled by the journal itself. */
  async #wake(id: string): Promise<void> {
    const traceId = this.#deps.randomId();
    await this.journal.apply(id, traceId, (session, at) => {
      if (session.leaseUntil === undefined) return { type: 'poll_due', at };
      const call = session.calls;
      return this.#operations.isRunning(id, call)
        ? { type: 'lease_renewed', at, call }
        : { type: 'lease_ended', at, traceId };
    });
  }

  #follow({ before, after, effects, traceId }: Commit): void {
    this.#operations.run(after, effects, traceId);
    this.watchers.publish(after, before);
    const wakeAt = wakeTime(after);
    if (wakeAt !== undefined) this.#scheduler.nudge(wakeAt);
    if (before?.state.status !== after.state.status) this.#report(after, before, traceId);
  }

  #report({ id, state }: Session, before: Session | undefined, traceId: string): void {
    const { status } = state;
    const code = 'failure' in state ? state.failure.code : undefined;
    this.#deps.logger.info({ sessionId: id, traceId, from: before?.state.status, status, code }, 'session changed');
    if (!isTerminal(state)) return;
    this.presence.forget(id);
    this.#deps.metrics?.sessionEnded(status, code);
  }

  async #clean(): Promise<void> {
    this.presence.sweep(this.limits.sessionMs);
    try {
      await this.#deps.store.sessions.prune(this.#deps.now() - this.limits.retentionMs);
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'old sessions not deleted');
    }
  }
}
