import assert from 'node:assert/strict';
import type { Schedule } from '../../server/lib/schedule.js';

/** A clock and its timers, moved by the test. */
export class ManualTime {
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  constructor(public now: number) {}

  readonly schedule: Schedule = (run, delayMs) => {
    const timer = { at: this.now + delayMs, run };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  };

  get waiting(): number {
    return this.#timers.length;
  }

  /** When the next timer is due; never, when none is set. */
  get next(): number {
    return Math.min(...this.#timers.map(({ at }) => at));
  }

  /** Goes to the next timer and runs it. */
  fireNext(): void {
    const next = this.#timers.sort((a, b) => a.at - b.at).shift();
    assert.ok(next, 'no timer is set');
    this.now = Math.max(this.now, next.at);
    next.run();
  }
}
