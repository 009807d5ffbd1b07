import { CreateErasure } from '../../contract/erasures.js';
import { readJson } from '../input/json.js';
import type { Router } from '../router.js';

/** Longer than the providers of one shopper's connections may take; what is not done by then goes on in the background. */
const deadlineMs = 25_000;

/** The end of all that is known of one shopper. The id is in the body, so that it is in no log of addresses. */
export function erasuresRoutes({ app, deps, apiKey }: Router): void {
  app.post('/v1/erasures', apiKey, async (c) => {
    const { psuId } = await readJson(c, CreateErasure);
    const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(deadlineMs)]);
    return c.json(await deps.erase(c.get('merchant').id, psuId, { signal, traceId: c.get('traceId') }));
  });
}
