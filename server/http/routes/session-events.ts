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
  /** What ends each open stream, by session. */
  const open = new Map<string, Set<() => void>>();
  stopping.addEventListener('abort', () => {
    for (const end of [...open.values()].flatMap((ends) => [...ends])) end();
  });

  const openStream = (sessionId: string): ReadableStream<Uint8Array> => {
    const ends = open.get(sessionId) ?? new Set();
    if (ends.size >= maxStreamsPerSession) throw new ApiError('rate_limited', { retryAfterMs });
    const onEnd = () => {
      ends.delete(end);
      if (ends.size === 0) open.delete(sessionId);
      metrics.streamClosed();
    };
    const { stream, end } = sessionEventStream({ sessions, sessionId, heartbeatMs, onEnd });
    ends.add(end);
    open.set(sessionId, ends);
    metrics.streamOpened();
    return stream;
  };

  app.options('/v1/session/events', cors.preflight(['GET']));
  app.get('/v1/session/events', getOnly(), ...widget, (c) => {
    if (stopping.aborted) throw new ApiError('unavailable', { retryAfterMs });
    const stream = openStream(c.get('session').id);
    c.header('Content-Type', 'text/event-stream; charset=utf-8');
    // Some proxies collect an answer before they pass it on.
    c.header('X-Accel-Buffering', 'no');
    return c.body(stream);
  });
}
