import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../lib/clock.js';
import { TokenBuckets } from '../../lib/token-buckets.js';
import { clientAddress } from '../client-address.js';
import type { AppContext, AppEnv } from '../context.js';
import type { AppConfig } from '../deps.js';
import { ApiError } from '../errors.js';

/** Who is counted, and how. Each throws `rate_limited` with the time to wait. */
export interface RateLimits {
  takeToken(c: AppContext, sessionId: string): void;
  takeKey(c: AppContext, keyHash: string): void;
  /** A request without a valid token or key. */
  countRefusal(c: AppContext): void;
  /** For the pages that anybody may open. */
  readonly pages: MiddlewareHandler<AppEnv>;
  /** For pictures, of which one list asks for many: apart, so that they do not use up the way to the bank. */
  readonly pictures: MiddlewareHandler<AppEnv>;
}

export function createRateLimits(config: AppConfig, now: Clock): RateLimits {
  const { perToken, perKey, perAddress } = config.limits;
  const tokens = new TokenBuckets(perToken);
  const keys = new TokenBuckets(perKey);
  // Apart from the visits, so that a guesser behind a shared address does not lock shoppers out of the pages.
  const refusals = new TokenBuckets(perAddress);
  const take = (buckets: TokenBuckets, key: string) => {
    const waitMs = buckets.take(key, now());
    if (waitMs > 0) throw new ApiError('rate_limited', { retryAfterMs: waitMs });
  };
  const addressKey = (c: AppContext) => clientAddress(c, config.trustedProxyHops).limiterKey;
  const perAddressGuard = (): MiddlewareHandler<AppEnv> => {
    const visitors = new TokenBuckets(perAddress);
    return async function perAddressGuard(c, next) {
      take(visitors, addressKey(c));
      await next();
    };
  };
  return {
    takeToken: (_c, sessionId) => take(tokens, sessionId),
    takeKey: (_c, keyHash) => take(keys, keyHash),
    countRefusal: (c) => take(refusals, addressKey(c)),
    pages: perAddressGuard(),
    pictures: perAddressGuard(),
  };
}
