import { Hono } from 'hono';

import { controlRoutes } from '../oidc/control.js';
import { startOidcServer } from '../oidc/server.js';
import { visitRoutes, type OidcApp } from '../oidc/visits.js';
import { createBankServer } from './authorization.js';
import { profiles } from './banks.js';
import { createAuthenticate } from './bearer.js';
import { commandsOf, createControl, type OAuthBankControl } from './control.js';
import { ApiError, errorBody } from './errors.js';
import type { OAuthBankOptions, OAuthBankSandbox } from './options.js';
import { customerRoutes } from './routes/customer.js';
import { plainRoutes } from './routes/plain.js';
import { standardRoutes } from './routes/standard.js';
import { createVisitDesk } from './visit-desk.js';
import { createWorld } from './world.js';

export { profiles, type OAuthBankProfile, type ProfileName } from './banks.js';
export type { OAuthBankControl } from './control.js';
export type { OAuthBankOptions, OAuthBankSandbox, OAuthClientOptions } from './options.js';
export type { Settings } from './settings.js';

/** Every API has its own names for its headers. */
const apis = {
  standard: { routes: standardRoutes, headers: { requestId: 'Request-ID', psuAddress: 'PSU-IP-Address' } },
  plain: { routes: plainRoutes, headers: { requestId: 'X-Correlation', psuAddress: 'X-Customer-Address' } },
} as const;

/** Starts a bank with an authorization server and an API of its own on loopback. */
export const startOAuthBank = async (options: OAuthBankOptions): Promise<OAuthBankSandbox> => {
  const profile = profiles[options.bank];
  let control: OAuthBankControl | undefined;
  const { apiOrigin, publicOrigin, close } = await startOidcServer(profile.id, options, (base) => {
    const bank = createWorld(base, profile, options.clients);
    const server = createBankServer(bank);
    const provider = () => server;
    control = createControl(bank);
    const app: OidcApp = new Hono();
    app.onError((error, context) => {
      const known = error instanceof ApiError ? error : new ApiError(500, 'server_error', 'the sandbox failed');
      if (known !== error) console.error(error);
      return context.json(errorBody(known), known.status, known.headers);
    });
    app.notFound((context) => context.json(errorBody(new ApiError(404, 'not_found', 'no such resource')), 404));
    const { routes, headers } = apis[profile.api];
    routes(app, bank, createAuthenticate(bank, provider, headers));
    visitRoutes(app, bank, provider, createVisitDesk(bank, provider));
    customerRoutes(app, bank);
    controlRoutes(app, control, {
      commands: commandsOf(control),
      state: () => ({ consents: [...bank.consents.values()], settings: bank.settings }),
    });
    return { provider, mount: profile.mount, app };
  });
  if (control === undefined) throw new Error('The sandbox was not built');
  return { profile, apiOrigin, publicOrigin, issuer: `${apiOrigin}${profile.mount}`, control, close };
};
