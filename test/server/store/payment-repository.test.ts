import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Announcement } from '../../../server/contract/webhooks.js';
import type { Store } from '../../../server/store/store.js';
import type { StoredPayment } from '../../../server/store/stored.js';
import { newKey, newVault, onEachEngine, tamper } from '../../support/engines.js';
import { createVault } from '../../../server/store/vault.js';
import { aPayment, aStoredSession, next } from './fixtures.js';

const paid = (sessionId = 'session-1'): Announcement => ({
  type: 'payment.updated',
  data: { paymentId: 'payment-1', sessionId, status: 'completed' },
});
const idsOf = (rows: readonly StoredPayment[]) => rows.map(({ payment }) => payment.id);

/** Each with a session of its own. */
async function insert(store: Store, ...payments: readonly StoredPayment[]): Promise<void> {
  for (const stored of payments) {
    const id = `session-of-${stored.payment.id}`;
    await store.sessions.insert(aStoredSession({ id, merchantId: stored.merchantId }), stored);
  }
}

onEachEngine('the payments', (engine) => {
  async function openWith(...payments: readonly StoredPayment[]) {
    const store = await engine.open();
    await insert(store, ...payments);
    return store;
  }

  it('shows a payment to its merchant only', async () => {
    const { payments } = await openWith(aPayment());
    assert.deepEqual(await payments.find('shop', 'payment-1'), aPayment());
    assert.equal(await payments.find('other', 'payment-1'), undefined);
    assert.deepEqual(await payments.list('other', { limit: 10 }), []);
    assert.equal(await payments.replace(aPayment({ merchantId: 'other', version: 2 })), false);
    assert.deepEqual(await payments.find('shop', 'payment-1'), aPayment());
  });

  it('lists newest first, page after page, with ties in a stable order', async () => {
    const made = (id: string, day: number) => aPayment({ payment: { id, createdAt: `2026-01-0${day}T00:00:00.000Z` } });
    const { payments } = await openWith(made('b', 2), made('a', 1), made('d', 2), made('c', 2));
    assert.deepEqual(idsOf(await payments.list('shop', { limit: 3 })), ['d', 'c', 'b']);
    const after = { createdAt: Date.parse('2026-01-02T00:00:00.000Z'), id: 'b' };
    assert.deepEqual(idsOf(await payments.list('shop', { after, limit: 3 })), ['a']);
  });

  it('changes with its session, or not at all', async () => {
    const store = await engine.open();
    const session = aStoredSession();
    const pending = aPayment({ payment: { status: 'pending' } });
    await store.sessions.insert(session, pending);
    const accepted = aPayment({ version: 2 });
    assert.equal(await store.sessions.replace(next(session, { version: 7 }), { payment: accepted }), false);
    assert.deepEqual(await store.payments.find('shop', 'payment-1'), pending);
    assert.equal(await store.sessions.replace(next(session), { payment: accepted }), true);
    assert.deepEqual(await store.payments.find('shop', 'payment-1'), accepted);
  });

  it('replaces the version it was read at, once, and tells of it once', async () => {
    const store = await openWith(aPayment());
    const completed = aPayment({ payment: { status: 'completed' }, version: 2 });
    const written = await Promise.all(
      [1, 2, 3].map(() => store.payments.replace(completed, { events: [paid('session-of-payment-1')] })),
    );
    assert.deepEqual(written.sort(), [false, false, true]);
    assert.deepEqual(await store.payments.find('shop', 'payment-1'), completed);
    const events = await store.webhookEvents.list('shop', { limit: 10 });
    assert.deepEqual(
      events.map(({ event }) => [event.type, event.data]),
      [['payment.updated', paid('session-of-payment-1').data]],
    );
  });

  it('hands what is due to one caller, earliest first, and again after the lease', async () => {
    const due = (id: string, lookAt?: number) =>
      aPayment({ payment: { id }, ...(lookAt === undefined ? {} : { lookAt }) });
    const { payments } = await openWith(
      due('late', 30),
      due('early', 10),
      due('next', 20),
      due('future', 41),
      due('over'),
    );
    assert.deepEqual(idsOf(await payments.claimDue(40, 100, 1)), ['early']);
    const claimed = await Promise.all([1, 2, 3].map(() => payments.claimDue(40, 100, 2)));
    assert.deepEqual(claimed.flatMap(idsOf).sort(), ['late', 'next']);
    assert.deepEqual(await payments.claimDue(40, 100, 10), []);
    assert.deepEqual(idsOf(await payments.claimDue(140, 100, 10)).sort(), ['early', 'future', 'late', 'next']);
  });

  it('is not due any more when nothing is left to learn', async () => {
    const { payments } = await openWith(aPayment({ lookAt: 10 }));
    assert.equal(await payments.replace(aPayment({ version: 2 })), true);
    assert.deepEqual(await payments.claimDue(Number.MAX_SAFE_INTEGER, 1, 10), []);
  });

  it('passes over one that cannot be opened, and says which', async () => {
    const database = await engine.newDatabase();
    const unreadable: string[] = [];
    const store = await engine.open({
      engine: database,
      onUnreadable: ({ table, id }) => unreadable.push(`${table} ${id}`),
    });
    await insert(store, aPayment({ lookAt: 10 }), aPayment({ payment: { id: 'payment-2' }, lookAt: 20 }));
    await tamper(database, "update payments set id = 'payment-3' where id = 'payment-1'");
    assert.deepEqual(idsOf(await store.payments.claimDue(40, 100, 10)), ['payment-2']);
    assert.deepEqual(unreadable, ['payments payment-3']);
  });

  it('keeps amounts, names and numbers from whoever reads the database', async () => {
    const database = await engine.newDatabase();
    const key = newKey('first');
    const store = await engine.open({ engine: database, vault: await createVault([key]) });
    await insert(store, aPayment());
    const stranger = await engine.open({ engine: database, vault: await newVault() });
    await assert.rejects(stranger.payments.find('shop', 'payment-1'));
    const owner = await engine.open({ engine: database, vault: await createVault([newKey('second'), key]) });
    assert.deepEqual(await owner.payments.find('shop', 'payment-1'), aPayment());
  });
});
