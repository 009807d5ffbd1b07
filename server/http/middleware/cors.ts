import type { MiddlewareHandler } from 'hono';
import type { Merchant } from '../../config.js';
import type { AppEnv } from '../context.js';
import { ApiError } from '../errors.js';

/**
 * Cross-origin access for the widget: exact origins, no cookies. Before a token is known an origin must belong to some
 * merchant, so that its page can read why it was refused; `sameMerchant` then holds it to the session's own.
 */
export interface Cors {
  readonly access: MiddlewareHandler<AppEnv>;
  /** After `clientToken`: the origin, when one is sent, must be the one that the session was made for. */
  readonly ownOrigin: MiddlewareHandler<AppEnv>;
  /** Answers for the origins of these merchants; default: of all. */
  preflight(methods: readonly string[], merchants?: readonly Merchant[]): MiddlewareHandler<AppEnv>;
}

const allowedHeaders = 'authorization, content-type, if-none-match';
const exposedHeaders = 'etag, retry-after, x-request-id';
const preflightMaxAgeSeconds = 600;

export function createCors(merchants: readonly Merchant[]): Cors {
  const registered = new Set(merchants.flatMap((merchant) => merchant.origins));
  const originsOf = new Map(merchants.map((merchant) => [merchant.id, new Set(merchant.origins)]));
  return {
    access: async function access(c, next) {
      c.header('Vary', 'Origin');
      const origin = c.req.header('origin');
      if (origin !== undefined) {
        if (!registered.has(origin)) throw new ApiError('origin_not_allowed');
        c.header('Access-Control-Allow-Origin', origin);
        c.header('Access-Control-Expose-Headers', exposedHeaders);
      }
      await next();
    },

    ownOrigin: async function ownOrigin(c, next) {
      const origin = c.req.header('origin');
      const session = c.get('session');
      if (origin !== undefined && origin !== session.origin) {
        if (!originsOf.get(session.merchantId)?.has(origin)) {
          c.header('Access-Control-Allow-Origin', undefined);
          c.header('Access-Control-Expose-Headers', undefined);
        }
        throw new ApiError('origin_not_allowed');
      }
      await next();
    },

    preflight: (methods, some = merchants) => {
      const origins = new Set(some.flatMap((merchant) => merchant.origins));
      return function preflight(c) {
        c.header('Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers');
        const origin = c.req.header('origin');
        if (origin === undefined || !origins.has(origin)) throw new ApiError('origin_not_allowed');
        c.header('Access-Control-Allow-Origin', origin);
        c.header('Access-Control-Allow-Methods', methods.join(', '));
        c.header('Access-Control-Allow-Headers', allowedHeaders);
        c.header('Access-Control-Max-Age', String(preflightMaxAgeSeconds));
        return Promise.resolve(c.body(null, 204));
      };
    },
  };
}
