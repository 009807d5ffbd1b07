import { Hono } from 'hono';

import { controlRoutes } from '../oidc/control.js';
import { commandsOf, type SandboxControl } from './control.js';
import { ApiError, errorResponse } from './errors.js';
import type { SandboxApp } from './http.js';
import { authoriseRoute } from './routes/authorise.js';
import { customerRoutes } from './routes/customer.js';
import { dataRoutes } from './routes/data.js';
import { paymentRoute } from './routes/payment.js';
import { tokenRoute } from './routes/token.js';
import { visitRoutes } from './routes/visit.js';
import type { World } from './world.js';

export const createApp = (world: World, control: SandboxControl): SandboxApp => {
  const app: SandboxApp = new Hono();
  app.onError((error) => {
    const known = error instanceof ApiError ? error : new ApiError('server_error', 'the sandbox failed');
    if (known !== error) console.error(error);
    return errorResponse(known, world.settings.errorShape);
  });
  app.notFound(() =>
    errorResponse(new ApiError('not_found', 'there is nothing at this address'), world.settings.errorShape),
  );
  authoriseRoute(app, world);
  tokenRoute(app, world);
  dataRoutes(app, world);
  paymentRoute(app, world);
  visitRoutes(app, world);
  customerRoutes(app, world);
  controlRoutes(app, control, {
    commands: commandsOf(control),
    state: () => ({
      settings: control.settings.get(),
      intents: control.intents.list(),
      consents: control.consents.list(),
      payments: control.payments.list(),
    }),
  });
  return app;
};
