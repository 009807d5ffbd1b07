import { Hono, type MiddlewareHandler } from 'hono';

import { authenticate } from './auth/authenticate.js';
import { answerFault, keepCallLog } from './control/middleware.js';
import { ApiError, errorResponse, notFound } from './errors.js';
import type { SandboxApp, SandboxEnv } from './http.js';
import { newTraceId } from './ids.js';
import { accountRoutes } from './routes/accounts.js';
import { authorizationRoute } from './routes/authorization.js';
import { bankRoutes } from './routes/banks.js';
import { browserRoutes } from './routes/browser.js';
import { callbackInitiationRoute } from './routes/callback-initiation.js';
import { bankV2Route } from './payments/bank-v2.js';
import { paymentRoutes } from './payments/payment-routes.js';
import { controlRoutes } from './routes/control.js';
import { memberRoutes } from './routes/members.js';
import { tokenRequestRoutes } from './routes/token-requests.js';
import { tokenRoutes } from './routes/tokens.js';
import type { World } from './world.js';

/** Reads path and body as they came in, byte for byte: signatures are over them. */
const readRequest: MiddlewareHandler<SandboxEnv> = async (context, next) => {
  context.set('path', (context.env.incoming.url ?? '/').split('?')[0] ?? '/');
  context.set('body', Buffer.from(await context.req.arrayBuffer()));
  const traceId = newTraceId();
  context.set('traceId', traceId);
  context.header('tokenTraceId', traceId);
  await next();
};

const API_PATHS = [
  '/bank/*',
  '/banks/*',
  '/reports/*',
  '/token-requests/*',
  '/tokens/*',
  '/accounts/*',
  '/account-balance',
  '/member/*',
  '/members/*',
  '/resolve-alias',
  '/callback/initiation',
  '/v2/*',
];

export const createApp = (world: World): SandboxApp => {
  const app: SandboxApp = new Hono();
  app.use(readRequest);
  app.onError((error, context) => {
    const known = error instanceof ApiError ? error : new ApiError('INTERNAL', 'the sandbox failed');
    if (known !== error) console.error(error);
    return errorResponse(known, context.req.header('token-json-error') === 'true', context.get('traceId'));
  });
  app.notFound((context) => errorResponse(notFound('the page'), context.req.header('token-json-error') === 'true'));
  browserRoutes(app, world);
  controlRoutes(app, world);
  for (const path of API_PATHS) app.use(path, keepCallLog(world), answerFault(world), authenticate(world));
  bankRoutes(app, world);
  tokenRequestRoutes(app, world);
  authorizationRoute(app, world);
  tokenRoutes(app, world);
  accountRoutes(app, world);
  memberRoutes(app, world);
  callbackInitiationRoute(app, world);
  bankV2Route(app, world);
  paymentRoutes(app, world);
  return app;
};
