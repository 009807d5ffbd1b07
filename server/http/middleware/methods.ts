import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../context.js';
import { ApiError } from '../errors.js';

/** The last handler of a known path. `methods` are those that it does take. */
export function methodNotAllowed(methods: readonly string[]): MiddlewareHandler<AppEnv> {
  const allow = methods.join(', ');
  return function methodNotAllowed() {
    throw new ApiError('method_not_allowed', { allow });
  };
}

/** The router answers HEAD with the GET handler; where a GET has an effect or never ends, HEAD is refused. */
export function getOnly(): MiddlewareHandler<AppEnv> {
  return async function getOnly(c, next) {
    if (c.req.method === 'HEAD') throw new ApiError('method_not_allowed', { allow: 'GET' });
    await next();
  };
}
