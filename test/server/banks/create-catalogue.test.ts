import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';
import { createCatalogue, type CatalogueDeps, type LoadedCatalogue } from '../../../server/banks/create-catalogue.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import type { ProviderBank } from '../../../server/providers/provider-data.js';
import type { Store } from '../../../server/store/store.js';
import { onEachEngine } from '../../support/engines.js';
import { ManualTime } from '../../support/manual-time.js';
import { ScriptedProvider } from '../../support/scripted-provider.js';

const noon = Date.parse('2026-11-20T12:00:00.000Z');
const evening = Date.parse('2026-11-20T23:00:00.000Z');
const hourMs = 3_600_000;
const banks = (...ids: readonly string[]): readonly ProviderBank[] =>
  ids.map((id) => ({ id, name: `Bank ${id}`, countries: ['DE'], logoUrl: `https://p.example/${id}.png`, data: {} }));
const down = (): never => {
  throw new ProviderError('provider_unavailable', { retryable: true });
};

onEachEngine('the bank catalogue', (engine) => {
  const providers: ScriptedProvider[] = [];
  const started: LoadedCatalogue[] = [];
  afterEach(() => {
    for (const catalogue of started.splice(0)) catalogue.stop();
    for (const provider of providers.splice(0)) provider.verify();
  });

  const provider = (id: string) => {
    const scripted = new ScriptedProvider(id);
    providers.push(scripted);
    return scripted;
  };

  /** A catalogue, and a way to wait until the loads that are under way have come to an end and the next is planned. */
  function catalogueOf(store: Store, scripted: readonly ScriptedProvider[], overrides: Partial<CatalogueDeps> = {}) {
    const time = new ManualTime(noon);
    let planned: () => void = () => undefined;
    const settled = () => new Promise<void>((resolve) => (planned = resolve));
    const catalogue = createCatalogue({
      providers: new Map(scripted.map((each) => [each.id, each])),
      offers: () => true,
      store,
      now: () => time.now,
      random: () => 0,
      schedule: (run, delayMs) => {
        planned();
        return time.schedule(run, delayMs);
      },
      randomId: () => 'trace',
      fetchBytes: () => assert.fail('fetched'),
      logger: { info: () => undefined, warn: () => undefined },
      ...overrides,
    });
    started.push(catalogue);
    const start = async () => {
      const ended = settled();
      await catalogue.start();
      await ended;
    };
    const refreshNow = async () => {
      const ended = settled();
      time.fireNext();
      await ended;
    };
    /** Of the timers on the way only the last one loads; the others look at the time and set the next. */
    const refreshAt = async (at: number) => {
      while (time.next < at) time.fireNext();
      await refreshNow();
      assert.equal(time.now, at);
    };
    const ids = () => catalogue.list('DE', 'access')?.list.banks.map(({ id }) => id) ?? [];
    return { catalogue, time, start, refreshNow, refreshAt, ids };
  }

  it('offers for each purpose the banks that serve it, and finds them all', async () => {
    const reader = provider('reader').expect('banks', () => banks('a'));
    const payer = Object.assign(
      provider('payer').expect('banks', () => [
        ...banks('both'),
        ...banks('reads').map((bank) => ({ ...bank, payments: false })),
        ...banks('pays').map((bank) => ({ ...bank, accounts: false })),
      ]),
      { payments: { status: () => Promise.reject(new Error('nobody asks')) } },
    );
    const { catalogue, start } = catalogueOf(await engine.open(), [reader, payer]);
    await start();
    const offered = (purpose: 'access' | 'payment') => catalogue.list('DE', purpose)?.list.banks.map(({ id }) => id);
    assert.deepEqual(offered('access'), ['reader:a', 'payer:both', 'payer:reads']);
    assert.deepEqual(offered('payment'), ['payer:both', 'payer:pays']);
    assert.ok(catalogue.find('payer:pays') && catalogue.find('reader:a'));
  });

  it('is not ready before the first list is there, then answers from it', async () => {
    const p = provider('p').expect('banks', () => banks('a', 'b'));
    const { catalogue, start, ids } = catalogueOf(await engine.open(), [p]);
    assert.equal(catalogue.ready, false);
    assert.equal(catalogue.list('DE', 'access'), undefined);
    await start();
    assert.equal(catalogue.ready, true);
    assert.deepEqual(ids(), ['p:a', 'p:b']);
    assert.deepEqual(catalogue.countries('access'), ['DE']);
    assert.equal(catalogue.list('FR', 'access'), undefined);
    assert.equal(catalogue.find('p:a')?.bank.name, 'Bank a');
    assert.equal(catalogue.oldestFetchedAt, noon);
  });

  it('loads again at 23:00 UTC, every day', async () => {
    const p = provider('p')
      .expect('banks', () => banks('a'))
      .expect('banks', () => banks('a', 'b'))
      .expect('banks', () => banks('a', 'b', 'c'));
    const { start, refreshAt, ids, time } = catalogueOf(await engine.open(), [p]);
    await start();
    await refreshAt(evening);
    assert.deepEqual(ids(), ['p:a', 'p:b']);
    await refreshAt(evening + 24 * hourMs);
    assert.deepEqual(ids(), ['p:a', 'p:b', 'p:c']);
    assert.equal(time.waiting, 1);
  });

  it('answers from the last good copy at once after a restart, while the provider is down', async () => {
    const store = await engine.open();
    const first = catalogueOf(store, [provider('p').expect('banks', () => banks('a'))]);
    await first.start();
    first.catalogue.stop();

    const second = catalogueOf(store, [provider('p').expect('banks', down)]);
    await second.catalogue.start();
    assert.equal(second.catalogue.ready, true);
    assert.deepEqual(second.ids(), ['p:a']);
    assert.equal(second.catalogue.oldestFetchedAt, noon);
  });

  it('keeps the last good list of a provider that fails, asks that one again soon, and the others not', async () => {
    const p = provider('p').expect('banks', () => banks('a'));
    const q = provider('q')
      .expect('banks', down)
      .expect('banks', down)
      .expect('banks', () => banks('b'));
    const { start, refreshAt, ids } = catalogueOf(await engine.open(), [p, q]);
    await start();
    assert.deepEqual(ids(), ['p:a']);
    await refreshAt(noon + 5_000);
    await refreshAt(noon + 15_000);
    assert.deepEqual(ids(), ['p:a', 'q:b']);
  });

  it('keeps the old list when the new one is empty or less than half, and shows half', async () => {
    const p = provider('p')
      .expect('banks', () => banks('a', 'b', 'c', 'd'))
      .expect('banks', () => banks('a'))
      .expect('banks', () => banks('a', 'b'))
      .expect('banks', () => []);
    const { start, refreshAt, ids } = catalogueOf(await engine.open(), [p]);
    await start();
    await refreshAt(evening);
    assert.equal(ids().length, 4);
    await refreshAt(evening + 24 * hourMs);
    assert.deepEqual(ids(), ['p:a', 'p:b']);
    await refreshAt(evening + 48 * hourMs);
    assert.deepEqual(ids(), ['p:a', 'p:b']);
  });

  it('believes a short list that comes three times in a row, but never an empty one', async () => {
    const p = provider('p').expect('banks', () => banks('a', 'b', 'c', 'd'));
    for (let load = 0; load < 3; load += 1) p.expect('banks', () => banks('a'));
    const { start, refreshAt, ids } = catalogueOf(await engine.open(), [p]);
    await start();
    for (const day of [0, 1]) await refreshAt(evening + day * 24 * hourMs);
    assert.equal(ids().length, 4);
    await refreshAt(evening + 48 * hourMs);
    assert.deepEqual(ids(), ['p:a']);
  });

  it('offers what the configuration lets through, also of a copy that was made under another one', async () => {
    const store = await engine.open();
    const first = catalogueOf(store, [provider('p').expect('banks', () => banks('a', 'b', 'c', 'd', 'e'))]);
    await first.start();
    first.catalogue.stop();

    const offers = (providerId: string, bankId: string) => providerId === 'p' && bankId === 'b';
    const again = provider('p').expect('banks', () => banks('a', 'b', 'c', 'd', 'e'));
    const second = catalogueOf(store, [again], { offers });
    const loaded = second.start();
    await loaded;
    assert.deepEqual(second.ids(), ['p:b']);
    assert.equal(second.catalogue.find('p:a'), undefined);
  });

  it('does not load twice when the clock is set back, and not late when it jumps ahead', async () => {
    const p = provider('p')
      .expect('banks', () => banks('a'))
      .expect('banks', () => banks('a', 'b'));
    const { start, refreshNow, ids, time } = catalogueOf(await engine.open(), [p]);
    await start();
    time.fireNext();
    time.now -= 6 * hourMs;
    time.fireNext();
    assert.deepEqual(ids(), ['p:a']);
    time.now = evening + hourMs;
    await refreshNow();
    assert.deepEqual(ids(), ['p:a', 'p:b']);
  });

  it('breaks off a load when it is stopped, and plans no other', async () => {
    let aborted: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (aborted = resolve));
    const p = provider('p').expect('banks', ({ signal }) => {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
          aborted();
        });
      });
    });
    const { catalogue, time } = catalogueOf(await engine.open(), [p]);
    await catalogue.start();
    catalogue.stop();
    await ended;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(time.waiting, 0);
  });

  it('gives pictures of its own list only, and stays up when they cannot be had', async () => {
    const asked: string[] = [];
    const p = provider('p').expect('banks', () => banks('a'));
    const { catalogue, start } = catalogueOf(await engine.open(), [p], {
      fetchBytes: (url) => {
        asked.push(url);
        return Promise.reject(new Error('refused'));
      },
    });
    await start();
    const key = catalogue.find('p:a')?.bank.logo?.replace('/logos/', '') ?? '';
    assert.match(key, /^[0-9a-f]{32}$/);
    assert.equal(await catalogue.logo('0'.repeat(32)), undefined);
    assert.equal(await catalogue.logo('__proto__'), undefined);
    assert.equal(await catalogue.logo(key), undefined);
    assert.deepEqual(asked, ['https://p.example/a.png']);
  });
});
