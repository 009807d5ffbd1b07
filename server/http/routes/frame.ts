import { ApiError } from '../errors.js';
import { readId } from '../input/query.js';
import { framePage } from '../pages/frame-page.js';
import type { Router } from '../router.js';
import { immutablePath } from './assets.js';

/** The page inside the credential frame. It holds nothing secret; who may frame it is fixed by the session. */
export function frameRoutes({ app, deps, limits }: Router): void {
  const script = deps.assets.get('frame.js');

  app.get('/frame/:sessionId', limits.perAddress, async (c) => {
    const sessionId = readId(c, 'sessionId');
    const parentOrigin = await deps.sessions.frameAncestor(sessionId);
    if (parentOrigin === undefined || script === undefined) throw new ApiError('not_found');
    return framePage(c, { sessionId, parentOrigin, scriptPath: immutablePath('frame.js', script) });
  });
}
