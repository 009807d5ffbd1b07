import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Transaction } from '../contract/connections.js';
import type { Page } from '../providers/provider-data.js';
import { ConnectionError } from './service.js';

/**
 * Reads a list of transactions in pages of our own size, out of pages of a provider's. The list may move between two reads:
 * what is booked meanwhile pushes everything down, what is withdrawn pulls it up. So a position is not a number: it is a place to
 * read on from, and the last transactions that were given out. Where these come again is the seam, and the list goes on behind it.
 */
export const ReadPosition = z.object({
  /** The provider's cursor; absent: the beginning. */
  at: z.string().optional(),
  /**
   * `seam`: the page at this place overlaps what was given out, so the seam must be found. `next`: the provider says that this is
   * where the list goes on, which is believed unless the page shows that it is not.
   */
  join: z.enum(['seam', 'next']),
  /** Fingerprints of the last transactions that were given out. */
  seen: z.array(z.string()).max(20),
  /** How many were given out. */
  count: z.number().int().nonnegative(),
  /** Booking dates of the first and the last one that were given out. */
  days: z.tuple([z.string(), z.string()]).optional(),
  /** Fingerprints of pending ones that were given out: when one of them is booked it moves, and would come again. */
  pending: z.array(z.string()).max(100),
});
export type ReadPosition = z.infer<typeof ReadPosition>;

/** A provider's list: a page of about `limit` from a cursor of its own. */
export type ListSource = (cursor: string | undefined, limit: number) => Promise<Page<Transaction>>;

export interface ListPage {
  readonly transactions: Transaction[];
  /** Absent at the end of the list. */
  readonly next?: ReadPosition;
}

/** So many transactions make a seam: all of them would have to be withdrawn at once for it to be lost. */
export const OVERLAP = 10;
/** Calls to the provider for one page of ours; then the caller gets what there is, and goes on. */
const MAX_CALLS = 10;
const MAX_PENDING = 60;

const start: ReadPosition = { join: 'next', seen: [], count: 0, pending: [] };

export async function readList(source: ListSource, limit: number, from?: ReadPosition): Promise<ListPage> {
  const given: Transaction[] = [];
  let position: ReadPosition = from ?? start;
  let restarted = false;
  for (let call = 1; call <= MAX_CALLS && given.length < limit; call += 1) {
    const page = await readOn(source, position, limit - given.length, given.length > 0);
    if (page === undefined) break;
    const fresh = behindTheSeam(page.items, position);
    const taken = (fresh ?? []).slice(0, limit - given.length);
    given.push(...taken);
    const after = advance(position, taken);
    if (fresh !== undefined && taken.length < fresh.length) {
      return { transactions: given, next: { ...after, join: 'seam' } };
    }
    if (page.next === undefined && fresh !== undefined) return { transactions: given };
    if (page.next !== undefined) {
      // A page can end among what was given out. Who reads on behind it must see some of that again, too.
      const rejoin = fresh === undefined || page.rejoin === position.at ? undefined : page.rejoin;
      position = nextPosition(after, page.next, fresh === undefined, rejoin);
    } else {
      // Nowhere further down: so much was withdrawn that the seam is further up, or gone. When all that was ever given out is gone,
      // nothing can come twice.
      if (restarted && after.count > OVERLAP) throw lost();
      position = restarted ? start : { ...fromTheTop(after), join: 'seam' };
      restarted = true;
    }
  }
  return { transactions: given, next: position };
}

/** A page; undefined when the budget ends after something was read: that is given out, and the next call says why no more came. */
async function readOn(
  source: ListSource,
  { at, join }: ReadPosition,
  wanted: number,
  hasSome: boolean,
): Promise<Page<Transaction> | undefined> {
  try {
    return await source(at, join === 'seam' ? wanted + OVERLAP : wanted);
  } catch (error) {
    if (hasSome && error instanceof ConnectionError && error.code === 'budget_exhausted') return undefined;
    throw error;
  }
}

/** What was not given out yet; undefined while the seam has still to come. */
function behindTheSeam(
  items: readonly Transaction[],
  { join, seen, days, pending }: ReadPosition,
): Transaction[] | undefined {
  const last = items.findLastIndex((item) => seen.includes(fingerprint(item)));
  if (last === -1 && seen.length > 0 && (join === 'seam' || isFurtherUp(items, days))) return undefined;
  const isNew = onceEach();
  return items.slice(last + 1).filter((item) => !pending.includes(fingerprint(item)) && isNew(item));
}

/** Whether the whole page is newer than what was given out last, in a list that really goes from new to old. */
function isFurtherUp(items: readonly Transaction[], [first, last]: readonly [string, string] = ['', '']): boolean {
  return first > last && (items.at(-1)?.bookingDate ?? '') > last;
}

function onceEach(): (item: Transaction) => boolean {
  const ids = new Set<string>();
  return ({ id }) => ids.size < ids.add(id).size;
}

/** The position when these were given out as well. */
function advance(position: ReadPosition, taken: readonly Transaction[]): ReadPosition {
  if (taken.length === 0) return position;
  const dates = taken.flatMap(({ bookingDate }) => bookingDate ?? []);
  const [first = dates[0], last] = position.days ?? [];
  const latest = dates.at(-1) ?? last;
  const stillPending = taken.filter(({ status }) => status === 'pending').map(fingerprint);
  return {
    ...position,
    count: position.count + taken.length,
    seen: [...position.seen, ...taken.slice(-OVERLAP).map(fingerprint)].slice(-OVERLAP),
    ...(first === undefined || latest === undefined ? {} : { days: [first, latest] }),
    pending: [...position.pending, ...stillPending].slice(-MAX_PENDING),
  };
}

const nextPosition = (after: ReadPosition, next: string, isSearching: boolean, rejoin?: string): ReadPosition =>
  rejoin === undefined
    ? { ...after, at: next, join: isSearching ? 'seam' : 'next' }
    : { ...after, at: rejoin, join: 'seam' };

const fromTheTop = ({ at: _at, ...position }: ReadPosition): ReadPosition => position;

/** Short, and says nothing about the id. */
const fingerprint = ({ id }: Transaction): string => createHash('sha256').update(id).digest('base64url').slice(0, 8);

const lost = (): ConnectionError =>
  new ConnectionError('invalid_request', {
    fields: [{ path: 'cursor', message: 'The list has changed too much since; begin again without a cursor.' }],
  });
