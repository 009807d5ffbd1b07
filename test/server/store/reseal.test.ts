import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Vault } from '../../../server/store/store.js';
import { createVault } from '../../../server/store/vault.js';
import { newKey, onEachEngine, tamper } from '../../support/engines.js';
import { aConnection, aRegistration, aStoredSession, next } from './fixtures.js';

onEachEngine('a key rotation', (engine) => {
  const [oldKey, newerKey] = [newKey('old'), newKey('new')];
  const rotated = () => createVault([newerKey, oldKey]);

  async function fill(count: number) {
    const database = await engine.newDatabase();
    const store = await engine.open({ engine: database, vault: await createVault([oldKey]) });
    for (let index = 0; index < count; index += 1) {
      const first = aStoredSession({ id: `s${String(index).padStart(3, '0')}`, wakeAt: 1 });
      await store.sessions.insert(first);
      await store.sessions.replace(next(first, { wakeAt: 1 }), {
        connection: aConnection({ id: `c${String(index).padStart(3, '0')}` }),
      });
    }
    await store.close();
    return database;
  }
  const filled = new Map<number, ReturnType<typeof fill>>();
  /** Each test has a copy: to fill one takes most of the time. */
  async function filledWithOldKey(count: number) {
    const original = filled.get(count) ?? fill(count);
    filled.set(count, original);
    return engine.copyOf(await original);
  }

  it('seals every row again, after which the old key can go', async () => {
    const database = await filledWithOldKey(60);
    const during = await engine.open({ engine: database, vault: await rotated() });
    assert.deepEqual(await during.reseal(), { resealed: 120, unreadable: 0 });
    assert.deepEqual(await during.reseal(), { resealed: 0, unreadable: 0 });

    const after = await engine.open({ engine: database, vault: await createVault([newerKey]) });
    assert.equal((await after.sessions.claimDue(10, 1_000, 100)).length, 60);
    assert.equal((await after.connections.list('shop', { limit: 100 })).length, 60);
  });

  it('seals the credentials of registrations again', async () => {
    const database = await engine.newDatabase();
    const before = await engine.open({ engine: database, vault: await createVault([oldKey]) });
    await before.registrations.insert(aRegistration());
    const during = await engine.open({ engine: database, vault: await rotated() });
    assert.deepEqual(await during.reseal(), { resealed: 1, unreadable: 0 });
    const after = await engine.open({ engine: database, vault: await createVault([newerKey]) });
    assert.deepEqual(await after.registrations.find('some-bank'), aRegistration());
  });

  it('loses nothing that is written or read meanwhile', async () => {
    const database = await filledWithOldKey(60);
    const vault = await rotated();
    const store = await engine.open({ engine: database, vault });
    const resealing = store.reseal();
    for (let index = 59; index >= 0; index -= 3) {
      const found = await store.sessions.find(`s${String(index).padStart(3, '0')}`);
      assert.ok(found);
      assert.equal(await store.sessions.replace(next(found, { round: 7 })), true);
    }
    await resealing;
    const after = await engine.open({ engine: database, vault: await createVault([newerKey]) });
    for (let index = 0; index < 60; index += 1) {
      const found = await after.sessions.find(`s${String(index).padStart(3, '0')}`);
      assert.equal(found?.session.round, index % 3 === 2 ? 7 : 0);
    }
  });

  it('does not write over what an instance that still has the old settings wrote meanwhile', async () => {
    const database = await filledWithOldKey(1);
    const older = await engine.open({ engine: database, vault: await createVault([oldKey]) });
    const newer = await rotated();
    let interfered = false;
    const vault: Vault = {
      ...newer,
      async seal(value, context) {
        const found = interfered ? undefined : await older.sessions.find('s000');
        interfered = true;
        if (found !== undefined) assert.equal(await older.sessions.replace(next(found, { round: 7 })), true);
        return newer.seal(value, context);
      },
    };
    const store = await engine.open({ engine: database, vault });
    assert.equal((await store.reseal()).resealed, 1, 'the connection only');
    assert.equal((await store.sessions.find('s000'))?.session.round, 7);
    assert.equal((await store.reseal()).resealed, 1, 'the row is left for the next time');
  });

  it('can be broken off and taken up again', async () => {
    const database = await filledWithOldKey(60);
    const store = await engine.open({ engine: database, vault: await rotated() });
    const stop = new AbortController();
    const first = store.reseal(stop.signal);
    stop.abort();
    const before = await first;
    assert.ok(before.resealed < 120);
    assert.equal((await store.reseal()).resealed, 120 - before.resealed);
  });

  it('passes over rows that no key opens, and counts them', async () => {
    const database = await filledWithOldKey(3);
    await tamper(database, `update sessions set sealed = 'x' where id = 's001'`);
    const store = await engine.open({ engine: database, vault: await rotated() });
    assert.deepEqual(await store.reseal(), { resealed: 5, unreadable: 1 });
    assert.deepEqual(await store.reseal(), { resealed: 0, unreadable: 1 });
  });
});
