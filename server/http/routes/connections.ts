import { ConnectionQuery, TransactionQuery } from '../../contract/connections.js';
import type { CallContext } from '../../providers/authorisation.js';
import type { AppContext } from '../context.js';
import type { AppConfig } from '../deps.js';
import { readId, readQuery } from '../input/query.js';
import { readShopper } from '../input/shopper.js';
import type { Router } from '../router.js';

const defaultPageSize = 50;
/** Longer than any provider call may take. */
const deadlineMs = 25_000;

/** Connections and what they give access to, for the merchant's backend. */
export function connectionsRoutes({ app, deps, apiKey }: Router): void {
  const { connections, config } = deps;

  app.get('/v1/connections', apiKey, async (c) => {
    const { cursor, limit } = readQuery(c, ConnectionQuery);
    const page = { limit: limit === undefined ? defaultPageSize : Number(limit), ...(cursor ? { cursor } : {}) };
    return c.json(await connections.list(c.get('merchant').id, page));
  });

  app.get('/v1/connections/:id', apiKey, async (c) => {
    return c.json(await connections.get(c.get('merchant').id, readId(c, 'id')));
  });

  app.delete('/v1/connections/:id', apiKey, async (c) => {
    await connections.remove(c.get('merchant').id, readId(c, 'id'), callContext(c));
    return c.body(null, 204);
  });

  app.get('/v1/connections/:id/accounts', apiKey, async (c) => {
    return c.json(await connections.accounts(c.get('merchant').id, readId(c, 'id'), readContext(c, config)));
  });

  app.get('/v1/connections/:id/accounts/:aid', apiKey, async (c) => {
    const { merchantId, id, accountId } = accountOf(c);
    return c.json(await connections.account(merchantId, id, accountId, readContext(c, config)));
  });

  app.get('/v1/connections/:id/accounts/:aid/balances', apiKey, async (c) => {
    const { merchantId, id, accountId } = accountOf(c);
    return c.json(await connections.balances(merchantId, id, accountId, readContext(c, config)));
  });

  app.get('/v1/connections/:id/accounts/:aid/standing-orders', apiKey, async (c) => {
    const { merchantId, id, accountId } = accountOf(c);
    return c.json(await connections.standingOrders(merchantId, id, accountId, readContext(c, config)));
  });

  app.get('/v1/connections/:id/accounts/:aid/transactions', apiKey, async (c) => {
    const { merchantId, id, accountId } = accountOf(c);
    const query = readQuery(c, TransactionQuery);
    return c.json(await connections.transactions(merchantId, id, accountId, query, readContext(c, config)));
  });
}

const accountOf = (c: AppContext) => ({
  merchantId: c.get('merchant').id,
  id: readId(c, 'id'),
  accountId: readId(c, 'aid'),
});

/** Of a read: the shopper is there only when the backend says so. */
function readContext(c: AppContext, config: AppConfig): CallContext {
  const psu = readShopper(c, config);
  return { ...callContext(c), ...(psu === undefined ? {} : { psu }) };
}

/** Ends with the caller's connection, or when a provider takes too long. */
const callContext = (c: AppContext): CallContext => ({
  signal: AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(deadlineMs)]),
  traceId: c.get('traceId'),
});
