import type { AppContext } from '../context.js';
import { acceptsEncoding, matchesEtag } from '../conditional.js';
import type { Asset } from '../../lib/assets.js';
import { ApiError } from '../errors.js';
import type { Router } from '../router.js';

/** Hex digits of the SHA-256 that make an address fit for `integrity`: these very bytes stay under it for good. */
const hashLength = 16;
const forever = 'public, max-age=31536000, immutable';
const revalidate = 'public, no-cache';

const shortHash = ({ hash }: Asset): string => hash.slice(0, hashLength);

/**
 * The built browser files, from memory: for good under their hash or with their hash in their name, as they are today
 * under a plain name. A script finds the files that belong to it beside itself, wherever that is.
 */
export function assetsRoutes({ app, deps }: Router): void {
  const find = (name: string): Asset => {
    const asset = deps.assets.get(name);
    if (asset === undefined) throw new ApiError('not_found');
    return asset;
  };
  const namesItsHash = (name: string): boolean => name.endsWith(`-${shortHash(find(name))}.js`);

  app.get('/assets/:hash/:name', (c) => {
    const { hash, name } = c.req.param();
    if (shortHash(find(name)) !== hash && !namesItsHash(name)) throw new ApiError('not_found');
    return send(c, find(name), forever);
  });

  const sendByName = (c: AppContext, name: string): Promise<Response> =>
    send(c, find(name), namesItsHash(name) ? forever : revalidate);
  app.get('/assets/:name', (c) => sendByName(c, c.req.param('name')));
  app.get('/:script{bank-connect[^/]*}', (c) => sendByName(c, c.req.param('script')));
}

async function send(c: AppContext, asset: Asset, cacheControl: string): Promise<Response> {
  const etag = `"${asset.hash}"`;
  c.header('Cache-Control', cacheControl);
  c.header('ETag', etag);
  c.header('Vary', 'Accept-Encoding');
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  if (matchesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304);
  c.header('Content-Type', asset.contentType);
  for (const encoding of ['br', 'gzip'] as const) {
    if (!acceptsEncoding(c.req.header('accept-encoding'), encoding)) continue;
    c.header('Content-Encoding', encoding);
    return c.body(await asset.compressed(encoding));
  }
  return c.body(asset.bytes);
}
