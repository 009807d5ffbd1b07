import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';
import { verifyWebhook } from '../../../server/client/verify-webhook.js';
import { WebhookEvent } from '../../../server/contract/webhooks.js';
import type { Store } from '../../../server/store/store.js';
import { newVault, onEachEngine } from '../../support/engines.js';
import { ManualTime } from '../../support/manual-time.js';
import { isGenuine, startReceiver, type Delivery, type Receiver } from './receiver.js';
import { announce, merchant, newSecret, noon, outbox, startInstance, statesOf } from './world.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const idsOf = (deliveries: readonly Delivery[]) => deliveries.map(({ headers }) => String(headers['webhook-id']));

onEachEngine('webhooks', (engine) => {
  const cleanUp: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const stop of cleanUp.splice(0).reverse()) await stop();
  });

  async function receive(): Promise<Receiver> {
    const receiver = await startReceiver();
    cleanUp.push(() => receiver.close());
    return receiver;
  }

  /** One server, one merchant and its receiver. */
  async function arrange(secrets = [newSecret()]) {
    const time = new ManualTime(noon);
    const store = await engine.open({ now: () => time.now });
    const receiver = await receive();
    const instance = await startInstance(store, [merchant(receiver.url, secrets)], { time });
    cleanUp.push(() => instance.service.stop(0));
    return { store, receiver, secrets, ...instance };
  }

  it('arrive within a second, signed, with the event and nothing else', async () => {
    const { store, receiver, secrets, time, advance } = await arrange();
    const sessionId = await announce(store, 'shop', 'order-7');
    await advance(1_000);
    const [delivery, ...others] = receiver.deliveries;
    assert.ok(delivery);
    assert.deepEqual(others, []);
    assert.equal(delivery.method, 'POST');
    assert.equal(delivery.path, '/hooks?from=bank-connect');
    assert.equal(delivery.headers['content-type'], 'application/json');
    assert.ok(isGenuine(delivery, secrets[0] ?? '', time.now));
    const event = WebhookEvent.parse(JSON.parse(delivery.body.toString()));
    assert.deepEqual(event, {
      id: delivery.headers['webhook-id'],
      type: 'session.cancelled',
      createdAt: new Date(noon).toISOString(),
      data: { sessionId, reference: 'order-7' },
    });
    const helped = verifyWebhook(delivery, secrets, { now: () => time.now });
    assert.deepEqual(helped, event);
    assert.deepEqual(statesOf(await outbox(store)), { delivered: 1 });
    await advance(30 * minuteMs);
    assert.equal(receiver.deliveries.length, 1);
  });

  it('are not genuine once a byte, the id, the time or the secret differs', async () => {
    const { store, receiver, secrets, time, advance } = await arrange();
    await announce(store);
    await advance(1_000);
    const [delivery] = receiver.deliveries;
    const [secret = ''] = secrets;
    assert.ok(delivery && isGenuine(delivery, secret, time.now));
    const headers = (changed: Record<string, string>) => ({ ...delivery.headers, ...changed });
    const body = Buffer.from(delivery.body.toString().replace('cancelled', 'completed'));
    assert.equal(isGenuine({ ...delivery, body }, secret, time.now), false);
    assert.equal(isGenuine({ ...delivery, headers: headers({ 'webhook-id': 'evt_other' }) }, secret, time.now), false);
    assert.equal(isGenuine({ ...delivery, headers: headers({ 'webhook-timestamp': '1' }) }, secret, time.now), false);
    assert.equal(isGenuine(delivery, secret, time.now + 6 * minuteMs), false);
    assert.equal(isGenuine(delivery, newSecret(), time.now), false);
  });

  it('are signed with both secrets while one replaces the other', async () => {
    const [older, newer] = [newSecret(), newSecret()];
    const { store, receiver, time, advance } = await arrange([older, newer]);
    await announce(store);
    await advance(1_000);
    const [delivery] = receiver.deliveries;
    assert.ok(delivery);
    assert.match(String(delivery.headers['webhook-signature']), /^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
    assert.ok(isGenuine(delivery, older, time.now));
    assert.ok(isGenuine(delivery, newer, time.now));
  });

  it('all arrive after a receiver was down for 72 hours, each signed anew, each once after de-duplication', async () => {
    const { store, receiver, secrets, time, advance } = await arrange();
    const downUntil = noon + 72 * hourMs;
    const announced: string[] = [];
    const outages = [
      () => receiver.close(),
      async () => {
        await receiver.open();
        receiver.behaviour = 503;
      },
      () => Promise.resolve(void (receiver.behaviour = 'lost')),
      () => Promise.resolve(void (receiver.behaviour = 302)),
    ];
    for (let hour = 0; time.now < downUntil; hour += 1) {
      if (hour % 18 === 0) await outages[hour / 18]?.();
      if (hour % 6 === 0) announced.push(await announce(store));
      await advance(hourMs);
    }
    assert.deepEqual(statesOf(await outbox(store)), { pending: announced.length });

    receiver.deliveries.splice(0);
    receiver.behaviour = 'taken';
    const back = time.now;
    while (statesOf(await outbox(store))['pending'] !== undefined) {
      assert.ok(time.now < back + 5 * hourMs, 'the next tries come within four hours and a little more');
      const before = receiver.deliveries.length;
      await advance(10 * minuteMs);
      for (const one of receiver.deliveries.slice(before)) assert.ok(isGenuine(one, secrets[0] ?? '', time.now));
    }
    assert.deepEqual(statesOf(await outbox(store)), { delivered: announced.length });
    const bodies = receiver.deliveries.map(({ body }) => WebhookEvent.parse(JSON.parse(body.toString())));
    const bySession = new Map(bodies.map((event) => [event.id, 'sessionId' in event.data ? event.data.sessionId : '']));
    assert.deepEqual([...bySession.values()].sort(), [...announced].sort());
    assert.deepEqual(idsOf(receiver.deliveries).sort(), [...bySession.keys()].sort());
  });

  it('are given up after that, and can be sent again', async () => {
    const { store, receiver, service, log, time, advance } = await arrange();
    receiver.behaviour = 500;
    await announce(store);
    while (statesOf(await outbox(store))['pending'] !== undefined) await advance(30 * minuteMs);
    const lastedMs = time.now - noon;
    assert.ok(lastedMs >= 76 * hourMs && lastedMs < 82 * hourMs, `given up after ${lastedMs / hourMs} hours`);
    assert.equal(log.filter(({ level }) => level === 'error').length, 1);
    const { events } = await service.list('shop', { limit: 10, state: 'gave_up' });
    const [listed] = events;
    assert.deepEqual(listed?.delivery.lastOutcome, '500');
    assert.ok((listed?.delivery.tries ?? 0) > 15);

    receiver.behaviour = 'taken';
    receiver.deliveries.splice(0);
    await assert.rejects(service.replay('other', listed?.event.id ?? ''), { code: 'not_found' });
    const replayed = await service.replay('shop', listed?.event.id ?? '');
    assert.deepEqual(replayed.delivery, { state: 'pending', tries: 0, nextTryAt: new Date(time.now).toISOString() });
    await advance(1_000);
    assert.deepEqual(idsOf(receiver.deliveries), [listed?.event.id]);
    assert.equal((await service.get('shop', listed?.event.id ?? '')).delivery.state, 'delivered');
  });

  it('come twice with one id when the answer was lost', async () => {
    const { store, receiver, advance } = await arrange();
    receiver.behaviour = 'lost';
    await announce(store);
    await advance(1_000);
    receiver.behaviour = 'taken';
    await advance(minuteMs);
    const [first, second, ...others] = idsOf(receiver.deliveries);
    assert.equal(first, second);
    assert.deepEqual(others, []);
    assert.deepEqual(receiver.deliveries[0]?.body, receiver.deliveries[1]?.body);
  });

  it('of a merchant whose server hangs keep nobody else waiting', async () => {
    const time = new ManualTime(noon);
    const store = await engine.open({ now: () => time.now });
    const [dead, alive] = [await receive(), await receive()];
    const hanging: (() => void)[] = [];
    dead.behaviour = (_request, response) => void hanging.push(() => response.end());
    const merchants = [merchant(dead.url, [newSecret()], 'dead'), merchant(alive.url, [newSecret()], 'alive')];
    const { service, idle } = await startInstance(store, merchants, { time, totalMs: 10_000 });
    cleanUp.push(() => service.stop(0));
    for (let count = 0; count < 12; count += 1) await announce(store, 'dead');
    await announce(store, 'alive');
    time.now += 1_000;
    time.fireNext();
    while (hanging.length < 10 || alive.deliveries.length < 1) await new Promise(setImmediate);
    assert.equal(dead.deliveries.length, 10, 'no more at once');
    await announce(store, 'alive');
    while (alive.deliveries.length < 2) {
      time.now += 1_000;
      while (time.next <= time.now) time.fireNext();
      await new Promise(setImmediate);
    }
    assert.equal(dead.deliveries.length, 10);
    dead.behaviour = 'taken';
    hanging.forEach((end) => end());
    await idle();
    assert.equal(dead.deliveries.length, 12);
  });

  it('follow at once when a server that was down takes one of them', async () => {
    const { store, receiver, advance } = await arrange();
    receiver.behaviour = 503;
    for (let count = 0; count < 5; count += 1) await announce(store);
    for (let step = 0; step < 24; step += 1) await advance(15 * minuteMs);
    receiver.behaviour = 'taken';
    await announce(store);
    await advance(2 * minuteMs);
    await advance(2_000);
    assert.deepEqual(statesOf(await outbox(store)), { delivered: 6 });
  });

  it('wait as long as an overrun receiver asks for', async () => {
    const { store, receiver, advance } = await arrange();
    receiver.behaviour = (_request, response) => response.writeHead(429, { 'retry-after': '600' }).end();
    await announce(store);
    await advance(1_000);
    for (let step = 0; step < 9; step += 1) await advance(minuteMs);
    assert.equal(receiver.deliveries.length, 1);
    await advance(2 * minuteMs);
    assert.equal(receiver.deliveries.length, 2);
  });

  it('that nobody wants are kept, and sent once somebody does', async () => {
    const time = new ManualTime(noon);
    const store = await engine.open({ now: () => time.now });
    const receiver = await receive();
    const wants = merchant(receiver.url, [newSecret()]);
    const choosy = {
      ...wants,
      webhooks: wants.webhooks && { ...wants.webhooks, events: ['session.completed'] as const },
    };
    for (const merchants of [[], [choosy]]) {
      const { service, advance } = await startInstance(store, merchants, { time });
      await announce(store);
      await advance(1_000);
      await service.stop(0);
    }
    assert.deepEqual(statesOf(await outbox(store)), { unwanted: 2 });
    assert.deepEqual(receiver.deliveries, []);

    const { service, advance } = await startInstance(store, [wants], { time });
    cleanUp.push(() => service.stop(0));
    assert.deepEqual(await service.replayPeriod('shop', { states: ['gave_up', 'unwanted'] }), { events: 2 });
    await advance(1_000);
    assert.deepEqual(statesOf(await outbox(store)), { delivered: 2 });
  });

  it('are sent once each by two servers that share the work', async () => {
    const database = await engine.newDatabase();
    const vault = await newVault();
    const stores: Store[] = [];
    for (let count = 0; count < 2; count += 1)
      stores.push(await engine.open({ engine: database, vault, now: () => noon }));
    const [first] = stores;
    assert.ok(first);
    const receiver = await receive();
    const events = 60;
    for (let count = 0; count < events; count += 1) await announce(first);
    const instances = await Promise.all(
      stores.map((store) => startInstance(store, [merchant(receiver.url, [newSecret()])])),
    );
    for (const { service } of instances) cleanUp.push(() => service.stop(0));
    while (statesOf(await outbox(first))['pending'] !== undefined) {
      await Promise.all(instances.map(({ advance }) => advance(1_000)));
    }
    assert.equal(receiver.deliveries.length, events);
    assert.equal(new Set(idsOf(receiver.deliveries)).size, events);
  });

  it('are neither lost nor altered by a server that stops in the middle of a try', async () => {
    const time = new ManualTime(noon);
    const store = await engine.open({ now: () => time.now });
    const receiver = await receive();
    receiver.behaviour = () => undefined;
    const secrets = [newSecret()];
    const { service } = await startInstance(store, [merchant(receiver.url, secrets)], { time });
    await announce(store);
    time.now += 1_000;
    time.fireNext();
    while (receiver.deliveries.length === 0) await new Promise(setImmediate);
    const stopping = service.stop(3_000);
    // Only the end of the grace is left to come.
    while (time.waiting === 0) await new Promise(setImmediate);
    time.fireNext();
    await stopping;
    const [left] = await outbox(store);
    assert.deepEqual(left?.delivery, { state: 'pending', dueAt: time.now, beganAt: noon, tries: 0 });

    receiver.behaviour = 'taken';
    const { service: other, advance } = await startInstance(store, [merchant(receiver.url, secrets)], { time });
    cleanUp.push(() => other.stop(0));
    await advance(1_000);
    const [first, second] = idsOf(receiver.deliveries);
    assert.equal(first, second);
    assert.deepEqual(statesOf(await outbox(store)), { delivered: 1 });
  });

  it('survive a store that is down before, during and after a try', async () => {
    const time = new ManualTime(noon);
    const store = await engine.open({ now: () => time.now });
    const receiver = await receive();
    await announce(store);
    const down = new Set<string>();
    const fragile = new Proxy(store.webhookEvents, {
      get(all, name) {
        const call = (Reflect.get(all, name) as (...args: unknown[]) => Promise<unknown>).bind(all);
        return (...args: unknown[]) =>
          down.has(String(name)) ? Promise.reject(new Error('the store is down')) : call(...args);
      },
    });
    const instance = await startInstance({ webhookEvents: fragile }, [merchant(receiver.url, [newSecret()])], { time });
    cleanUp.push(() => instance.service.stop(0));
    for (const name of ['dueMerchants', 'claimDue']) {
      down.add(name);
      await instance.advance(1_000);
      down.clear();
    }
    assert.equal(receiver.deliveries.length, 0);
    down.add('replace');
    await instance.advance(1_000);
    down.clear();
    assert.equal(receiver.deliveries.length, 1, 'it was sent, and nobody could write that down');
    await instance.advance(2 * minuteMs);
    const [first, second, ...others] = idsOf(receiver.deliveries);
    assert.deepEqual([first, others], [second, []]);
    assert.deepEqual(statesOf(await outbox(store)), { delivered: 1 });
  });
});
