import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../context.js';
import { presetHeaders } from '../preset-headers.js';

const wellFormed = /^[A-Za-z0-9_-]{8,64}$/;

/** Names the request: the caller's `X-Request-Id` when it is well formed, else a new id. Answered on every response. */
export function traceId(randomId: () => string): MiddlewareHandler<AppEnv> {
  return async function traceId(c, next) {
    const given = c.req.header('x-request-id');
    const id = given !== undefined && wellFormed.test(given) ? given : randomId();
    c.set('traceId', id);
    presetHeaders(c, [['X-Request-Id', id]]);
    await next();
  };
}
