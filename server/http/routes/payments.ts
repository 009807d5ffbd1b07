import { PaymentQuery } from '../../contract/payments.js';
import { readId, readQuery } from '../input/query.js';
import type { Router } from '../router.js';

const defaultPageSize = 50;

/** Payments, for the merchant's backend. They are made by sessions; here they are read. */
export function paymentsRoutes({ app, deps, apiKey }: Router): void {
  const { payments } = deps;

  app.get('/v1/payments', apiKey, async (c) => {
    const { cursor, limit } = readQuery(c, PaymentQuery);
    const page = { limit: limit === undefined ? defaultPageSize : Number(limit), ...(cursor ? { cursor } : {}) };
    return c.json(await payments.list(c.get('merchant').id, page));
  });

  app.get('/v1/payments/:id', apiKey, async (c) => {
    return c.json(await payments.get(c.get('merchant').id, readId(c, 'id')));
  });
}
