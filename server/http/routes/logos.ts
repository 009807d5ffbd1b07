import { ApiError } from '../errors.js';
import { readId } from '../input/query.js';
import type { Router } from '../router.js';

/** Banks' pictures, kept by the catalogue and served as inert bytes. */
export function logosRoutes({ app, deps, limits }: Router): void {
  app.get('/logos/:key', limits.pictures, async (c) => {
    // Also for a picture that is missing: the page's console then says so, and not that it was not allowed to have it.
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    const logo = await deps.catalogue.logo(readId(c, 'key'));
    if (logo === undefined) throw new ApiError('not_found');
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    c.header('Content-Security-Policy', "default-src 'none'; sandbox");
    c.header('Content-Type', logo.mediaType);
    return c.body(new Uint8Array(logo.bytes));
  });
}
