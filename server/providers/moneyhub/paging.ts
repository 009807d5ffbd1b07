import { badAnswer } from '../../lib/provider-http.js';

/**
 * Path and query of a `next` link (absolute, sheet section 8): followed only to the same list of the same account, and only
 * forwards. Throws `bad_provider_answer` for any other, which never leads anywhere.
 */
export function nextPath(link: string | null | undefined, current: string, apiUrl: string): string | undefined {
  if (!link) return undefined;
  const here = new URL(current, apiUrl);
  const next = URL.canParse(link, here.href) ? new URL(link, here.href) : undefined;
  if (next?.origin !== here.origin || next.pathname !== here.pathname || next.username !== '' || next.password !== '') {
    throw badAnswer('a link to another place');
  }
  if (next.searchParams.get('accountId') !== here.searchParams.get('accountId')) {
    throw badAnswer('a link to another account');
  }
  if (offsetOf(next) <= offsetOf(here)) throw badAnswer('a link that leads back');
  return `${next.pathname}${next.search}`;
}

function offsetOf({ searchParams }: URL): number {
  const offset = searchParams.get('offset') ?? '0';
  if (!/^\d{1,9}$/.test(offset)) throw badAnswer('a link without an offset');
  return Number(offset);
}
