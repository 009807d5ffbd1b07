import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fingerprintOf } from '../../../server/connection/grants.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import type { Grant } from '../../../server/providers/authorisation.js';
import type { StoredConnection } from '../../../server/store/stored.js';
import { onEachEngine } from '../../support/engines.js';
import { ManualTime } from '../../support/manual-time.js';
import { next } from '../store/fixtures.js';
import { arrange, id, merchant, noon } from './refresh-fixture.js';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** What the completion of a session does to its connection. */
const renewed = (stored: StoredConnection, grant: Grant, at: number): StoredConnection => ({
  ...stored,
  connection: { ...stored.connection, status: 'active' },
  grant,
  refreshed: { at },
  retired: [{ grant: stored.grant, requestedAt: at, tries: 0, nextAt: at }],
  version: stored.version + 1,
});

type Arranged = Awaited<ReturnType<typeof arrange>>;

async function renew({ first, stored, clock }: Arranged, grant: Grant): Promise<boolean> {
  const session = await first.sessions.find('session-1');
  assert.ok(session);
  return first.sessions.replace(next(session), { connection: renewed(await stored(), grant, clock.now) });
}

/** Timers of which only the worker's that ends consents matter. */
function revocationWorker() {
  const time = new ManualTime(noon);
  let planned: () => void = () => undefined;
  return {
    schedule: (run: () => void, delayMs: number) => {
      if (delayMs !== minuteMs) return () => undefined;
      planned();
      return time.schedule(run, delayMs);
    },
    look: async () => {
      const ended = new Promise<void>((resolve) => (planned = resolve));
      time.fireNext();
      await ended;
    },
  };
}

onEachEngine('the renewal of a connection', (engine) => {
  it('takes the lease from whoever refreshes the old grant, and what was sent needs no outcome', async () => {
    const arranged = await arrange(engine);
    const { first, bank, stored } = arranged;
    const fingerprint = fingerprintOf((await stored()).grant);
    const claim = { holder: 'slow', fingerprint, leaseMs: 60_000, doubtMs: 0 };
    const lease = await first.refreshLeases.claim(merchant, id, claim);
    assert.ok(lease);
    assert.ok(await first.refreshLeases.recordAttempt(lease, fingerprint, 60_000));
    bank.generation = 7;
    assert.ok(await renew(arranged, bank.grant()));
    assert.equal(await first.refreshLeases.extend(lease, 1_000), false);
    const doubted = { ...(await stored()), version: (await stored()).version + 1 };
    assert.equal(await first.connections.replace(doubted, { lease }), false);
    await arranged.age(600_000);
    assert.deepEqual(await first.refreshLeases.abandoned(10), []);
    assert.ok(await first.refreshLeases.claim(merchant, id, claim), 'free at once');
  });

  it('is taken back as a whole when the connection moved on', async () => {
    const { first, stored, bank, clock } = await arrange(engine);
    const session = await first.sessions.find('session-1');
    assert.ok(session);
    const before = await stored();
    const stale = renewed({ ...before, version: before.version + 5 }, bank.grant(), clock.now);
    assert.equal(await first.sessions.replace(next(session), { connection: stale }), false);
    assert.equal((await first.sessions.find('session-1'))?.session.version, session.session.version);
    assert.deepEqual(await stored(), before);
  });

  it('wins over a refresh that is under way: its answer is kept only to be ended', async () => {
    const arranged = await arrange(engine);
    const { bank, clock, instance, stored } = arranged;
    const { read } = await instance();
    clock.now += hourMs;
    const consented: Grant = { data: { access: 'a9', refresh: 'r9' } };
    let rotated: Grant | undefined;
    bank.after.push(async () => {
      rotated = bank.grant();
      await renew(arranged, consented);
      bank.generation = 9;
    });
    await read();
    assert.deepEqual(bank.reads, ['a9'], 'the reader goes on with the grant of the renewal');
    const after = await stored();
    assert.deepEqual([after.grant, after.connection.status], [consented, 'active']);
    assert.deepEqual(
      after.retired?.map(({ grant }) => grant),
      [rotated],
    );
  });

  it('is not undone by a refresh that says the old grant is dead', async () => {
    const arranged = await arrange(engine);
    const { bank, clock, instance, stored } = arranged;
    const { read } = await instance();
    clock.now += hourMs;
    const consented: Grant = { data: { access: 'a9', refresh: 'r9' } };
    bank.before.push(async () => {
      await renew(arranged, consented);
      bank.generation = 9;
      throw new ProviderError('reauth_required', { retryable: false });
    });
    await read();
    const after = await stored();
    assert.deepEqual([after.grant, after.connection.status, bank.isAlive], [consented, 'active', true]);
  });

  it('ends the consent before at the provider, again and again until it listens, and never the new one', async () => {
    const arranged = await arrange(engine);
    const { bank, clock, instance, stored } = arranged;
    const { schedule, look } = revocationWorker();
    const { service } = await instance({ schedule });
    service.start();
    const old = (await stored()).grant;
    await renew(arranged, { data: { access: 'a9', refresh: 'r9' } });
    const told: Grant[] = [];
    let isDown = true;
    bank.provider.data.revoke = (grant) => {
      told.push(grant);
      return isDown
        ? Promise.reject(new ProviderError('provider_unavailable', { retryable: true }))
        : Promise.resolve();
    };
    await look();
    const [waiting] = (await stored()).retired ?? [];
    assert.deepEqual([told, waiting?.tries, waiting?.nextAt], [[old], 1, clock.now + minuteMs]);
    await look();
    assert.equal(told.length, 1, 'not before its time');
    isDown = false;
    clock.now += 2 * minuteMs;
    await look();
    assert.deepEqual([told, (await stored()).retired], [[old, old], []]);
    clock.now += hourMs;
    await look();
    assert.equal(told.length, 2);
    assert.equal((await stored()).connection.status, 'active');
    await service.stop();
  });
});
