import type { Transaction } from '../../contract/connections.js';
import { parseUrl } from '../../lib/parse-url.js';
import { memberOf, type Folded } from './fold.js';

/** True when a transaction belongs to a period of days, both ends included. What is not booked yet belongs to every period. */
export function isWithin({ bookingDate: day }: Transaction, from?: string, to?: string): boolean {
  return day === undefined || ((from === undefined || day >= from) && (to === undefined || day <= to));
}

const anywhere = 'https://anywhere.invalid';

/**
 * The query of the next page, with its question mark, where the answer links to one (`Links.Next`, as Tell's later APIs do; whether
 * this one does is unknown). Nothing but the query is taken from a link, and only from one to the same path, whatever its
 * version. Undefined on the last page, and for a link that leads elsewhere or in a circle.
 */
export function nextQuery(answer: Folded, path: string, current: string | undefined): string | undefined {
  const links = memberOf(answer, 'links');
  const next = memberOf(links, 'next');
  if (typeof next !== 'string' || next.length > 2000) return undefined;
  const { pathname = '', search = '' } = parseUrl(next, anywhere) ?? {};
  return pathname.endsWith(path) && search !== '' && search !== current ? search : undefined;
}
