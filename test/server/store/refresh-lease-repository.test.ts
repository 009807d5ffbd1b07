import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoreOptions } from '../../../server/store/open-store.js';
import type { Store } from '../../../server/store/store.js';
import { newVault, onEachEngine, tamper } from '../../support/engines.js';
import { aConnection, aStoredSession, next } from './fixtures.js';

const minuteMs = 60_000;
const terms = { holder: 'node-a', fingerprint: 'grant-1', leaseMs: minuteMs, doubtMs: minuteMs };

onEachEngine('the lease of a grant', (engine) => {
  /** Two instances over one database with one connection. */
  async function arrange() {
    const database = await engine.newDatabase();
    const vault = await newVault();
    const open = () => engine.open({ engine: database, vault });
    const [one, other] = [await open(), await open()];
    const session = aStoredSession();
    await one.sessions.insert(session);
    await one.sessions.replace(next(session), { connection: aConnection() });
    return { database, one, other };
  }

  const claim = ({ refreshLeases }: Store, over: Partial<typeof terms> = {}) =>
    refreshLeases.claim('shop', 'connection-1', { ...terms, ...over });
  const claimed = async (store: Store, over: Partial<typeof terms> = {}) => {
    const lease = await claim(store, over);
    assert.ok(lease, 'the lease is free');
    return lease;
  };
  /** What happens when time passes: leases and attempts are older. */
  const age = (database: StoreOptions['engine'], ms: number) =>
    tamper(
      database,
      `update connections set refresh_until = refresh_until - ${ms}, refresh_sent_at = refresh_sent_at - ${ms}`,
    );

  it('goes to one of many who want it at the same time, and to the next when it is released', async () => {
    const { one, other } = await arrange();
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => claim(n % 2 ? one : other)));
    const [lease, ...more] = all.filter((got) => got !== undefined);
    assert.ok(lease && more.length === 0);
    assert.equal(await claim(other), undefined);
    await one.refreshLeases.release(lease);
    assert.ok((await claimed(other)).fence > lease.fence);
  });

  it('is nobody’s for a connection that is not there, or is another merchant’s', async () => {
    const { one } = await arrange();
    assert.equal(await one.refreshLeases.claim('shop', 'unknown', terms), undefined);
    assert.equal(await one.refreshLeases.claim('other', 'connection-1', terms), undefined);
  });

  it('ends by itself, and from then on the holder before can do nothing with it', async () => {
    const { database, one, other } = await arrange();
    const old = await claimed(one);
    await age(database, minuteMs);
    const lease = await claimed(other);
    assert.equal(await one.refreshLeases.extend(old, minuteMs), false);
    assert.equal(await one.refreshLeases.recordAttempt(old, 'grant-1', 1_000), false);
    await one.refreshLeases.release(old);
    assert.equal(await claim(one), undefined, 'a release of the holder before frees nothing');
    assert.equal(await other.refreshLeases.recordAttempt(lease, 'grant-1', 1_000), true);
  });

  it('goes on as long as it is extended', async () => {
    const { database, one, other } = await arrange();
    const lease = await claimed(one);
    await age(database, minuteMs - 5_000);
    assert.equal(await one.refreshLeases.extend(lease, minuteMs), true);
    await age(database, minuteMs - 5_000);
    assert.equal(await claim(other), undefined);
  });

  it('goes on from an attempt that is written down', async () => {
    const { database, one, other } = await arrange();
    const lease = await claimed(one, { leaseMs: 1_000 });
    await one.refreshLeases.recordAttempt(lease, 'grant-1', minuteMs);
    await age(database, minuteMs - 5_000);
    assert.equal(await claim(other, { doubtMs: 0 }), undefined);
  });

  it('is kept from others as long as an attempt of a holder who is gone may still be answered', async () => {
    const { database, one, other } = await arrange();
    const lease = await claimed(one, { leaseMs: 1_000 });
    await one.refreshLeases.recordAttempt(lease, 'grant-1', 1_000);
    await age(database, 30_000);
    assert.equal(await claim(other), undefined);
    assert.deepEqual(await other.refreshLeases.abandoned(10), [{ merchantId: 'shop', connectionId: 'connection-1' }]);
    await age(database, 30_000);
    await claimed(other);
  });

  it('is not kept when the provider takes the same token twice, or when the grant is another one by now', async () => {
    const { database, one, other } = await arrange();
    const lease = await claimed(one, { leaseMs: 1_000 });
    await one.refreshLeases.recordAttempt(lease, 'grant-1', 1_000);
    await age(database, 10_000);
    const graceful = await claimed(other, { doubtMs: 0, leaseMs: 1_000 });
    await other.refreshLeases.recordAttempt(graceful, 'grant-1', 1_000);
    await age(database, 10_000);
    await claimed(one, { fingerprint: 'grant-2' });
  });

  it('leaves no trace of an attempt that has an outcome', async () => {
    const { one, other } = await arrange();
    const lease = await claimed(one);
    await one.refreshLeases.recordAttempt(lease, 'grant-1', 1_000);
    await one.refreshLeases.release(lease);
    assert.deepEqual(await one.refreshLeases.abandoned(10), []);
    await claimed(other);
  });

  it('guards a write that only its holder may make, and survives every other write', async () => {
    const { database, one, other } = await arrange();
    const old = await claimed(one);
    assert.equal(await other.connections.replace(aConnection({ version: 2 })), true, 'anybody may write');
    assert.equal(await one.connections.replace(aConnection({ version: 3 }), { lease: old }), true);
    await age(database, minuteMs);
    const lease = await claimed(other);
    assert.equal(await one.connections.replace(aConnection({ version: 4 }), { lease: old }), false);
    assert.equal(await other.connections.replace(aConnection({ version: 4 }), { lease }), true);
  });
});
