import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEndNoticeWorker } from '../../../server/connection/end-notice-worker.js';
import { nextNoticeAt, notice } from '../../../server/connection/end-notices.js';
import { WebhookEvent } from '../../../server/contract/webhooks.js';
import type { Store } from '../../../server/store/store.js';
import type { StoredConnection } from '../../../server/store/stored.js';
import { newVault, onEachEngine, tamper } from '../../support/engines.js';
import { ManualTime } from '../../support/manual-time.js';
import { aConnection, aStoredSession, next } from '../store/fixtures.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const created = Date.parse('2026-01-01T00:00:00.000Z');
const inDays = (days: number) => new Date(created + days * dayMs).toISOString();

function endingIn(days: number, overrides: Partial<StoredConnection> = {}): StoredConnection {
  const stored = aConnection(overrides);
  return { ...stored, connection: { ...stored.connection, expiresAt: inDays(days) } };
}

describe('the notices of a consent that ends', () => {
  /** Days after the start, and what was said, when somebody looks every six hours. */
  function told(stored: StoredConnection, days: number): string[] {
    const said: string[] = [];
    let current = stored;
    for (let now = created; now <= created + days * dayMs; now += 6 * hourMs) {
      const result = notice(current, now);
      current = result.stored;
      for (const { type, data } of result.events) {
        const left = 'daysLeft' in data ? ` ${data.daysLeft}` : '';
        said.push(`${(now - created) / dayMs}: ${type}${left}`);
        WebhookEvent.parse({ id: 'evt_1', createdAt: inDays(0), type, data });
      }
    }
    return said;
  }
  const ending = 'connection.expiring';

  it('come 14 days, 7 days and 1 day ahead, and when it is over', () => {
    assert.deepEqual(told(endingIn(90), 200), [
      `76: ${ending} 14`,
      `83: ${ending} 7`,
      `89: ${ending} 1`,
      '90: connection.expired',
    ]);
  });

  it('leave out what lay in the past when the connection was made', () => {
    assert.deepEqual(told(endingIn(10), 20), [`3: ${ending} 7`, `9: ${ending} 1`, '10: connection.expired']);
    assert.deepEqual(told(endingIn(0.25), 20), ['0.25: connection.expired']);
  });

  it('say only what is still true after an outage', () => {
    const { events } = notice(endingIn(90), created + 88 * dayMs);
    assert.deepEqual(
      events.map(({ data }) => 'daysLeft' in data && data.daysLeft),
      [7],
    );
  });

  it('are none where no end is known, or nothing is left to end', () => {
    assert.equal(nextNoticeAt(aConnection()), undefined);
    const stored = endingIn(90);
    const revoked: StoredConnection = { ...stored, connection: { ...stored.connection, status: 'revoked' } };
    assert.deepEqual(told(revoked, 100), []);
    const broken: StoredConnection = { ...stored, connection: { ...stored.connection, status: 'reauth_required' } };
    assert.deepEqual(told(broken, 100), ['90: connection.expired']);
  });

  it('begin anew with a renewal', () => {
    const told = notice(endingIn(90), created + 89 * dayMs).stored;
    const renewed = (days: number): StoredConnection => ({
      ...told,
      connection: { ...told.connection, renewedAt: inDays(89), expiresAt: inDays(days) },
    });
    assert.equal(nextNoticeAt(renewed(180)), created + 166 * dayMs);
    assert.equal(nextNoticeAt(renewed(99)), created + 92 * dayMs);
  });

  it('are not repeated when the end comes earlier than was said', () => {
    const told = notice(endingIn(90), created + 84 * dayMs).stored;
    const shortened = { ...told, connection: { ...told.connection, expiresAt: inDays(89) } };
    assert.deepEqual(notice(shortened, created + 85 * dayMs).events, []);
    assert.equal(nextNoticeAt(shortened), created + 88 * dayMs);
  });
});

onEachEngine('the end of consents', (engine) => {
  async function fill(store: Store, connections: readonly StoredConnection[]) {
    for (const connection of connections) {
      const session = aStoredSession({ id: `session-of-${connection.connection.id}` });
      await store.sessions.insert(session);
      await store.sessions.replace(next(session), { connection });
    }
  }
  const types = async (store: Store) =>
    (await store.webhookEvents.list('shop', { limit: 1_000 })).map(({ event: { type, data } }) =>
      [type, 'connectionId' in data && data.connectionId, 'daysLeft' in data ? data.daysLeft : 0].join(' '),
    );

  it('is announced once by servers that share the work and are started anew all the time', async () => {
    const database = await engine.newDatabase();
    const vault = await newVault();
    const time = new ManualTime(created);
    const open = () => engine.open({ engine: database, vault, now: () => time.now });
    const [one, two] = [await open(), await open()];
    const ids = Array.from({ length: 20 }, (_, index) => `connection-${index}`);
    await fill(
      one,
      ids.map((id) => endingIn(90, aConnection({ id }))),
    );
    const warnings: unknown[] = [];
    const logger = { warn: (fields: unknown) => void warnings.push(fields) };
    for (; time.now <= created + 92 * dayMs; time.now += 12 * hourMs) {
      const looks = [one, two].map((store) => {
        let ended = (): void => undefined;
        const look = new Promise<void>((resolve) => (ended = resolve));
        let plans = 0;
        const schedule = (run: () => void) => {
          plans += 1;
          if (plans === 1) queueMicrotask(run);
          else ended();
          return () => undefined;
        };
        const { connections } = store;
        const worker = createEndNoticeWorker({ connections, schedule, now: () => time.now, logger });
        worker.start();
        return look.then(() => worker.stop());
      });
      await Promise.all(looks);
    }
    const expected = ids.flatMap((id) => [
      `connection.expiring ${id} 14`,
      `connection.expiring ${id} 7`,
      `connection.expiring ${id} 1`,
      `connection.expired ${id} 0`,
    ]);
    assert.deepEqual((await types(one)).sort(), expected.sort());
    assert.deepEqual(warnings, []);
  });

  it('is known of connections that an earlier release wrote', async () => {
    const database = await engine.newDatabase();
    const store = await engine.open({ engine: database });
    await fill(store, [endingIn(90)]);
    await tamper(database, 'update connections set notice_at = 0');
    const [claimed] = await store.connections.claimNotices(created, 60_000, 10);
    assert.ok(claimed);
    const { stored, events } = notice(claimed, created);
    assert.deepEqual(events, []);
    assert.equal(await store.connections.replace({ ...stored, version: 2 }), true);
    assert.deepEqual(await store.connections.claimNotices(created + 75 * dayMs, 60_000, 10), []);
    assert.equal((await store.connections.claimNotices(created + 76 * dayMs, 60_000, 10)).length, 1);
  });
});
