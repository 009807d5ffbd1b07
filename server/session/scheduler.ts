import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { SessionRepository } from '../store/repositories.js';
import { within } from './within.js';

interface SchedulerDeps {
  readonly sessions: Pick<SessionRepository, 'claimDue'>;
  readonly now: Clock;
  readonly logger: Pick<Logger, 'warn'>;
  /** Longest time between two rounds. */
  readonly tickMs: number;
  /** A claimed session that is not written within this time is claimed again, by whoever comes first. */
  readonly leaseMs: number;
  /** Does what is due for one session. */
  readonly wake: (id: string) => Promise<void>;
}

/** Wake times are rounded up to this grid, so that a crowd of sessions does not make a crowd of rounds. */
const gridMs = 25;
const horizonMs = 15_000;
/** Sessions that are woken at the same time. */
const capacity = 100;

/**
 * Wakes sessions that are due: this process's own on time, those of a process that died at the next round. A session whose
 * waking hangs holds up nobody but itself.
 */
export class Scheduler {
  readonly #deps: SchedulerDeps;
  readonly #waking = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  /** When a round is due besides the regular ones. */
  readonly #wanted = new Set<number>();
  /** When the next regular round begins, on the monotonic clock. */
  #tickAt = 0;
  #started = false;
  /** The last round took all it could; there may be more. */
  #full = false;

  constructor(deps: SchedulerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#started = true;
    this.#arm(0);
  }

  /** A session wants attention at `wakeAt`. What is far away is left to the regular rounds. */
  nudge(wakeAt: number): void {
    if (!this.#started || wakeAt > this.#deps.now() + horizonMs) return;
    this.#wanted.add(Math.ceil(wakeAt / gridMs) * gridMs);
    this.#armNext();
  }

  /** Begins nothing more, and waits for what was begun, at most `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#started = false;
    clearTimeout(this.#timer);
    const done = async () => {
      await this.#round;
      await Promise.all(this.#waking.values());
    };
    await within(graceMs, done());
  }

  #armNext(): void {
    if (!this.#started || this.#round) return;
    const wantedInMs = Math.max(Math.min(...this.#wanted) - this.#deps.now(), 0);
    this.#arm(Math.min(wantedInMs, this.#tickAt - performance.now()));
  }

  #arm(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const now = this.#deps.now();
      for (const at of this.#wanted) if (at <= now) this.#wanted.delete(at);
      this.#tickAt = performance.now() + this.#deps.tickMs;
      this.#round = this.#claim().finally(() => {
        this.#round = undefined;
        this.#armNext();
      });
    }, delayMs);
  }

  async #claim(): Promise<void> {
    const free = capacity - this.#waking.size;
    this.#full = free <= 0;
    if (this.#full) return;
    try {
      const claimed = await this.#deps.sessions.claimDue(this.#deps.now(), this.#deps.leaseMs, free);
      this.#full = claimed.length === free;
      for (const { session } of claimed) this.#wake(session.id);
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'due sessions not claimed');
    }
  }

  #wake(id: string): void {
    if (this.#waking.has(id)) return;
    const waking = this.#deps
      .wake(id)
      .catch((error: unknown) => this.#deps.logger.warn({ err: error, sessionId: id }, 'session not woken'))
      .finally(() => {
        this.#waking.delete(id);
        if (this.#full) this.nudge(this.#deps.now());
      });
    this.#waking.set(id, waking);
  }
}
