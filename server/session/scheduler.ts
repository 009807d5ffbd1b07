import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { SessionRepository } from '../store/store.js';

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

const batch = 50;

/** Wakes sessions that are due: this process's own on time, those of a process that died at the next round. */
export class Scheduler {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  /** When the next round begins; also collects what comes up during a round. */
  #nextAt = Infinity;
  #started = false;

  constructor(private readonly deps: SchedulerDeps) {}

  start(): void {
    this.#started = true;
    this.#arm(this.deps.now());
  }

  /** A session wants attention at `wakeAt`. */
  nudge(wakeAt: number): void {
    if (this.#started && wakeAt < this.#nextAt) this.#arm(wakeAt);
  }

  async stop(): Promise<void> {
    this.#started = false;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #arm(at: number): void {
    this.#nextAt = at;
    if (this.#round) return;
    clearTimeout(this.#timer);
    const delayMs = Math.min(Math.max(at - this.deps.now(), 0), this.deps.tickMs);
    this.#timer = setTimeout(() => {
      this.#nextAt = Infinity;
      this.#round = this.#wakeAll().finally(() => {
        this.#round = undefined;
        if (this.#started) this.#arm(Math.min(this.#nextAt, this.deps.now() + this.deps.tickMs));
      });
    }, delayMs);
  }

  async #wakeAll(): Promise<void> {
    try {
      let claimed;
      do {
        claimed = await this.deps.sessions.claimDue(this.deps.now(), this.deps.leaseMs, batch);
        await Promise.all(claimed.map(({ session }) => this.#wake(session.id)));
      } while (claimed.length === batch && this.#started);
    } catch (error) {
      this.deps.logger.warn({ err: error }, 'due sessions not claimed');
    }
  }

  async #wake(id: string): Promise<void> {
    try {
      await this.deps.wake(id);
    } catch (error) {
      this.deps.logger.warn({ err: error, sessionId: id }, 'session not woken');
    }
  }
}
