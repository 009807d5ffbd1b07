import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../context.js';
import { ApiError } from '../errors.js';
import { bearerToken } from './bearer-token.js';
import type { RateLimits } from './rate-limit.js';

/** How many digits of the hash name a key in the log. */
const nameLength = 8;

/**
 * Lets in the operator: registrations are made in the name of the regulated party and serve every merchant, so no merchant's
 * key opens them. Without keys in the configuration nobody comes in.
 */
export function operatorKey(hashes: readonly string[], limits: RateLimits): MiddlewareHandler<AppEnv> {
  const known = new Set(hashes);
  return async function operatorKey(c, next) {
    const key = bearerToken(c);
    const hash = key === undefined ? '' : createHash('sha256').update(key).digest('hex');
    if (!known.has(hash)) {
      limits.countRefusal(c);
      throw new ApiError('invalid_api_key');
    }
    limits.takeKey(c, hash);
    c.set('operator', `key ${hash.slice(0, nameLength)}`);
    await next();
  };
}
