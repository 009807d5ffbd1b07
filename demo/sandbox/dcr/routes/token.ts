import { reply, type SandboxApp } from '../http.js';
import { authenticate, issueToken } from '../tokens.js';
import type { World } from '../world.js';
import { TOKEN_PATH } from './obie.js';

/** Client credentials, for the clients of both profiles (RFC 6749 section 4.4). */
export const tokenRoute = (app: SandboxApp, world: World): void => {
  app.post(TOKEN_PATH, async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const authorization = context.req.header('authorization');
    const client = await authenticate(world, { authorization, form, tokenUrl: `${world.apiOrigin}${TOKEN_PATH}` });
    if (client === undefined) {
      if (authorization !== undefined) context.header('www-authenticate', 'Basic realm="sandbox"');
      return reply(context, { error: 'invalid_client' }, 401);
    }
    if (form.get('grant_type') !== 'client_credentials')
      return reply(context, { error: 'unsupported_grant_type' }, 400);
    const grants = client.claims['grant_types'];
    if (!Array.isArray(grants) || !grants.includes('client_credentials')) {
      return reply(context, { error: 'unauthorized_client' }, 400);
    }
    const { tokenSeconds } = world.settings;
    return reply(context, { access_token: issueToken(world, client), token_type: 'Bearer', expires_in: tokenSeconds });
  });
};
