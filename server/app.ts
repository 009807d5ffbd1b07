import { Hono } from 'hono';
import type { AppEnv } from './http/context.js';
import type { AppDeps } from './http/deps.js';
import { ApiError, createErrorHandler } from './http/errors.js';
import { methodNotAllowed } from './http/middleware/methods.js';
import { requestLog } from './http/middleware/request-log.js';
import { requestTarget } from './http/middleware/request-target.js';
import { securityHeaders } from './http/middleware/security-headers.js';
import { traceId } from './http/middleware/trace-id.js';
import { createRouter } from './http/router.js';
import { assetsRoutes } from './http/routes/assets.js';
import { banksRoutes } from './http/routes/banks.js';
import { callbackRoutes } from './http/routes/callback.js';
import { connectionsRoutes } from './http/routes/connections.js';
import { credentialsRoutes } from './http/routes/credentials.js';
import { erasuresRoutes } from './http/routes/erasures.js';
import { doneRoutes } from './http/routes/done.js';
import { frameRoutes } from './http/routes/frame.js';
import { logosRoutes } from './http/routes/logos.js';
import { openApiRoutes } from './http/routes/openapi.js';
import { operationsRoutes } from './http/routes/operations.js';
import { paymentsRoutes } from './http/routes/payments.js';
import { registrationsRoutes } from './http/routes/registrations.js';
import { sessionEventsRoutes } from './http/routes/session-events.js';
import { sessionRoutes } from './http/routes/session.js';
import { sessionsRoutes } from './http/routes/sessions.js';
import { startRoutes } from './http/routes/start.js';
import { webhooksRoutes } from './http/routes/webhooks.js';

export type { AppDeps } from './http/deps.js';
export type App = Hono<AppEnv>;

/** The companion server's HTTP side. Does nothing until a request comes. */
export function createApp(deps: AppDeps): App {
  const app = new Hono<AppEnv>();
  app.use(
    traceId(deps.randomId),
    requestLog(deps.logger, deps.metrics),
    securityHeaders(deps.config.publicUrl),
    requestTarget(),
  );
  const router = createRouter(app, deps);
  for (const routes of [
    sessionsRoutes,
    connectionsRoutes,
    erasuresRoutes,
    paymentsRoutes,
    webhooksRoutes,
    registrationsRoutes,
    sessionRoutes,
    sessionEventsRoutes,
    banksRoutes,
    credentialsRoutes,
    frameRoutes,
    startRoutes,
    callbackRoutes,
    doneRoutes,
    assetsRoutes,
    logosRoutes,
    operationsRoutes,
    openApiRoutes,
  ]) {
    routes(router);
  }
  refuseOtherMethods(app);
  app.notFound(() => {
    throw new ApiError('not_found');
  });
  app.onError(createErrorHandler(deps.logger, deps.now));
  return app;
}

/** Every path that has a route answers every other method with 405 and what it does take. */
function refuseOtherMethods(app: App): void {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of app.routes) {
    if (method !== 'ALL') methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  for (const [path, taken] of methods) app.all(path, methodNotAllowed([...taken]));
}
