import type { Clock } from '../lib/clock.js';
import type { CallContext } from '../providers/authorisation.js';

type Psu = NonNullable<CallContext['psu']>;

/** A shopper counts as present for this long after a request of their own. */
const presentMs = 60_000;

/**
 * What the shopper's last request told about the device, in memory only. Providers hear it while the shopper is there:
 * a read that claims a shopper who has left would be a lie to the bank.
 */
export class Presence {
  readonly #now: Clock;
  readonly #isWatched: (id: string) => boolean;
  readonly #seen = new Map<string, { readonly psu: Psu; readonly at: number }>();

  constructor(now: Clock, isWatched: (id: string) => boolean) {
    this.#now = now;
    this.#isWatched = isWatched;
  }

  note(id: string, { ipAddress, userAgent }: Psu): void {
    this.#seen.set(id, { psu: { ipAddress, userAgent }, at: this.#now() });
  }

  of(id: string): Psu | undefined {
    const seen = this.#seen.get(id);
    if (!seen) return undefined;
    return this.#now() - seen.at < presentMs || this.#isWatched(id) ? seen.psu : undefined;
  }

  forget(id: string): void {
    this.#seen.delete(id);
  }

  /** Forgets who has not been heard of for `ms`. */
  sweep(ms: number): void {
    const before = this.#now() - ms;
    for (const [id, { at }] of this.#seen) if (at < before) this.#seen.delete(id);
  }
}
