import { parseUrl } from '../../lib/parse-url.js';
import { badAnswer } from '../../lib/provider-http.js';
import { ProviderError } from '../provider-error.js';

/**
 * Path and query of a `next` link (absolute, sheet section 8): followed only to the same list of the same account, and only
 * forwards. Throws `bad_provider_answer` for any other, which never leads anywhere.
 */
export function nextPath(link: string | null | undefined, current: string, apiUrl: string): string | undefined {
  if (!link) return undefined;
  const here = new URL(current, apiUrl);
  const next = sameList(link, here);
  if (next === undefined) throw badAnswer('a link to another place');
  if (offsetOf(next) <= offsetOf(here)) throw badAnswer('a link that leads back');
  return `${next.pathname}${next.search}`;
}

/**
 * Path and query of a cursor, which is such a path for the same list, for as many items as the first page of it asks for. Throws
 * `invalid_request` for any other text.
 */
export function cursorPath(cursor: string, first: string, apiUrl: string): string {
  const here = new URL(first, apiUrl);
  const next = cursor.startsWith('/') ? sameList(cursor, here) : undefined;
  if (next === undefined) throw new ProviderError('invalid_request', { retryable: false, detail: 'a foreign cursor' });
  next.searchParams.set('limit', here.searchParams.get('limit') ?? '');
  return `${next.pathname}${next.search}`;
}

/** Items that are read again, because offsets move with everything that arrives. */
const OVERLAP = 10;

/** A place a little before `next`: the last items of the page, which had `count`, come again. */
export function rejoinPath(next: string, count: number, apiUrl: string): string {
  const url = new URL(next, apiUrl);
  url.searchParams.set('offset', String(Math.max(0, offsetOf(url) - Math.min(count, OVERLAP))));
  return `${url.pathname}${url.search}`;
}

/** The address of a page of the same list of the same account; undefined for any other. */
function sameList(link: string, here: URL): URL | undefined {
  const next = parseUrl(link, here.href);
  const same =
    next?.origin === here.origin &&
    next.pathname === here.pathname &&
    next.username === '' &&
    next.password === '' &&
    next.searchParams.get('accountId') === here.searchParams.get('accountId');
  return same ? next : undefined;
}

function offsetOf({ searchParams }: URL): number {
  const offset = searchParams.get('offset') ?? '0';
  if (!/^\d{1,9}$/.test(offset)) throw badAnswer('a link without an offset');
  return Number(offset);
}
