import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Announcement } from '../../../server/contract/webhooks.js';
import type { Store } from '../../../server/store/store.js';
import type { StoredDelivery, StoredWebhookEvent } from '../../../server/store/stored.js';
import { createVault } from '../../../server/store/vault.js';
import { newKey, onEachEngine } from '../../support/engines.js';
import { aConnection, aStoredSession, cancelledState, next } from './fixtures.js';

const ended = (id: string): Announcement => ({ type: 'session.cancelled', data: { sessionId: id } });
const isDuplicate = { name: 'StoreError', code: 'duplicate' };

/** A session of `merchantId` that ends, and is announced. */
async function end(store: Store, id: string, merchantId = 'shop'): Promise<void> {
  const session = aStoredSession({ id, merchantId, clientTokenHash: `hash of ${id}` });
  await store.sessions.insert(session);
  await store.sessions.replace(next(session, { state: cancelledState }), { events: [ended(id)] });
}

const idsOf = (events: readonly StoredWebhookEvent[]) =>
  events.map(({ event }) => ('sessionId' in event.data ? event.data.sessionId : ''));

onEachEngine('the outbox', (engine) => {
  it('has an event exactly when the change of the session was written', async () => {
    const store = await engine.open();
    const session = aStoredSession();
    await store.sessions.insert(session);
    const events = [ended('session-1')];
    const won = await Promise.all(
      [1, 2, 3].map(() => store.sessions.replace(next(session, { state: cancelledState }), { events })),
    );
    assert.deepEqual(won.sort(), [false, false, true]);
    const [stored, ...others] = await store.webhookEvents.list('shop', { limit: 10 });
    assert.deepEqual(others, []);
    assert.match(stored?.event.id ?? '', /^evt_[\w-]{27}$/);
    assert.deepEqual(stored, {
      event: { id: stored?.event.id, createdAt: '1970-01-01T00:00:01.000Z', ...ended('session-1') },
      merchantId: 'shop',
      delivery: { state: 'pending', dueAt: 1_000, beganAt: 1_000, tries: 0 },
      version: 1,
    });
  });

  it('has nothing of a change that failed in the middle', async () => {
    const store = await engine.open();
    const [one, two] = [aStoredSession(), aStoredSession({ id: 'session-2' })];
    for (const session of [one, two]) await store.sessions.insert(session);
    await store.sessions.replace(next(one), { connection: aConnection() });
    const failing = store.sessions.replace(next(two), { connection: aConnection(), events: [ended('session-2')] });
    await assert.rejects(failing, isDuplicate);
    assert.equal((await store.sessions.find('session-2'))?.session.version, 1);
    assert.deepEqual(await store.webhookEvents.list('shop', { limit: 10 }), []);
  });

  it('has an event exactly when the change of the connection was written', async () => {
    const store = await engine.open();
    const session = aStoredSession();
    await store.sessions.insert(session);
    await store.sessions.replace(next(session), { connection: aConnection() });
    const data = { connectionId: 'connection-1', sessionId: 'session-1' };
    const events: Announcement[] = [{ type: 'connection.reauth_required', data }];
    const lease = { merchantId: 'shop', connectionId: 'connection-1', fence: 7 };
    assert.equal(await store.connections.replace(aConnection({ version: 2 }), { lease, events }), false);
    assert.deepEqual(await store.webhookEvents.list('shop', { limit: 10 }), []);
    assert.equal(await store.connections.replace(aConnection({ version: 2 }), { events }), true);
    assert.equal(await store.connections.replace(aConnection({ version: 2 }), { events }), false);
    const types = (await store.webhookEvents.list('shop', { limit: 10 })).map(({ event }) => event.type);
    assert.deepEqual(types, ['connection.reauth_required']);
  });

  it('shows events to their merchant only, newest first, page after page, by state', async () => {
    const clock = { now: 0 };
    const store = await engine.open({ now: () => clock.now });
    for (const id of ['a', 'b', 'c']) {
      clock.now += 1_000;
      await end(store, id);
    }
    await end(store, 'foreign', 'other');
    const first = await store.webhookEvents.list('shop', { limit: 2 });
    assert.deepEqual(idsOf(first), ['c', 'b']);
    const last = first.at(-1)?.event;
    assert.ok(last);
    const after = { createdAt: Date.parse(last.createdAt), id: last.id };
    assert.deepEqual(idsOf(await store.webhookEvents.list('shop', { after, limit: 2 })), ['a']);
    assert.equal((await store.webhookEvents.find('shop', last.id))?.event.id, last.id);
    assert.equal(await store.webhookEvents.find('other', last.id), undefined);
    assert.deepEqual(await store.webhookEvents.list('shop', { limit: 9, state: 'gave_up' }), []);
  });

  it('hands each due event to one caller only, and again when that one was lost', async () => {
    const store = await engine.open();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await end(store, id);
    await end(store, 'foreign', 'other');
    assert.deepEqual((await store.webhookEvents.dueMerchants(1_000)).toSorted(), ['other', 'shop']);
    const claims = await Promise.all([1, 2, 3].map(() => store.webhookEvents.claimDue('shop', 1_000, 60_000, 3)));
    assert.deepEqual(idsOf(claims.flat()).sort(), ['a', 'b', 'c', 'd', 'e']);
    assert.deepEqual(await store.webhookEvents.claimDue('shop', 60_999, 60_000, 9), []);
    assert.deepEqual(await store.webhookEvents.dueMerchants(1_000), ['other']);
    assert.equal((await store.webhookEvents.claimDue('shop', 61_000, 60_000, 9)).length, 5);
  });

  it('believes only the one who claimed an event last', async () => {
    const store = await engine.open();
    await end(store, 'a');
    const [slow] = await store.webhookEvents.claimDue('shop', 1_000, 60_000, 1);
    const [fast] = await store.webhookEvents.claimDue('shop', 61_000, 60_000, 1);
    assert.ok(slow && fast);
    const lastTry = { at: 61_000, outcome: '204' };
    const delivered: StoredDelivery = { state: 'delivered', beganAt: 1_000, tries: 1, lastTry, settledAt: 61_000 };
    const failed: StoredDelivery = { state: 'pending', beganAt: 1_000, tries: 1, dueAt: 70_000 };
    const write = (of: StoredWebhookEvent, delivery: StoredDelivery) =>
      store.webhookEvents.replace({ ...of, delivery, version: of.version + 1 });
    assert.equal(await write(fast, delivered), true);
    assert.equal(await write(slow, failed), false);
    assert.deepEqual((await store.webhookEvents.find('shop', slow.event.id))?.delivery, delivered);
  });

  it('hurries what waits for long, but not what is being sent', async () => {
    const store = await engine.open();
    for (const id of ['waiting', 'sending']) await end(store, id);
    const [waiting] = await store.webhookEvents.claimDue('shop', 1_000, 60_000, 1);
    assert.ok(waiting);
    const delivery: StoredDelivery = { state: 'pending', beganAt: 1_000, tries: 1, dueAt: 9_000_000 };
    await store.webhookEvents.replace({ ...waiting, delivery, version: waiting.version + 1 });
    await store.webhookEvents.claimDue('shop', 1_000, 60_000, 1);
    assert.equal(await store.webhookEvents.hurry('shop', 2_000, 62_000), 1);
    const due = await store.webhookEvents.claimDue('shop', 2_000, 60_000, 9);
    assert.deepEqual(
      due.map(({ event }) => event.id),
      [waiting.event.id],
    );
  });

  it('sends a period again, and prunes what was settled long ago', async () => {
    const clock = { now: 0 };
    const store = await engine.open({ now: () => clock.now });
    for (const id of ['a', 'b', 'c']) {
      clock.now += 1_000;
      await end(store, id);
    }
    for (const claimed of await store.webhookEvents.claimDue('shop', 5_000, 60_000, 9)) {
      const delivery: StoredDelivery = { state: 'gave_up', beganAt: 0, tries: 20, settledAt: 9_000 };
      await store.webhookEvents.replace({ ...claimed, delivery, version: claimed.version + 1 });
    }
    const period = { states: ['gave_up'], from: 2_000, to: 2_999 } as const;
    assert.equal(await store.webhookEvents.replay('other', period, 10_000), 0);
    assert.equal(await store.webhookEvents.replay('shop', period, 10_000), 1);
    assert.equal(await store.webhookEvents.prune(9_000), 0);
    assert.equal(await store.webhookEvents.prune(9_001), 2);
    const [left, ...others] = await store.webhookEvents.list('shop', { limit: 9 });
    assert.deepEqual(others, []);
    assert.deepEqual(left?.delivery, { state: 'pending', dueAt: 10_000, beganAt: 10_000, tries: 0 });
    assert.deepEqual(idsOf([left]), ['b']);
  });

  it('survives a rotation of keys', async () => {
    const [older, newer] = [newKey('old'), newKey('new')];
    const database = await engine.newDatabase();
    await end(await engine.open({ engine: database, vault: await createVault([older]) }), 'a');
    const during = await engine.open({ engine: database, vault: await createVault([newer, older]) });
    assert.equal((await during.reseal()).unreadable, 0);
    const after = await engine.open({ engine: database, vault: await createVault([newer]) });
    assert.deepEqual(idsOf(await after.webhookEvents.list('shop', { limit: 9 })), ['a']);
  });
});
