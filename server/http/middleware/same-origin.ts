import type { MiddlewareHandler } from 'hono';
import type { AppContext, AppEnv } from '../context.js';
import type { AppConfig } from '../deps.js';
import { ApiError } from '../errors.js';
import type { Cors } from './cors.js';

/**
 * For the credential frame only: the caller's page must be one of this server. A changing request must say so by its
 * `Origin`; a reading one, for which browsers send none, must not say anything else.
 */
export function sameOrigin(publicUrl: string): MiddlewareHandler<AppEnv> {
  return async function sameOrigin(c, next) {
    if (!comesFrom(c, publicUrl)) throw new ApiError('origin_not_allowed');
    await next();
  };
}

function comesFrom(c: AppContext, publicUrl: string): boolean {
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site') ?? 'same-origin';
  const reading = c.req.method === 'GET';
  return (origin === publicUrl || (reading && origin === undefined)) && site === 'same-origin';
}

/**
 * Who may send what a shopper typed: the frame, without any cross-origin access; else the page of a merchant with inline
 * fields, held to the origin of its session.
 */
export function createCredentialSender(
  config: AppConfig,
  cors: Cors,
  token: MiddlewareHandler<AppEnv>,
): readonly [MiddlewareHandler<AppEnv>, MiddlewareHandler<AppEnv>, MiddlewareHandler<AppEnv>] {
  const inlineMerchants = new Set(config.merchants.filter((one) => one.inlineFields).map((one) => one.id));
  const inlineOrigins = new Set(config.merchants.filter((one) => one.inlineFields).flatMap((one) => one.origins));
  return [
    async function inlineOriginOrFrame(c, next) {
      if (comesFrom(c, config.publicUrl)) return next();
      if (!inlineOrigins.has(c.req.header('origin') ?? '')) throw new ApiError('origin_not_allowed');
      return cors.access(c, next);
    },
    token,
    async function inlineMerchantOrFrame(c, next) {
      if (comesFrom(c, config.publicUrl)) return next();
      if (!inlineMerchants.has(c.get('session').merchantId)) throw new ApiError('origin_not_allowed');
      return cors.ownOrigin(c, next);
    },
  ];
}
