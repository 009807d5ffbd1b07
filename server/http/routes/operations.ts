import { createHash, timingSafeEqual } from 'node:crypto';
import { ApiError } from '../errors.js';
import { bearerToken } from '../middleware/bearer-token.js';
import type { AppConfig } from '../deps.js';
import type { Router } from '../router.js';

const securityTxtDays = 180;
const dayMs = 24 * 60 * 60 * 1000;

/** For whoever runs the server. */
export function operationsRoutes({ app, deps, limits }: Router): void {
  const { config, catalogue, metrics, now, pingStore, stopping } = deps;

  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.get('/readyz', async (c) => {
    const store = await pingStore().then(
      () => true,
      () => false,
    );
    const ready = store && catalogue.ready && !stopping.aborted;
    const checks = { store, banks: catalogue.ready, running: !stopping.aborted };
    return c.json({ status: ready ? 'ok' : 'unavailable', checks }, ready ? 200 : 503);
  });

  const mayScrape = createScrapeCheck(config);
  app.get('/metrics', async (c) => {
    if (config.metrics === false) throw new ApiError('not_found');
    if (!mayScrape(bearerToken(c))) {
      limits.countRefusal(c);
      throw new ApiError('unauthorized');
    }
    const { contentType, text } = await metrics.render();
    c.header('Content-Type', contentType);
    return c.body(text);
  });

  app.get('/.well-known/security.txt', (c) => {
    if (config.securityContact === undefined) throw new ApiError('not_found');
    const expires = new Date(now() + securityTxtDays * dayMs).toISOString();
    return c.text(
      [
        `Contact: ${config.securityContact}`,
        `Expires: ${expires}`,
        'Preferred-Languages: en',
        `Canonical: ${config.publicUrl}/.well-known/security.txt`,
        '',
      ].join('\n'),
    );
  });
}

function createScrapeCheck(config: AppConfig): (token: string | undefined) => boolean {
  const expected = config.metrics === false ? undefined : config.metrics.token;
  if (expected === undefined) return () => true;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(expected.reveal());
  return (token) => token !== undefined && timingSafeEqual(digest(token), wanted);
}
