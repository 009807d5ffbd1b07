import { setMaxListeners } from 'node:events';
import type { Schedule } from '../lib/schedule.js';
import type { Provider } from '../providers/provider.js';
import type { Store } from '../store/store.js';
import { buildIndex, type BankIndex } from './bank-index.js';
import { serves, type BankCatalogue, type BankPurpose } from './catalogue.js';
import { createLogoShelf, type FetchBytes } from './logos.js';
import { ProviderLists, type ListDeps } from './provider-lists.js';
import { nextDailyRefresh, retryDelayMs } from './refresh-time.js';

export interface CatalogueDeps extends Omit<ListDeps, 'snapshots'> {
  readonly store: Pick<Store, 'banks' | 'logos'>;
  readonly schedule: Schedule;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  readonly fetchBytes: FetchBytes;
}

export interface LoadedCatalogue extends BankCatalogue {
  /** When the oldest list in use was fetched, epoch milliseconds; undefined until there is one. */
  readonly oldestFetchedAt: number | undefined;
}

/** Clocks jump and machines sleep, so no timer runs longer than this before the time is looked at again. */
const longestTimerMs = 3_600_000;

/**
 * The catalogue. `start` takes the last good lists from the store and returns; the providers are asked in the background,
 * at once and then daily at 23:00 UTC, and sooner again where that failed.
 */
export function createCatalogue(deps: CatalogueDeps): LoadedCatalogue {
  const { providers, now, random, schedule, store } = deps;
  const stopping = new AbortController();
  // Every logo that is on its way listens.
  setMaxListeners(0, stopping.signal);
  const lists = new ProviderLists({ ...deps, snapshots: store.banks });
  const logos = createLogoShelf({ ...deps, logos: store.logos }, stopping.signal);
  let index: BankIndex = buildIndex([]);
  /** The same without what does not serve the purpose. */
  let byPurpose: Readonly<Record<BankPurpose, BankIndex>> = { access: index, payment: index };
  let failures = 0;
  let callOff: () => void = () => undefined;

  function rebuild(): void {
    const all = lists.all();
    const only = (purpose: BankPurpose): BankIndex =>
      buildIndex(
        all.flatMap(({ provider, banks }) => {
          const known = providers.get(provider);
          return known ? [{ provider, banks: banks.filter((bank) => serves(purpose, known, bank)) }] : [];
        }),
      );
    index = buildIndex(all);
    byPurpose = { access: only('access'), payment: only('payment') };
  }

  /** One refresh ends before the next is planned, so no two run at once. */
  async function refresh(due: readonly Provider[]): Promise<void> {
    const results = await Promise.all(due.map((provider) => lists.load(provider, stopping.signal)));
    if (stopping.signal.aborted) return;
    rebuild();
    const failed = due.filter((_, position) => results[position] === false);
    failures = failed.length === 0 ? 0 : failures + 1;
    const daily = nextDailyRefresh(now(), random());
    const retry = failures === 0 ? Number.POSITIVE_INFINITY : now() + retryDelayMs(failures);
    if (retry < daily) plan(retry, failed);
    else plan(daily, [...providers.values()]);
  }

  function plan(at: number, due: readonly Provider[]): void {
    callOff = schedule(
      () => {
        if (now() < at) plan(at, due);
        else void refresh(due);
      },
      Math.min(Math.max(at - now(), 0), longestTimerMs),
    );
  }

  return {
    get ready() {
      return index.countries.length > 0;
    },
    get oldestFetchedAt() {
      return lists.oldest;
    },
    list: (country, purpose) => byPurpose[purpose].lists.get(country),
    countries: (purpose) => byPurpose[purpose].countries,
    find: (bankId) => index.banks.get(bankId),
    async logo(key) {
      const url = index.logoUrls.get(key);
      return url === undefined ? undefined : logos.get(key, url);
    },
    async start() {
      await lists.restore();
      rebuild();
      void refresh([...providers.values()]);
    },
    stop() {
      stopping.abort();
      callOff();
    },
  };
}
