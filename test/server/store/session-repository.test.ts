import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Store } from '../../../server/store/store.js';
import { newVault, onEachEngine } from '../../support/engines.js';
import { aConnection, aStoredSession, cancelledState, next } from './fixtures.js';

const isDuplicate = { name: 'StoreError', code: 'duplicate' };

onEachEngine('the sessions', (engine) => {
  it('gives back a session as it was written, by id and by token hash', async () => {
    const { sessions } = await engine.open();
    const stored = aStoredSession({ wakeAt: 5_000, callback: { provider: 'token-io', correlationId: 'request-1' } });
    await sessions.insert(stored);
    assert.deepEqual(await sessions.find('session-1'), stored);
    assert.deepEqual(await sessions.findByTokenHash('hash-of-session-1'), stored);
    assert.equal(await sessions.find('session-2'), undefined);
    assert.equal(await sessions.findByTokenHash('hash-of-session-2'), undefined);
  });

  it('refuses a second session with the same id or the same token', async () => {
    const { sessions } = await engine.open();
    await sessions.insert(aStoredSession());
    await assert.rejects(sessions.insert(aStoredSession({ clientTokenHash: 'other' })), isDuplicate);
    await assert.rejects(
      sessions.insert(aStoredSession({ id: 'other', clientTokenHash: 'hash-of-session-1' })),
      isDuplicate,
    );
  });

  it('writes the next version once: of 20 writers at the same time one wins', async () => {
    const { sessions } = await engine.open();
    const first = aStoredSession();
    await sessions.insert(first);
    const writers = Array.from({ length: 20 }, (_, index) => next(first, { round: index }));
    const results = await Promise.all(writers.map((writer) => sessions.replace(writer)));
    assert.equal(results.filter(Boolean).length, 1);
    assert.deepEqual(await sessions.find('session-1'), writers[results.indexOf(true)]);
  });

  it('does not write over a version that moved on, a gap, an unknown id or a foreign merchant', async () => {
    const { sessions } = await engine.open();
    const first = aStoredSession();
    const second = next(first);
    await sessions.insert(first);
    assert.equal(await sessions.replace(second), true);
    assert.equal(await sessions.replace(next(first, { round: 9 })), false);
    assert.equal(await sessions.replace(next(second, { version: 4 })), false);
    assert.equal(await sessions.replace(next(second, { id: 'session-2' })), false);
    assert.equal(await sessions.replace(next(second, { merchantId: 'other' })), false);
    assert.deepEqual(await sessions.find('session-1'), second);
  });

  it('finds a session by merchant, provider and correlation id until the callback is taken away', async () => {
    const { sessions } = await engine.open();
    const callback = { provider: 'token-io', correlationId: 'request-1' };
    const first = aStoredSession({ callback });
    await sessions.insert(first);
    assert.deepEqual(await sessions.findByCorrelation('shop', 'token-io', 'request-1'), first);
    assert.equal(await sessions.findByCorrelation('other', 'token-io', 'request-1'), undefined);
    assert.equal(await sessions.findByCorrelation('shop', 'other', 'request-1'), undefined);
    assert.equal(await sessions.findByCorrelation('shop', 'token-io', 'request-2'), undefined);

    const ended = next(first, { state: cancelledState });
    await sessions.replace(ended);
    assert.deepEqual(await sessions.findByCorrelation('shop', 'token-io', 'request-1'), ended);

    const { session, clientTokenHash } = next(ended);
    await sessions.replace({ session, clientTokenHash });
    assert.equal(await sessions.findByCorrelation('shop', 'token-io', 'request-1'), undefined);
  });

  it('finds the youngest of two sessions with the same correlation id', async () => {
    const { sessions } = await engine.open();
    const callback = { provider: 'token-io', correlationId: 'request-1' };
    await sessions.insert(aStoredSession({ id: 'young', createdAt: 2_000, callback }));
    await sessions.insert(aStoredSession({ id: 'old', createdAt: 1_000, callback }));
    assert.equal((await sessions.findByCorrelation('shop', 'token-io', 'request-1'))?.session.id, 'young');
  });

  it('writes a session and its connection together', async () => {
    const { sessions, connections } = await engine.open();
    const first = aStoredSession();
    await sessions.insert(first);
    assert.equal(await sessions.replace(next(first), { connection: aConnection() }), true);
    assert.deepEqual(await connections.find('shop', 'connection-1'), aConnection());
  });

  it('writes neither when the session moved on, and neither when the connection cannot be written', async () => {
    const { sessions, connections } = await engine.open();
    const first = aStoredSession();
    await sessions.insert(first);
    await sessions.replace(next(first));
    assert.equal(await sessions.replace(next(first), { connection: aConnection() }), false);
    assert.equal(await connections.find('shop', 'connection-1'), undefined);

    const second = aStoredSession({ id: 'session-2' });
    await sessions.insert(second);
    await sessions.replace(next(second), { connection: aConnection() });
    const third = next(next(first));
    await assert.rejects(sessions.replace(third, { connection: aConnection() }), isDuplicate);
    assert.equal((await sessions.find('session-1'))?.session.version, 2);
  });

  it('claims what is due, earliest first, at most the limit, and not again before the lease ends', async () => {
    const { sessions } = await engine.open();
    for (const [id, wakeAt] of [
      ['c', 300],
      ['a', 100],
      ['b', 200],
      ['later', 2_000],
    ] as const) {
      await sessions.insert(aStoredSession({ id, wakeAt }));
    }
    await sessions.insert(aStoredSession({ id: 'asleep' }));
    const ids = (claimed: readonly { session: { id: string } }[]) => claimed.map(({ session }) => session.id).sort();
    assert.deepEqual(ids(await sessions.claimDue(1_000, 500, 2)), ['a', 'b']);
    assert.deepEqual(ids(await sessions.claimDue(1_000, 500, 2)), ['c']);
    assert.deepEqual(ids(await sessions.claimDue(1_000, 500, 2)), []);
    assert.deepEqual(ids(await sessions.claimDue(1_500, 500, 9)), ['a', 'b', 'c']);
    assert.equal((await sessions.find('a'))?.wakeAt, 2_000);
  });

  it('hands each due session to one of several instances', async () => {
    const database = await engine.newDatabase();
    const vault = await newVault();
    const instances: Store[] = [];
    for (let count = 0; count < 3; count += 1) instances.push(await engine.open({ engine: database, vault }));
    const [first] = instances;
    assert.ok(first);
    for (let index = 0; index < 60; index += 1)
      await first.sessions.insert(aStoredSession({ id: `s${index}`, wakeAt: 1 }));
    const batches = await Promise.all(
      [...instances, ...instances, ...instances, ...instances].map((store) => store.sessions.claimDue(10, 10_000, 7)),
    );
    const claimed = batches.flatMap((batch) => batch.map(({ session }) => session.id));
    const rest = await first.sessions.claimDue(10, 10_000, 100);
    claimed.push(...rest.map(({ session }) => session.id));
    assert.equal(claimed.length, 60);
    assert.equal(new Set(claimed).size, 60);
  });

  it('tells the versions of many sessions at once', async () => {
    const { sessions } = await engine.open();
    const first = aStoredSession();
    await sessions.insert(first);
    await sessions.insert(aStoredSession({ id: 'session-2' }));
    await sessions.replace(next(first));
    const unknown = Array.from({ length: 1_200 }, (_, index) => `unknown-${index}`);
    const versions = await sessions.versions(['session-1', ...unknown, 'session-2']);
    assert.deepEqual([...versions].sort(), [
      ['session-1', 2],
      ['session-2', 1],
    ]);
    assert.equal((await sessions.versions([])).size, 0);
  });

  it('prunes sessions that ended before a time, and no others', async () => {
    let now = 1_000;
    const { sessions } = await engine.open({ now: () => now });
    for (const id of ['early', 'late', 'open']) await sessions.insert(aStoredSession({ id }));
    await sessions.replace(aStoredSession({ id: 'early', version: 2, state: cancelledState }));
    now = 2_000;
    await sessions.replace(aStoredSession({ id: 'late', version: 2, state: cancelledState }));
    assert.equal(await sessions.prune(2_000), 1);
    assert.equal(await sessions.find('early'), undefined);
    assert.ok(await sessions.find('late'));
    assert.ok(await sessions.find('open'));
  });
});
