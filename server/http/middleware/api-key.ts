import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Merchant } from '../../config.js';
import type { AppEnv } from '../context.js';
import { ApiError } from '../errors.js';
import { bearerToken } from './bearer-token.js';
import type { RateLimits } from './rate-limit.js';

/**
 * Lets in the backend of a merchant. Keys are found by their SHA-256, so nothing is compared character by character, and
 * the merchant of a request is the key's owner and nobody else.
 */
export function apiKey(merchants: readonly Merchant[], limits: RateLimits): MiddlewareHandler<AppEnv> {
  const owners = new Map(
    merchants.flatMap((merchant) => merchant.apiKeyHashes.map((hash) => [hash, merchant] as const)),
  );
  return async function apiKey(c, next) {
    const key = bearerToken(c);
    const hash = key === undefined ? '' : createHash('sha256').update(key).digest('hex');
    const merchant = owners.get(hash);
    if (merchant === undefined) {
      limits.countRefusal(c);
      throw new ApiError('invalid_api_key');
    }
    limits.takeKey(c, hash);
    c.set('merchant', merchant);
    await next();
  };
}
