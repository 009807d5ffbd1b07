import { reply, type SandboxApp } from '../http.js';
import type { World } from '../world.js';

/** The directory's key set, and those of the software that it knows. */
export const directoryRoutes = (app: SandboxApp, { directory }: World): void => {
  app.get('/directory/keys.jwks', (context) => reply(context, { keys: directory.keys }));
  app.get('/directory/software/:file{[0-9A-Za-z]+\\.jwks}', (context) => {
    const keys = directory.keySet(context.req.param('file').replace('.jwks', ''), 'current');
    return keys === undefined ? reply(context, { error: 'not_found' }, 404) : reply(context, { keys });
  });
  app.get('/directory/software/:id/revoked.jwks', (context) => {
    const keys = directory.keySet(context.req.param('id'), 'revoked');
    return keys === undefined ? reply(context, { error: 'not_found' }, 404) : reply(context, { keys });
  });
};
