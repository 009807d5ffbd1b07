import { Hono } from 'hono';

import { controlRoutes } from '../oidc/control.js';
import { commandsOf, type SandboxControl } from './control.js';
import { reply, type SandboxApp } from './http.js';
import { directoryRoutes } from './routes/directory.js';
import { mailboxRoutes } from './routes/mailbox.js';
import { obieRoutes } from './routes/obie.js';
import { prioraRoutes } from './routes/priora.js';
import { tokenRoute } from './routes/token.js';
import type { World } from './world.js';

export const createApp = (world: World, control: SandboxControl): SandboxApp => {
  const app: SandboxApp = new Hono();
  app.notFound((context) => reply(context, { error: 'not_found' }, 404));
  prioraRoutes(app, world);
  obieRoutes(app, world);
  tokenRoute(app, world);
  directoryRoutes(app, world);
  mailboxRoutes(app, world);
  controlRoutes(app, control, {
    commands: commandsOf(control),
    state: () => ({
      settings: control.settings.get(),
      applications: control.applications.list(),
      clients: control.clients.list().map(({ clientId, softwareId }) => ({ clientId, softwareId })),
    }),
  });
  return app;
};
