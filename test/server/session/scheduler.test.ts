import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { Scheduler } from '../../../server/session/scheduler.js';
import type { StoredSession } from '../../../server/store/stored.js';
import { aSession } from './fixtures.js';
import { deferred } from './world.js';

const due = (...ids: readonly string[]): readonly StoredSession[] =>
  ids.map((id) => ({ session: aSession({ id }), clientTokenHash: id }));

/** A scheduler whose rounds find what the test says, one list per round, then nothing. */
function scheduling(
  t: TestContext,
  rounds: readonly (readonly StoredSession[] | Error)[],
  wake: (id: string) => Promise<void>,
  tickMs = 1,
) {
  const limits: number[] = [];
  const warnings: string[] = [];
  const left = [...rounds];
  const scheduler = new Scheduler({
    sessions: {
      claimDue: (_now, _leaseMs, limit) => {
        limits.push(limit);
        const round = left.shift() ?? [];
        return round instanceof Error ? Promise.reject(round) : Promise.resolve(round);
      },
    },
    now: Date.now,
    logger: { warn: (_fields, message) => void warnings.push(message) },
    tickMs,
    leaseMs: 1_000,
    wake,
  });
  t.after(() => scheduler.stop(0));
  return { scheduler, limits, warnings };
}

/** Longer than any test: whoever waits for a round instead of coming on time fails. */
const never = 3_600_000;
const soon = { timeout: 10_000 };

describe('the scheduler', soon, () => {
  test('wakes what is due, round after round', async (t) => {
    const third = deferred<string>();
    const woken: string[] = [];
    const { scheduler } = scheduling(t, [due('a', 'b'), [], due('c')], (id) => {
      woken.push(id);
      if (id === 'c') third.resolve(id);
      return Promise.resolve();
    });
    scheduler.start();
    await third.promise;
    deepStrictEqual(woken, ['a', 'b', 'c']);
  });

  test('goes on when one session hangs, does not wake it twice, and counts it as taken', async (t) => {
    const second = deferred<string>();
    const woken: string[] = [];
    const { scheduler, limits } = scheduling(t, [due('hangs'), due('hangs', 'b')], (id) => {
      woken.push(id);
      if (id === 'hangs') return new Promise(() => undefined);
      second.resolve(id);
      return Promise.resolve();
    });
    scheduler.start();
    await second.promise;
    deepStrictEqual(woken, ['hangs', 'b']);
    deepStrictEqual(limits.slice(0, 2), [100, 99]);
  });

  test('goes on after a store that fails and a session that cannot be woken', async (t) => {
    const last = deferred<string>();
    const { scheduler, warnings } = scheduling(t, [new Error('away'), due('broken'), due('last')], (id) => {
      if (id === 'broken') return Promise.reject(new Error('broken'));
      last.resolve(id);
      return Promise.resolve();
    });
    scheduler.start();
    await last.promise;
    deepStrictEqual(warnings, ['due sessions not claimed', 'session not woken']);
  });

  test('comes back at once when there was more than it could take', async (t) => {
    const more = deferred<string>();
    const many = due(...Array.from({ length: 100 }, (_, index) => `s${index}`));
    const { scheduler } = scheduling(
      t,
      [many, due('more')],
      (id) => {
        if (id === 'more') more.resolve(id);
        return Promise.resolve();
      },
      never,
    );
    scheduler.start();
    strictEqual(await more.promise, 'more');
  });

  test('comes on time for what is due before the next round', async (t) => {
    const early = deferred<number>();
    const { scheduler } = scheduling(
      t,
      [[], due('early')],
      () => {
        early.resolve(Date.now());
        return Promise.resolve();
      },
      never,
    );
    scheduler.start();
    const wakeAt = Date.now() + 30;
    scheduler.nudge(wakeAt + 30_000);
    scheduler.nudge(wakeAt);
    ok((await early.promise) >= wakeAt - 1);
  });

  test('waits for running wakes when it stops, but not for one that hangs', async (t) => {
    const started = deferred<string>();
    const { scheduler } = scheduling(t, [due('hangs')], (id) => {
      started.resolve(id);
      return new Promise(() => undefined);
    });
    scheduler.start();
    await started.promise;
    await scheduler.stop(5);
  });
});
