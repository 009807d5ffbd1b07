import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SessionView } from '../../../server/contract/session.js';
import type { Step } from '../../../server/providers/authorisation.js';
import { Watchers } from '../../../server/session/watchers.js';
import { toView } from '../../../server/session/view.js';
import { aSession, bank, states, steps } from './fixtures.js';
import { deferred, merchant, psu, startWorld, viewUntil } from './world.js';

const consent = { accepted: true, text: 'I agree.', locale: 'en' };

describe('a subscription', () => {
  test('hears of every change, in order, until it ends', async (t) => {
    const { service, provider, open, until } = await startWorld(t, { limits: { tickMs: 60_000 } });
    provider.answers(steps.credentials());
    const { id } = await open({ bankId: bank.id });
    const heard: SessionView[] = [];
    const unsubscribe = service.subscribe(id, (view) => heard.push(view));
    await service.giveConsent(id, consent, psu);
    await until(id, 'credentials');
    deepStrictEqual(
      heard.map(({ status }) => status),
      ['processing', 'credentials'],
    );
    deepStrictEqual(
      heard.map(({ version }) => version),
      [2, 3],
    );
    unsubscribe();
    await service.cancel(id, psu);
    strictEqual(heard.length, 2);
  });

  test('of one session hears nothing of another', async (t) => {
    const { service, open } = await startWorld(t, { limits: { tickMs: 60_000 } });
    const [a, b] = [await open(), await open()];
    const heard: string[] = [];
    service.subscribe(a.id, ({ id }) => heard.push(id));
    await service.cancel(b.id, psu);
    await service.cancel(a.id, psu);
    deepStrictEqual(heard, [a.id]);
  });

  test('whose listener throws does not disturb the others, nor the change', async (t) => {
    const { service, open, log } = await startWorld(t, { limits: { tickMs: 60_000 } });
    const { id } = await open();
    const heard: string[] = [];
    service.subscribe(id, () => {
      throw new Error('gone');
    });
    service.subscribe(id, ({ status }) => heard.push(status));
    await service.cancel(id, psu);
    deepStrictEqual(heard, ['cancelled']);
    strictEqual(log.filter(({ message }) => message === 'listener failed').length, 1);
  });

  test('hears what another instance changed', async (t) => {
    const { service, another, open } = await startWorld(t);
    const elsewhere = another();
    const { id } = await open({ bankId: bank.id });
    const cancelled = viewUntil(service, id, 'cancelled');
    await elsewhere.cancel(id, psu);
    strictEqual((await cancelled).status, 'cancelled');
  });
});

describe('watchers', () => {
  /** Watchers over a store that counts how often it is asked. */
  const watching = (versions: ReadonlyMap<string, number> = new Map(), session = aSession()) => {
    const asked: (readonly string[])[] = [];
    const found: string[] = [];
    const watchers = new Watchers({
      sessions: {
        versions: (ids) => (asked.push(ids), Promise.resolve(versions)),
        find: (id) => (found.push(id), Promise.resolve({ session, clientTokenHash: '' })),
      },
      toView: (of) => toView(of, merchant),
      logger: { warn: () => undefined },
      catchUpMs: 60_000,
    });
    return { watchers, asked, found };
  };
  const decoupled = aSession({ state: states.decoupled });

  test('are not told of a change that no browser could see', () => {
    const { watchers } = watching();
    const heard: number[] = [];
    const unsubscribe = watchers.subscribe('session', ({ version }) => heard.push(version));
    watchers.publish({ ...decoupled, version: 8 }, decoupled);
    watchers.publish({ ...decoupled, version: 9, calls: 4, leaseUntil: 1 }, { ...decoupled, version: 8 });
    watchers.publish({ ...decoupled, version: 10, round: 2 }, { ...decoupled, version: 9 });
    deepStrictEqual(heard, [8, 10]);
    unsubscribe();
  });

  test('are not told of a version twice, nor of an old one', () => {
    const { watchers } = watching();
    const heard: number[] = [];
    const unsubscribe = watchers.subscribe('session', ({ version }) => heard.push(version));
    for (const version of [9, 9, 8]) watchers.publish({ ...decoupled, version });
    deepStrictEqual(heard, [9]);
    unsubscribe();
  });

  test('read a session only when its version is new', async () => {
    const { watchers, asked, found } = watching(new Map([['session', 7]]));
    const heard: number[] = [];
    const unsubscribe = watchers.subscribe('session', ({ version }) => heard.push(version));
    await watchers.catchUp();
    await watchers.catchUp();
    deepStrictEqual(asked, [['session'], ['session']]);
    deepStrictEqual([found, heard], [['session'], [7]]);
    unsubscribe();
  });

  test('look for changes only while somebody watches', () => {
    const { watchers } = watching();
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    const [a, b] = [watchers.subscribe('a', () => undefined), watchers.subscribe('b', () => undefined)];
    strictEqual(timers(), before + 1);
    strictEqual(watchers.isWatched('a'), true);
    a();
    a();
    strictEqual(timers(), before + 1);
    b();
    strictEqual(timers(), before);
    strictEqual(watchers.isWatched('a'), false);
  });
});

describe('looks at an approval', () => {
  test('are no news for the browser', async (t) => {
    const { service, provider, clock, begun, until } = await startWorld(t, { limits: { tickMs: 5 } });
    const last = deferred<Step>();
    provider.answers(steps.decoupled(), steps.decoupled(), steps.decoupled(), () => last.promise, steps.refused());
    const id = await begun();
    await until(id, 'decoupled');
    const heard: string[] = [];
    service.subscribe(id, ({ status }) => heard.push(status));
    const hurry = setInterval(() => clock.advance(500), 2);
    while (provider.asked.length < 4) await new Promise((resolve) => setImmediate(resolve));
    clearInterval(hurry);
    last.resolve(steps.decoupled('Another one.'));
    const hurryOn = setInterval(() => clock.advance(500), 2);
    await until(id, 'attempt_failed');
    clearInterval(hurryOn);
    // Catching up tells the first one; the second is the new request.
    deepStrictEqual(heard, ['decoupled', 'decoupled', 'attempt_failed']);
  });
});
