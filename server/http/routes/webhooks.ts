import { ReplayWebhooks, WebhookEventQuery } from '../../contract/webhooks.js';
import { expectNoInput, readJson } from '../input/json.js';
import { readId, readQuery } from '../input/query.js';
import type { Router } from '../router.js';

const defaultPageSize = 50;

/** What became of a merchant's webhooks, for its backend. */
export function webhooksRoutes({ app, deps, apiKey }: Router): void {
  const { webhooks } = deps;

  app.get('/v1/webhooks/events', apiKey, async (c) => {
    const { limit, ...rest } = readQuery(c, WebhookEventQuery);
    const page = { limit: limit === undefined ? defaultPageSize : Number(limit), ...rest };
    return c.json(await webhooks.list(c.get('merchant').id, page));
  });

  app.get('/v1/webhooks/events/:id', apiKey, async (c) => {
    return c.json(await webhooks.get(c.get('merchant').id, readId(c, 'id')));
  });

  app.post('/v1/webhooks/events/:id/replay', apiKey, async (c) => {
    await expectNoInput(c);
    return c.json(await webhooks.replay(c.get('merchant').id, readId(c, 'id')), 202);
  });

  app.post('/v1/webhooks/replay', apiKey, async (c) => {
    const period = await readJson(c, ReplayWebhooks);
    return c.json(await webhooks.replayPeriod(c.get('merchant').id, period), 202);
  });
}
