import { changeClient, clientFor, removeClient, wireClient } from '../clients.js';
import { Refusal, refusalResponse } from '../errors.js';
import { reply, withRegistration, type SandboxApp, type SandboxContext } from '../http.js';
import { bearerOf } from '../tokens.js';
import type { Client, World } from '../world.js';

export const OBIE_PATH = '/open-banking/v3.3/register';
export const TOKEN_PATH = '/open-banking/token';

/** OBIE: the client in the answer, and read, update and delete with a bearer of client credentials (sheet §5). */
export const obieRoutes = (app: SandboxApp, world: World): void => {
  app.get('/.well-known/openid-configuration', (context) =>
    reply(context, {
      issuer: world.apiOrigin,
      token_endpoint: `${world.apiOrigin}${TOKEN_PATH}`,
      registration_endpoint: `${world.apiOrigin}${OBIE_PATH}`,
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['client_credentials', 'authorization_code', 'refresh_token'],
      scopes_supported: ['openid', 'accounts', 'payments', 'fundsconfirmations'],
    }),
  );

  app.post(OBIE_PATH, (context) =>
    withRegistration(world, context, 'obie', (registration) =>
      reply(context, wireClient(world, clientFor(world, registration)), world.settings.createdStatus),
    ),
  );

  const path = `${OBIE_PATH}/:clientId`;
  app.get(path, (context) => ofClient(world, context, (client) => reply(context, wireClient(world, client))));
  app.put(path, (context) =>
    ofClient(world, context, (client) =>
      withRegistration(world, context, 'obie', (registration) => {
        if (
          registration.claims['software_id'] !== undefined &&
          registration.claims['software_id'] !== client.softwareId
        ) {
          return refusalResponse(new Refusal('Invalid', 'This client is other software'), 'obie', world.settings);
        }
        changeClient(world, client, registration);
        return reply(context, wireClient(world, client));
      }),
    ),
  );
  app.delete(path, (context) =>
    ofClient(world, context, (client) => {
      removeClient(world, client.clientId);
      return context.body(null, 204);
    }),
  );
};

/** The client of the path, for its own bearer only. An unknown client is a 401, and its token is dead. */
function ofClient(
  world: World,
  context: SandboxContext,
  run: (client: Client) => Response | Promise<Response>,
): Response | Promise<Response> {
  if (!world.settings.management.some((method) => method === context.req.method)) {
    context.header('allow', world.settings.management.join(', '));
    return context.body(null, 405);
  }
  const caller = bearerOf(world, context.req.header('authorization'));
  const client = world.clients.get(context.req.param('clientId') ?? '');
  if (caller === undefined || client === undefined) {
    context.header('www-authenticate', 'Bearer');
    return context.body(null, 401);
  }
  return caller === client.clientId ? run(client) : context.body(null, 403);
}
