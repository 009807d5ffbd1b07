import { ApiError } from '../errors.js';
import { readId } from '../input/query.js';
import { framePage } from '../pages/frame-page.js';
import type { Router } from '../router.js';

/** The page inside the credential frame. It holds nothing secret; who may frame it is fixed by the session. */
export function frameRoutes({ app, deps, limits }: Router): void {
  app.get('/frame/:sessionId', limits.pages, async (c) => {
    const parentOrigin = await deps.sessions.frameAncestor(readId(c, 'sessionId'));
    if (parentOrigin === undefined) throw new ApiError('not_found');
    return framePage(c, parentOrigin);
  });
}
