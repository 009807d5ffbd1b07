import type { AppContext } from '../context.js';
import { acceptsEncoding, matchesEtag } from '../conditional.js';
import type { Asset } from '../../lib/assets.js';
import { ApiError } from '../errors.js';
import type { Router } from '../router.js';

/** Hex digits of the SHA-256 that make an address fit for `integrity`: these very bytes stay under it for good. */
const hashLength = 16;
const forever = 'public, max-age=31536000, immutable';
const revalidate = 'public, no-cache';

/** The built browser files, from memory: under their hash for good, under their name as they are today. */
export function assetsRoutes({ app, deps }: Router): void {
  const { assets } = deps;

  app.get('/assets/:hash/:name', (c) => {
    const { hash, name } = c.req.param();
    const asset = assets.get(name);
    if (asset?.hash.slice(0, hashLength) !== hash) throw new ApiError('not_found');
    return send(c, asset, forever);
  });

  app.get('/assets/:name', (c) => {
    const asset = assets.get(c.req.param('name'));
    if (asset === undefined) throw new ApiError('not_found');
    return send(c, asset, revalidate);
  });

  for (const name of ['bank-connect.js', 'bank-connect.classic.js']) {
    app.get(`/${name}`, (c) => {
      const asset = assets.get(name);
      if (asset === undefined) throw new ApiError('not_found');
      return send(c, asset, revalidate);
    });
  }
}

function send(c: AppContext, asset: Asset, cacheControl: string): Response {
  const etag = `"${asset.hash}"`;
  c.header('Cache-Control', cacheControl);
  c.header('ETag', etag);
  c.header('Vary', 'Accept-Encoding');
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  if (matchesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304);
  c.header('Content-Type', asset.contentType);
  for (const encoding of ['br', 'gzip'] as const) {
    const bytes = asset.encoded[encoding];
    if (bytes && acceptsEncoding(c.req.header('accept-encoding'), encoding)) {
      c.header('Content-Encoding', encoding);
      return c.body(bytes);
    }
  }
  return c.body(asset.bytes);
}
