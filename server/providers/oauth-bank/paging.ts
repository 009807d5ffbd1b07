import { createHash } from 'node:crypto';
import { ProviderError } from '../provider.js';

/** The largest number of a page that the bank takes (sheet section 5.1). */
const MAX_PAGE = 99_999_999;
/** Bytes of a fingerprint: a hundred of them must fit into a cursor. */
const FINGERPRINT_BYTES = 6;

/** Where a list of pages is to be read on. */
export interface Position {
  /** From 1. */
  readonly page: number;
  /** Fingerprints of what was on the page before. */
  readonly seen: readonly string[];
}

export const firstPage: Position = { page: 1, seen: [] };

/** A few bytes that tell the keys of one page from each other. */
export const fingerprint = (key: string): string =>
  createHash('sha256').update(key).digest().subarray(0, FINGERPRINT_BYTES).toString('base64url');

/** A position as an opaque text. */
export const toCursor = ({ page, seen }: Position): string => `${page}.${seen.join('')}`;

/** The position of a cursor. Throws `invalid_request` for any text that is none. */
export function fromCursor(cursor: string): Position {
  const [, page = '', prints = ''] = /^([1-9]\d{0,7})\.((?:[\w-]{8})*)$/.exec(cursor) ?? [];
  if (page === '' || page === '1') {
    throw new ProviderError('invalid_request', { retryable: false, detail: 'a foreign cursor' });
  }
  return { page: Number(page), seen: prints.match(/.{8}/g) ?? [] };
}

/** True when nothing comes after this page. Where the bank does not count pages, one that is not full is the last. */
export function isLastPage(page: number, received: number, pageCount: number | undefined, pageSize: number): boolean {
  if (received === 0 || page >= MAX_PAGE) return true;
  return pageCount === undefined ? received < pageSize : page >= pageCount;
}

/** An item of a list, and what makes it the same as another one. */
export interface Keyed<T> {
  readonly item: T;
  /** The same for the same transaction. */
  readonly key: string;
  /** False where the bank gives no reference: two that look alike may be two all the same. */
  readonly isCertain: boolean;
}

/**
 * The items of a page without those that were on it, or on the page before, already: a transaction that is booked between two
 * requests moves all others down by one. What only looks alike stays, numbered, because a purchase can be made twice a day.
 */
export function withoutRepeated<T>(
  keyed: readonly Keyed<T>[],
  seen: readonly string[],
): readonly { readonly item: T; readonly id: string }[] {
  const before = new Map<string, number>();
  for (const print of seen) before.set(print, (before.get(print) ?? 0) + 1);
  return keyed.flatMap(({ item, key, isCertain }) => {
    const print = fingerprint(key);
    const times = before.get(print) ?? 0;
    before.set(print, times + 1);
    if (times > 0 && isCertain) return [];
    return [{ item, id: times === 0 ? key : `${key}-${times + 1}` }];
  });
}
