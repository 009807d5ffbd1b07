import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { ListedWebhookEvent, WebhookEventList } from '../../../server/contract/webhooks.js';
import { bearer, json, otherKey, shopKey, startApp } from '../../support/http-app.js';
import { newVault } from '../../support/engines.js';
import { openStore } from '../../../server/store/open-store.js';
import { createWebhookService } from '../../../server/webhooks/create-service.js';
import { announce } from '../webhooks/world.js';

const now = Date.parse('2026-01-02T12:00:00.000Z');
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The app over a real service and store, in which nothing is delivered. */
async function start(t: TestContext) {
  const vault = await newVault();
  const store = await openStore({ engine: { kind: 'sqlite', path: ':memory:' }, vault, now: () => now });
  t.after(() => store.close());
  const webhooks = createWebhookService({
    store,
    vault,
    endpoints: new Map(),
    post: () => Promise.reject(new Error('nothing is delivered here')),
    schedule: () => () => undefined,
    now: () => now,
    random: Math.random,
    logger: silent,
  });
  const app = await startApp(t, { webhooks });
  const get = (path: string, key = shopKey) => app.call(path, { headers: bearer(key) });
  const post = (path: string, body?: unknown, key = shopKey) =>
    app.call(path, body === undefined ? { method: 'POST', headers: bearer(key) } : json(body, bearer(key)));
  return { store, get, post };
}

describe("a merchant's backend", () => {
  test('lists its events page by page, and nobody else does', async (t) => {
    const { store, get } = await start(t);
    for (let count = 0; count < 5; count += 1) await announce(store);
    const first = WebhookEventList.parse((await get('/v1/webhooks/events?limit=3')).json());
    assert.equal(first.events.length, 3);
    const next = `/v1/webhooks/events?limit=3&cursor=${first.nextCursor ?? ''}`;
    const second = WebhookEventList.parse((await get(next)).json());
    assert.equal(second.events.length, 2);
    assert.equal(second.nextCursor, undefined);
    const ids = [...first.events, ...second.events].map(({ event }) => event.id);
    assert.equal(new Set(ids).size, 5);
    assert.deepEqual((await get('/v1/webhooks/events', otherKey)).json(), { events: [] });
    for (const path of [next, `/v1/webhooks/events?state=pending&cursor=${first.nextCursor ?? ''}`]) {
      const answer = await get(path, path === next ? otherKey : shopKey);
      assert.deepEqual([answer.status, answer.code()], [400, 'invalid_request']);
    }
  });

  test('reads one event, and has it sent again', async (t) => {
    const { store, get, post } = await start(t);
    await announce(store, 'shop', 'order-7');
    const [listed] = WebhookEventList.parse((await get('/v1/webhooks/events?state=pending')).json()).events;
    const path = `/v1/webhooks/events/${listed?.event.id}`;
    assert.deepEqual(ListedWebhookEvent.parse((await get(path)).json()), listed);
    const replayed = await post(`${path}/replay`);
    assert.equal(replayed.status, 202);
    assert.deepEqual(ListedWebhookEvent.parse(replayed.json()).event, listed?.event);
    for (const answer of [await get(path, otherKey), await post(`${path}/replay`, undefined, otherKey)]) {
      assert.deepEqual([answer.status, answer.code()], [404, 'not_found']);
    }
    assert.equal((await get('/v1/webhooks/events/evt.1')).status, 404);
  });

  test('has a period sent again', async (t) => {
    const { store, post } = await start(t);
    await announce(store);
    const at = new Date(now).toISOString();
    assert.deepEqual((await post('/v1/webhooks/replay', {})).json(), { events: 0 });
    const period = { states: ['pending'], from: at, to: at };
    const answer = await post('/v1/webhooks/replay', period);
    assert.deepEqual([answer.status, answer.json()], [202, { events: 1 }]);
    assert.deepEqual((await post('/v1/webhooks/replay', period, otherKey)).json(), { events: 0 });
  });

  test('learns which field of a request is wrong', async (t) => {
    const { get, post } = await start(t);
    const faults: [Promise<{ status: number; json: () => unknown }>, string][] = [
      [get('/v1/webhooks/events?limit=0'), 'limit'],
      [get('/v1/webhooks/events?state=lost'), 'state'],
      [get('/v1/webhooks/events?cursor=x'), 'cursor'],
      [post('/v1/webhooks/replay', { from: 'yesterday' }), 'from'],
      [post('/v1/webhooks/replay', { states: [] }), 'states'],
      [post('/v1/webhooks/replay', { states: ['lost'] }), 'states.0'],
    ];
    for (const [answering, path] of faults) {
      const answer = await answering;
      assert.equal(answer.status, 400);
      const { error } = answer.json() as { error: { fields: { path: string }[] } };
      assert.deepEqual(
        error.fields.map((field) => field.path),
        [path],
      );
    }
  });

  test('needs its key', async (t) => {
    const { get, post } = await start(t);
    const none = `bc_${'z'.repeat(43)}`;
    for (const answer of [
      await get('/v1/webhooks/events', none),
      await get('/v1/webhooks/events/evt_1', none),
      await post('/v1/webhooks/events/evt_1/replay', undefined, none),
      await post('/v1/webhooks/replay', {}, none),
    ]) {
      assert.deepEqual([answer.status, answer.code()], [401, 'invalid_api_key']);
    }
  });
});
