import { CreateSession } from '../../contract/session.js';
import { readId } from '../input/query.js';
import { readJson } from '../input/json.js';
import type { Router } from '../router.js';

/** Sessions, as the merchant's backend makes and reads them. */
export function sessionsRoutes({ app, deps, apiKey }: Router): void {
  const { sessions } = deps;

  app.post('/v1/sessions', apiKey, async (c) => {
    const request = await readJson(c, CreateSession);
    return c.json(await sessions.create(c.get('merchant').id, request), 201);
  });

  app.get('/v1/sessions/:id', apiKey, async (c) => {
    return c.json(await sessions.result(c.get('merchant').id, readId(c, 'id')));
  });
}
