import { Hono } from 'hono';

import { controlRoutes } from '../oidc/control.js';
import { firstRsaKey, newRsaKey } from '../oidc/keys.js';
import { startOidcServer } from '../oidc/server.js';
import { visitRoutes, type OidcApp } from '../oidc/visits.js';
import { createMoneyhubServer } from './authorization.js';
import { createAuthenticate } from './bearer.js';
import { controlCommands, createControl, type MoneyhubControl } from './control.js';
import { ApiError, errorBody } from './errors.js';
import type { MoneyhubOptions, MoneyhubSandbox } from './options.js';
import { dataRoutes } from './routes/data.js';
import { identityRoutes } from './routes/identity.js';
import { wellKnownRoutes } from './routes/well-known.js';
import { createVisitDesk } from './visit-desk.js';
import { createWorld } from './world.js';

export type { MoneyhubControl } from './control.js';
export type { MoneyhubClientOptions, MoneyhubOptions, MoneyhubSandbox } from './options.js';

/** Starts a Moneyhub of its own on loopback: identity server, bank pages and data API. */
export const startMoneyhub = async (options: MoneyhubOptions): Promise<MoneyhubSandbox> => {
  let control: MoneyhubControl | undefined;
  const { apiOrigin, publicOrigin, close } = await startOidcServer('moneyhub', options, (base) => {
    const moneyhub = createWorld(base, options.clients);
    let keys = [firstRsaKey('moneyhub')];
    let current = createMoneyhubServer(moneyhub, keys);
    const provider = () => current;
    control = createControl(moneyhub, (drop) => {
      const key = newRsaKey();
      keys = drop ? [key] : [key, ...keys];
      current = createMoneyhubServer(moneyhub, keys);
      return key.kid;
    });
    const app: OidcApp = new Hono();
    app.onError((error, context) => {
      const known = error instanceof ApiError ? error : new ApiError(500, 'INTERNAL', 'the sandbox failed');
      if (known !== error) console.error(error);
      return context.json(errorBody(known), known.status);
    });
    app.notFound((context) => context.json(errorBody(new ApiError(404, 'NOT_FOUND', 'no such resource')), 404));
    const authenticate = createAuthenticate(moneyhub, provider);
    wellKnownRoutes(app, moneyhub);
    visitRoutes(app, moneyhub, provider, createVisitDesk(moneyhub, provider));
    identityRoutes(app, moneyhub, authenticate);
    dataRoutes(app, moneyhub, authenticate);
    const { users, connections } = control;
    controlRoutes(app, control, {
      commands: controlCommands(control),
      state: () => ({ users: users.ids(), connections: connections.ids() }),
    });
    return { provider, mount: '/oidc', exceptions: /^\/oidc\/\.well-known\/\w+-connections\b/, app };
  });
  if (control === undefined) throw new Error('The sandbox was not built');
  return { apiOrigin, publicOrigin, control, close };
};
