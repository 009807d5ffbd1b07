import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from '../../lib/logger.js';
import type { Metrics } from '../../lib/metrics.js';
import type { AppContext, AppEnv } from '../context.js';

/**
 * One line and one measurement per request: method, route pattern, status, time until the answer was ready, trace id.
 * Never an address, a query, a header or a body.
 */
export function requestLog(logger: Logger, metrics: Metrics): MiddlewareHandler<AppEnv> {
  return async function requestLog(c, next) {
    const startedAt = performance.now();
    await next();
    const ms = performance.now() - startedAt;
    const route = routePattern(c);
    const { status } = c.res;
    metrics.requestEnded(c.req.method, route, status, ms / 1000);
    const fields = { method: c.req.method, route, status, ms: Math.round(ms * 10) / 10, traceId: c.get('traceId') };
    logger.info(fields, 'request');
  };
}

function routePattern(c: AppContext): string {
  const pattern = routePath(c, -1);
  return pattern === '/*' || pattern === '*' ? 'unmatched' : pattern;
}
