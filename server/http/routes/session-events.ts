import { ApiError } from '../errors.js';
import { sessionEventStream } from '../event-stream.js';
import { getOnly } from '../middleware/methods.js';
import type { Router } from '../router.js';

const defaultHeartbeatMs = 25_000;
const maxStreamsPerSession = 2;
/** How soon a refused reader may come again; it polls meanwhile. */
const retryAfterMs = 5_000;

/** The views of one session as they come, over `fetch` (an EventSource could not send the token). */
export function sessionEventsRoutes({ app, deps, cors, widget }: Router): void {
  const { sessions, metrics, stopping, heartbeatMs = defaultHeartbeatMs } = deps;
  const open = new Map<string, number>();

  const opened = (sessionId: string): void => {
    const count = open.get(sessionId) ?? 0;
    if (count >= maxStreamsPerSession) throw new ApiError('rate_limited', { retryAfterMs });
    open.set(sessionId, count + 1);
    metrics.streamOpened();
  };
  const closed = (sessionId: string): void => {
    const count = open.get(sessionId) ?? 0;
    if (count > 1) open.set(sessionId, count - 1);
    else open.delete(sessionId);
    metrics.streamClosed();
  };

  app.options('/v1/session/events', cors.preflight(['GET']));
  app.get('/v1/session/events', getOnly(), ...widget, (c) => {
    if (stopping.aborted) throw new ApiError('unavailable', { retryAfterMs });
    const { id } = c.get('session');
    opened(id);
    c.header('Content-Type', 'text/event-stream; charset=utf-8');
    // Some proxies collect an answer before they pass it on.
    c.header('X-Accel-Buffering', 'no');
    return c.body(sessionEventStream({ sessions, sessionId: id, heartbeatMs, stopping, onEnd: () => closed(id) }));
  });
}
