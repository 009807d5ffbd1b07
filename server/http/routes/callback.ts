import { psuContext } from '../client-address.js';
import { readBindings } from '../binding-cookie.js';
import type { AppContext } from '../context.js';
import { rawQuery } from '../context.js';
import { ApiError } from '../errors.js';
import { readId } from '../input/query.js';
import { getOnly } from '../middleware/methods.js';
import type { Router } from '../router.js';

/**
 * The way back from a bank. The query goes to the service as it came; the browser is moved to an address without one at
 * once, so that codes stay out of its history. What only looks ahead takes nothing.
 */
export function callbackRoutes({ app, deps, limits }: Router): void {
  const { config, sessions } = deps;

  app.get('/callback/:merchant/:provider', getOnly(), limits.pages, async (c) => {
    refusePrefetch(c);
    const merchantId = readId(c, 'merchant');
    const providerId = readId(c, 'provider');
    const query = rawQuery(c);
    if (query === '') throw new ApiError('invalid_callback');
    const bindings = readBindings(c.req.header('cookie'));
    const { sessionId } = await sessions.receiveCallback(
      merchantId,
      providerId,
      query,
      bindings,
      psuContext(c, config),
    );
    return c.redirect(`/done/${encodeURIComponent(sessionId)}`, 303);
  });
}

const aheadHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/** A browser that prefetches comes again when the person does; an error makes it forget the first answer. */
function refusePrefetch(c: AppContext): void {
  if (aheadHeaders.some((name) => /prefetch|prerender|preview/i.test(c.req.header(name) ?? ''))) {
    throw new ApiError('unavailable');
  }
}
