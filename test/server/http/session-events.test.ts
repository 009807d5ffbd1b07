import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { SessionView } from '../../../server/contract/session.js';
import { sessionEventStream } from '../../../server/http/event-stream.js';
import { bankSelection, bearer, cancelled, shopOrigin, startApp, token } from '../../support/http-app.js';
import type { TestApp } from '../../support/http-app.js';

const headers = bearer(token);

/** The session's views: the present one, and a way to publish the next. */
function watchable(app: TestApp, first: SessionView = bankSelection(1)) {
  const listeners = new Set<(view: SessionView) => void>();
  app.signIn();
  app.sessions.allow('view', () => Promise.resolve(first));
  app.sessions.allow('subscribe', (_id, listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
  return { listeners, publish: (view: SessionView) => listeners.forEach((listener) => listener(view)) };
}

/** Reads a stream event by event. */
function reader(message: IncomingMessage) {
  let text = '';
  message.setEncoding('utf8');
  const chunks = message[Symbol.asyncIterator]() as AsyncIterator<string>;
  return async function next(): Promise<string | undefined> {
    while (!text.includes('\n\n')) {
      const chunk = await chunks.next();
      if (chunk.done === true) return undefined;
      text += chunk.value;
    }
    const end = text.indexOf('\n\n');
    const event = text.slice(0, end);
    text = text.slice(end + 2);
    return event;
  };
}

const openStream = async (t: TestContext, app: TestApp) => {
  const message = await app.open('/v1/session/events', { headers: { ...headers, origin: shopOrigin } });
  t.after(() => message.destroy());
  return message;
};
const asEvent = (view: SessionView) => `id: ${view.version}\ndata: ${JSON.stringify(view)}`;

describe('GET /v1/session/events', () => {
  test('sends the present view at once, then each newer one, and ends after a terminal one', async (t) => {
    const app = await startApp(t);
    const { publish, listeners } = watchable(app);
    const message = await openStream(t, app);
    assert.equal(message.headers['content-type'], 'text/event-stream; charset=utf-8');
    assert.equal(message.headers['cache-control'], 'no-store');
    assert.equal(message.headers['x-accel-buffering'], 'no');
    assert.equal(message.headers['access-control-allow-origin'], shopOrigin);
    const next = reader(message);
    assert.equal(await next(), asEvent(bankSelection(1)));
    publish(bankSelection(2));
    assert.equal(await next(), asEvent(bankSelection(2)));
    publish(bankSelection(2));
    publish(bankSelection(1));
    publish(cancelled(3));
    assert.equal(await next(), asEvent(cancelled(3)));
    assert.equal(await next(), undefined);
    assert.equal(listeners.size, 0);
  });

  test('ends at once for a session that is over', async (t) => {
    const app = await startApp(t);
    watchable(app, cancelled(9));
    const next = reader(await openStream(t, app));
    assert.equal(await next(), asEvent(cancelled(9)));
    assert.equal(await next(), undefined);
  });

  test('beats while nothing happens', async (t) => {
    const app = await startApp(t, { heartbeatMs: 20 });
    watchable(app);
    const next = reader(await openStream(t, app));
    assert.equal(await next(), asEvent(bankSelection(1)));
    assert.equal(await next(), ':');
    assert.equal(await next(), ':');
  });

  test('lets two readers in, refuses the third with the time to wait, and lets in again when one leaves', async (t) => {
    const app = await startApp(t);
    const { listeners } = watchable(app);
    const first = await openStream(t, app);
    await openStream(t, app);
    const third = await app.call('/v1/session/events', { headers });
    assert.deepEqual([third.status, third.code(), third.headers['retry-after']], [429, 'rate_limited', '5']);
    assert.match((await app.call('/metrics')).text, /bank_connect_open_streams 2/);
    first.destroy();
    while (listeners.size > 1) await new Promise((resolve) => setImmediate(resolve));
    const again = await openStream(t, app);
    assert.equal(again.statusCode, 200);
  });

  test('counts the readers of each session apart', async (t) => {
    const app = await startApp(t);
    watchable(app);
    await openStream(t, app);
    await openStream(t, app);
    app.signIn({ id: 'session-3', merchantId: 'shop', origin: shopOrigin });
    assert.equal((await openStream(t, app)).statusCode, 200);
  });

  test('ends when the server stops, and opens no more', async (t) => {
    const app = await startApp(t);
    const { listeners } = watchable(app);
    const message = await openStream(t, app);
    const next = reader(message);
    await next();
    app.stop.abort();
    assert.equal(await next(), undefined);
    assert.equal(listeners.size, 0);
    const late = await app.call('/v1/session/events', { headers });
    assert.deepEqual([late.status, late.code()], [503, 'unavailable']);
  });

  test('ends when the view cannot be read', async (t) => {
    const app = await startApp(t);
    const { listeners } = watchable(app);
    app.sessions.allow('view', () => Promise.reject(new Error('store gone')));
    const message = await openStream(t, app);
    assert.equal(await reader(message)(), undefined);
    assert.equal(listeners.size, 0);
  });

  test('lets go of a reader that disappears', async (t) => {
    const app = await startApp(t);
    const { listeners } = watchable(app);
    const message = await openStream(t, app);
    await reader(message)();
    message.destroy();
    await once(message, 'close');
    while (listeners.size > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.match((await app.call('/metrics')).text, /bank_connect_open_streams 0/);
  });

  test('opens nothing for a HEAD', async (t) => {
    const app = await startApp(t);
    app.signIn();
    const answer = await app.call('/v1/session/events', { method: 'HEAD', headers });
    assert.deepEqual([answer.status, answer.headers.allow], [405, 'GET']);
    assert.deepEqual(app.sessions.calls('subscribe'), []);
  });
});

describe('a slow reader', () => {
  function slowStream(t: TestContext, heartbeatMs = 1_000_000) {
    let listener: (view: SessionView) => void = () => undefined;
    let ended = 0;
    const { stream } = sessionEventStream({
      sessions: {
        view: () => Promise.resolve(bankSelection(1)),
        subscribe: (_id, given) => {
          listener = given;
          return () => undefined;
        },
      },
      sessionId: 'session-1',
      heartbeatMs,
      onEnd: () => (ended += 1),
    });
    const events = stream.getReader();
    t.after(() => events.cancel());
    return { events, publish: (view: SessionView) => listener(view), endings: () => ended };
  }
  const read = async ({ events }: ReturnType<typeof slowStream>) => {
    const { done, value } = await events.read();
    return done ? undefined : Buffer.from(value).toString().split('\n')[0];
  };

  test('gets the newest view and not those between', async (t) => {
    const slow = slowStream(t);
    assert.equal(await read(slow), 'id: 1');
    for (const version of [2, 3, 4, 5]) slow.publish(bankSelection(version));
    assert.equal(await read(slow), 'id: 2');
    assert.equal(await read(slow), 'id: 5');
  });

  test('still gets the terminal view, and the end after it', async (t) => {
    const slow = slowStream(t);
    for (const view of [bankSelection(2), bankSelection(3), cancelled(4)]) slow.publish(view);
    assert.equal(await read(slow), 'id: 2');
    assert.equal(await read(slow), 'id: 4');
    assert.equal(await read(slow), undefined);
    assert.equal(slow.endings(), 1);
  });

  test('that takes nothing any more is given up after three heartbeats', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const slow = slowStream(t, 10);
    slow.publish(bankSelection(2));
    t.mock.timers.tick(20);
    assert.equal(slow.endings(), 0);
    t.mock.timers.tick(10);
    assert.equal(slow.endings(), 1);
  });

  test('ends once, also when both sides end it', async (t) => {
    const slow = slowStream(t);
    slow.publish(cancelled(2));
    await slow.events.cancel();
    assert.equal(slow.endings(), 1);
  });
});
