import { pageCovering, type NumberedPage } from '../../lib/page-numbers.js';
import { ProviderError } from '../provider-error.js';

/** The largest number of a page that the bank takes (sheet section 5.1). */
const MAX_PAGE = 99_999_999;
/** Transactions that are read again, because places move with everything that is booked. */
const OVERLAP = 10;

/** The page by which about `wanted` items from a place on are read: a multiple of ten, up to the bank's largest. */
export function pageAt(place: number, wanted: number, largest: number): NumberedPage {
  const sizes = Array.from({ length: largest / 10 }, (_, index) => (index + 1) * 10);
  return pageCovering(place, wanted, sizes);
}

/** A place in a list, from 0, as an opaque text. */
export const toCursor = (place: number): string => `at-${place}`;

/** The place of a cursor. Throws `invalid_request` for any text that is none. */
export function fromCursor(cursor: string): number {
  const [, place] = /^at-(0|[1-9]\d{0,8})$/.exec(cursor) ?? [];
  if (place === undefined) throw new ProviderError('invalid_request', { retryable: false, detail: 'a foreign cursor' });
  return Number(place);
}

/** True when nothing comes after this page. Where the bank does not count pages, one that is not full is the last. */
export function isLastPage({ page, pageSize }: NumberedPage, received: number, pageCount: number | undefined): boolean {
  if (received === 0 || page >= MAX_PAGE) return true;
  return pageCount === undefined ? received < pageSize : page >= pageCount;
}

/** Where the list goes on behind this page, and a little before that. */
export function cursorsBehind({ start, pageSize }: NumberedPage): { readonly next: string; readonly rejoin: string } {
  const next = start + pageSize;
  return { next: toCursor(next), rejoin: toCursor(next - OVERLAP) };
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
 * The items of a page with their ids, each transaction once. What only looks alike stays, numbered: a purchase can be made twice a
 * day.
 */
export function withIds<T>(keyed: readonly Keyed<T>[]): readonly (T & { readonly id: string })[] {
  const times = new Map<string, number>();
  return keyed.flatMap(({ item, key, isCertain }) => {
    const before = times.get(key) ?? 0;
    times.set(key, before + 1);
    if (before > 0 && isCertain) return [];
    return [{ id: before === 0 ? key : `${key}-${before + 1}`, ...item }];
  });
}
