import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Provider } from '../providers/provider.js';
import type { ProviderBank } from '../providers/provider-data.js';
import type { BankSnapshotRepository } from '../store/repositories.js';
import type { ProviderBanks } from './same-bank.js';

export interface ListDeps {
  /** By instance id, in order of preference. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** Whether the configuration offers this bank of this provider instance. */
  readonly offers: (providerId: string, bankId: string) => boolean;
  readonly snapshots: BankSnapshotRepository;
  readonly now: Clock;
  readonly randomId: () => string;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

interface Held {
  readonly banks: readonly ProviderBank[];
  readonly fetchedAt: number;
}

const loadTimeoutMs = 120_000;
/** A list with less than this share of the last one is taken for a fault of the provider … */
const minShare = 0.5;
/** … unless it stays that short for so many loads in a row. */
const shortLoadsBelieved = 3;

/** The last good list of each provider: in memory, and in the store for the next start. */
export class ProviderLists {
  readonly #deps: ListDeps;
  readonly #held = new Map<string, Held>();
  readonly #shortLoads = new Map<string, number>();

  constructor(deps: ListDeps) {
    this.#deps = deps;
  }

  /** Takes the copies of the last run. */
  async restore(): Promise<void> {
    for (const id of this.#deps.providers.keys()) {
      const snapshot = await this.#deps.snapshots.read(id);
      if (snapshot !== undefined) this.#held.set(id, { ...snapshot, banks: this.#offered(id, snapshot.banks) });
    }
  }

  /** What is held, in the order of the providers. */
  all(): readonly ProviderBanks[] {
    return [...this.#deps.providers.keys()].flatMap((provider) => {
      const held = this.#held.get(provider);
      return held === undefined ? [] : [{ provider, banks: held.banks }];
    });
  }

  /** When the oldest list in use was fetched, epoch milliseconds; undefined when there is none. */
  get oldest(): number | undefined {
    return this.#held.size === 0 ? undefined : Math.min(...[...this.#held.values()].map(({ fetchedAt }) => fetchedAt));
  }

  /** Loads the list of one provider. False: the call failed, another try makes sense; the list of before stays. */
  async load(provider: Provider, signal: AbortSignal): Promise<boolean> {
    const { randomId, now, logger, snapshots } = this.#deps;
    const context = { signal: AbortSignal.any([signal, AbortSignal.timeout(loadTimeoutMs)]), traceId: randomId() };
    const about = { provider: provider.id, traceId: context.traceId };
    let banks: readonly ProviderBank[];
    try {
      banks = this.#offered(provider.id, await provider.banks(context));
    } catch (err) {
      if (!signal.aborted) logger.warn({ ...about, err }, 'The bank list could not be loaded; the last good one stays');
      return false;
    }
    const before = this.#held.get(provider.id)?.banks.length ?? 0;
    if (!this.#isCredible(provider.id, banks.length, before)) {
      logger.warn({ ...about, banks: banks.length, before }, 'The bank list is too short; the last good one stays');
      return banks.length > 0;
    }
    const fetchedAt = now();
    this.#held.set(provider.id, { banks, fetchedAt });
    logger.info({ ...about, banks: banks.length, before }, 'The bank list was loaded');
    await snapshots.write(provider.id, banks, fetchedAt).catch((err: unknown) => {
      logger.warn({ ...about, err }, 'The bank list could not be stored');
    });
    return true;
  }

  #isCredible(provider: string, count: number, before: number): boolean {
    const short = count < before * minShare;
    const shortLoads = short ? (this.#shortLoads.get(provider) ?? 0) + 1 : 0;
    this.#shortLoads.set(provider, shortLoads);
    return count > 0 && (!short || shortLoads >= shortLoadsBelieved);
  }

  #offered(provider: string, banks: readonly ProviderBank[]): readonly ProviderBank[] {
    return banks.filter((bank) => this.#deps.offers(provider, bank.id));
  }
}
