import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WebhookEvent, type Announcement } from '../../../server/contract/webhooks.js';
import { announcements } from '../../../server/session/announcements.js';
import { isTerminal } from '../../../server/session/types.js';
import { aSession, states } from './fixtures.js';
import { psu, startWorld } from './world.js';

describe('what the merchant is told of a session', () => {
  it('is how it ended, whatever the state before', () => {
    const params = { ...aSession().params, reference: 'order-7', psuId: 'shopper-1' };
    const told = {
      completed: { type: 'session.completed', data: { connectionId: 'connection' } },
      failed: { type: 'session.failed', data: { code: 'access_denied' } },
      cancelled: { type: 'session.cancelled', data: {} },
      expired: { type: 'session.expired', data: {} },
    };
    for (const before of Object.values(states)) {
      for (const state of Object.values(states)) {
        const found = announcements(aSession({ state: before, params }), aSession({ state, params }));
        if (!isTerminal(state) || state === before) {
          assert.deepEqual(found, []);
          continue;
        }
        const { type, data } = told[state.status];
        assert.deepEqual(found, [{ type, data: { sessionId: 'session', reference: 'order-7', ...data } }]);
        for (const one of found) WebhookEvent.parse({ id: 'evt_1', createdAt: '2026-01-01T00:00:00.000Z', ...one });
      }
    }
  });

  it('is written with the change, once, however often it is asked for', async (t) => {
    const { service, store, open } = await startWorld(t);
    const { id } = await open({ reference: 'order-7' });
    await Promise.all([1, 2, 3].map(() => service.cancel(id, psu)));
    const stored = await store.webhookEvents.list('shop', { limit: 10 });
    const told: Announcement[] = stored.map(({ event: { type, data } }) => ({ type, data }) as Announcement);
    assert.deepEqual(told, [{ type: 'session.cancelled', data: { sessionId: id, reference: 'order-7' } }]);
  });

  it('is that it expired, when nobody came back', async (t) => {
    const { service, store, clock, open } = await startWorld(t);
    const { id } = await open();
    clock.advance(31 * 60_000);
    await service.view(id);
    await service.cancel(id, psu).catch(() => undefined);
    const [stored] = await store.webhookEvents.list('shop', { limit: 10 });
    assert.equal(stored?.event.type, 'session.expired');
  });
});
