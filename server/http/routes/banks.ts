import { gzipSync } from 'node:zlib';
import { BankQuery } from '../../contract/banks.js';
import type { BankList } from '../../contract/banks.js';
import type { AppContext } from '../context.js';
import { acceptsEncoding, matchesEtag } from '../conditional.js';
import { ApiError } from '../errors.js';
import { readQuery } from '../input/query.js';
import type { Router } from '../router.js';

const retryAfterMs = 2_000;

interface Encoded {
  readonly text: string;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

/** The bank list of one country. It changes once a day, so it is encoded once and asked for by its ETag. */
export function banksRoutes({ app, deps, cors, widget }: Router): void {
  const { catalogue, sessions } = deps;
  const encodedLists = new WeakMap<BankList, Encoded>();

  const encoded = (list: BankList): Encoded => {
    const known = encodedLists.get(list);
    if (known) return known;
    const text = JSON.stringify(list);
    const fresh = { text, gzip: new Uint8Array(gzipSync(text)) };
    encodedLists.set(list, fresh);
    return fresh;
  };

  /** The session's own country, else the browser's, else the first of the list. */
  const pickCountry = async (c: AppContext, countries: readonly string[]): Promise<string> => {
    const view = await sessions.view(c.get('session').id);
    const wished = [
      ...(view.status === 'bank_selection' && view.country !== undefined ? [view.country] : []),
      ...browserCountries(c.req.header('accept-language') ?? ''),
    ];
    return wished.find((country) => countries.includes(country)) ?? countries[0] ?? wished[0] ?? 'GB';
  };

  app.options('/v1/banks', cors.preflight(['GET']));
  app.get('/v1/banks', ...widget, async (c) => {
    const query = readQuery(c, BankQuery);
    if (!catalogue.ready) throw new ApiError('unavailable', { retryAfterMs });
    const purpose = c.get('session').pays ? 'payment' : 'access';
    const countries = catalogue.countries(purpose);
    const { country = await pickCountry(c, countries) } = query;
    const found = catalogue.list(country, purpose);
    c.header('Cache-Control', 'private, no-cache');
    c.header('Vary', 'Origin, Accept-Encoding, Authorization');
    if (!found) return c.json({ country, countries: [...countries], banks: [] } satisfies BankList);
    c.header('ETag', found.etag);
    if (matchesEtag(c.req.header('if-none-match'), found.etag)) return c.body(null, 304);
    const { text, gzip } = encoded(found.list);
    c.header('Content-Type', 'application/json');
    if (!acceptsEncoding(c.req.header('accept-encoding'), 'gzip')) return c.body(text);
    c.header('Content-Encoding', 'gzip');
    return c.body(gzip);
  });
}

/** The regions of an `Accept-Language` header in its order: `de-AT,de;q=0.9,en-GB` → AT, GB. */
function browserCountries(header: string): string[] {
  return [...header.slice(0, 200).matchAll(/(?:^|,)\s*[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})\b/g)].map(
    ([, region = '']) => region.toUpperCase(),
  );
}
