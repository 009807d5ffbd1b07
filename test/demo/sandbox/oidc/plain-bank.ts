import { Hono } from 'hono';

import { createAuthorizationServer } from '../../../../demo/sandbox/oidc/authorization-server.js';
import { controlRoutes, createOidcControl, type OidcControl } from '../../../../demo/sandbox/oidc/control.js';
import { startOidcServer, type OidcServer } from '../../../../demo/sandbox/oidc/server.js';
import { visitRoutes, type OidcApp } from '../../../../demo/sandbox/oidc/visits.js';

export const CLIENT = { id: 'shop', secret: 'a-secret-of-the-tests', callback: 'https://shop.example/callback' };

/** The smallest simulator: one bank, one client, one account. */
export const startPlainBank = async (): Promise<OidcServer & { readonly control: OidcControl }> => {
  const server = await startOidcServer('plain', {}, (world) => {
    const provider = createAuthorizationServer(world, {
      issuer: `${world.apiOrigin}/auth`,
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [CLIENT.callback],
          grant_types: ['authorization_code', 'refresh_token'],
        },
      ],
      scopes: ['accounts', 'offline_access'],
      responseTypes: ['code'],
      pkce: { required: () => true },
      issueRefreshToken: () => true,
      expiresWithSession: () => false,
      findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
      ttl: { AccessToken: 300, AuthorizationCode: 60, RefreshToken: 86_400 },
    });
    const app: OidcApp = new Hono();
    visitRoutes(app, world, () => provider, {
      page: ({ clientId }) => ({
        bank: { id: 'plain', name: 'Plain Bank', logo: '/logo.png' },
        asker: clientId,
        wishes: ['your accounts'],
      }),
      approve: async ({ clientId, params }) => {
        const grant = new provider.Grant({ accountId: 'alice', clientId });
        grant.addOIDCScope(String(params['scope']));
        return { accountId: 'alice', grantId: await grant.save() };
      },
    });
    app.get('/whoami', async (context) => {
      const token = context.req.header('authorization')?.replace(/^Bearer /, '') ?? '';
      const found = await provider.AccessToken.find(token);
      return found === undefined
        ? context.json({ error: 'invalid_token' }, 401)
        : context.json({ who: found.accountId });
    });
    controlRoutes(app, createOidcControl(world));
    return { provider: () => provider, mount: '/auth', app };
  });
  return { ...server, control: createOidcControl(server.world) };
};
