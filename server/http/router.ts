import type { Hono, MiddlewareHandler } from 'hono';
import type { AppEnv } from './context.js';
import type { AppDeps } from './deps.js';
import { apiKey } from './middleware/api-key.js';
import { clientToken } from './middleware/client-token.js';
import { createCors } from './middleware/cors.js';
import type { Cors } from './middleware/cors.js';
import { operatorKey } from './middleware/operator-key.js';
import { createRateLimits } from './middleware/rate-limit.js';
import type { RateLimits } from './middleware/rate-limit.js';
import { createCredentialSender, sameOrigin } from './middleware/same-origin.js';

type Guard = MiddlewareHandler<AppEnv>;

/** What every file of routes works with: the app, the world, and who may come in. */
export interface Router {
  readonly app: Hono<AppEnv>;
  readonly deps: AppDeps;
  readonly limits: RateLimits;
  readonly cors: Cors;
  /** The merchant's backend. */
  readonly apiKey: Guard;
  /** Whoever runs this server. */
  readonly operatorKey: Guard;
  /** The holder of a client token, wherever it calls from. */
  readonly token: Guard;
  /** The widget in the page of the session's own merchant. */
  readonly widget: readonly [Guard, Guard, Guard];
  /** A page of this server. */
  readonly frameOnly: Guard;
  /** Whoever may send what the shopper typed: the frame, or a page of a merchant that opted in. */
  readonly credentialSender: readonly [Guard, Guard, Guard];
}

export function createRouter(app: Hono<AppEnv>, deps: AppDeps): Router {
  const { config, sessions } = deps;
  const limits = createRateLimits(config, deps.now);
  const cors = createCors(config.merchants);
  const token = clientToken(sessions, limits);
  return {
    app,
    deps,
    limits,
    cors,
    apiKey: apiKey(config.merchants, limits),
    operatorKey: operatorKey(config.operatorKeyHashes, limits),
    token,
    widget: [cors.access, token, cors.ownOrigin],
    frameOnly: sameOrigin(config.publicUrl),
    credentialSender: createCredentialSender(config, cors, token),
  };
}
