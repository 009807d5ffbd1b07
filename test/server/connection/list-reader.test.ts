import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  ReadPosition,
  type ListPage,
  type ListSource,
  OVERLAP,
  readList,
} from '../../../server/connection/list-reader.js';
import { ConnectionError } from '../../../server/connection/service.js';
import type { Transaction } from '../../../server/contract/connections.js';
import { pageCovering } from '../../../server/lib/page-numbers.js';

/** The list of a bank, newest first. */
class Book {
  #items: Transaction[] = [];
  #booked = 0;

  constructor(size: number) {
    for (let count = 0; count < size; count += 1) this.arrive();
  }
  get ids(): string[] {
    return this.#items.map(({ id }) => id);
  }
  /** Three a day, from a day on that the number of the transaction gives. */
  arrive(change: Partial<Transaction> = {}): void {
    const bookingDate = new Date(Date.UTC(2026, 0, 1) + Math.floor(this.#booked / 3) * 86_400_000).toISOString();
    const amount = { value: '1', currency: 'EUR' };
    this.#items.unshift({
      id: `t${(this.#booked += 1)}`,
      status: 'booked',
      direction: 'debit',
      amount,
      description: '',
      bookingDate: bookingDate.slice(0, 10),
      ...change,
    });
  }
  withdraw(id: string): void {
    this.#items = this.#items.filter((item) => item.id !== id);
  }
  slice(start: number, count: number): Transaction[] {
    return this.#items.slice(start, start + count);
  }
  /** Those behind an item, or behind the place where it was. */
  behind(id: string, count: number): Transaction[] {
    const number = Number(id.slice(1));
    return this.#items.filter((item) => Number(item.id.slice(1)) < number).slice(0, count);
  }
}

type Style = (book: Book) => ListSource;
const answer = (items: readonly Transaction[], next?: string, rejoin?: string) =>
  Promise.resolve({ items, ...(next === undefined ? {} : { next }), ...(rejoin === undefined ? {} : { rejoin }) });

/** `?offset=…&limit=…`, at most a hundred: the provider can say where to look again. */
const offsets: Style = (book) => (cursor, limit) => {
  const start = Number(cursor ?? 0);
  const items = book.slice(start, Math.min(limit, 100));
  const end = start + items.length;
  return end < book.ids.length ? answer(items, `${end}`, `${Math.max(0, end - OVERLAP)}`) : answer(items);
};

/** `page` and `pageSize` in tens from 10 to 100. */
const tens = Array.from({ length: 10 }, (_, index) => (index + 1) * 10);
const pageNumbers: Style = (book) => (cursor, limit) => {
  const from = Number(cursor ?? 0);
  const { start, pageSize } = pageCovering(from, limit, tens);
  const items = book.slice(start, pageSize);
  const end = start + items.length;
  return end < book.ids.length ? answer(items, `${end}`, `${Math.max(0, end - OVERLAP)}`) : answer(items);
};

/** A cursor that nobody can read, for pages of one size; inside is the number of the page. */
const opaquePages: Style = (book) => (cursor) => {
  const page = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64url').toString());
  const items = book.slice(page * 40, 40);
  const more = (page + 1) * 40 < book.ids.length;
  return more ? answer(items, Buffer.from(`${page + 1}`).toString('base64url')) : answer(items);
};

/** A cursor that nobody can read; inside is the last item, so that it keeps its place by itself. */
const opaqueKeys: Style = (book) => (cursor, limit) => {
  const items = cursor === undefined ? book.slice(0, limit) : book.behind(cursor, limit);
  const last = items.at(-1);
  return last !== undefined && last.id !== book.ids.at(-1) ? answer(items, last.id) : answer(items);
};

const styles = { offsets, 'page numbers': pageNumbers, 'opaque pages': opaquePages, 'opaque keys': opaqueKeys };
/** An opaque page that moved up gives no sign of it. */
const bearsWithdrawals = (name: string): boolean => name !== 'opaque pages';

/** As the position goes through the cursor. */
const stored = (position: ReadPosition): ReadPosition => ReadPosition.parse(JSON.parse(JSON.stringify(position)));

/** Reads to the end; `between` runs before every page but the first. */
async function readAll(
  source: ListSource,
  limits: readonly number[],
  between: (page: number) => void = () => undefined,
) {
  const pages: string[][] = [];
  let position: ReadPosition | undefined;
  do {
    if (pages.length > 0) between(pages.length);
    const page: ListPage = await readList(source, limits[pages.length % limits.length] ?? 100, position);
    assert.ok(page.transactions.length <= (limits[pages.length % limits.length] ?? 100));
    pages.push(page.transactions.map(({ id }) => id));
    position = page.next && stored(page.next);
    assert.ok(pages.length < 1_000, 'the pages have no end');
  } while (position !== undefined);
  return pages;
}

for (const [name, style] of Object.entries(styles)) {
  describe(`pages out of ${name}`, () => {
    test('are full, whatever size is asked for, and hold everything once and in order', async () => {
      for (const limit of [1, 7, 10, 40, 99, 100]) {
        const book = new Book(250);
        const pages = await readAll(style(book), [limit]);
        assert.deepEqual(pages.flat(), book.ids);
        for (const page of pages.slice(0, -1)) assert.equal(page.length, limit);
      }
    });

    for (const size of [0, 1, 9, 10, 11, 39, 40, 41, 99, 100, 101]) {
      test(`of a list of ${size} end with it`, async () => {
        const book = new Book(size);
        assert.deepEqual((await readAll(style(book), [10])).flat(), book.ids);
      });
    }

    test('repeat nothing and leave nothing out when something is booked between any two of them', async () => {
      const book = new Book(250);
      const before = book.ids;
      const pages = await readAll(style(book), [30], () => {
        book.arrive();
        book.arrive();
      });
      assert.deepEqual(pages.flat(), before);
    });

    test('go on where they were after more arrivals than fit on a page', async () => {
      const book = new Book(250);
      const before = book.ids;
      const pages = await readAll(style(book), [50], (page) => {
        if (page === 2) for (let count = 0; count < 333; count += 1) book.arrive();
      });
      assert.deepEqual(pages.flat(), before);
    });

    test('hold everything that stays, once, whatever happens meanwhile', async () => {
      const happenings = fc.array(
        fc.record({
          limit: fc.integer({ min: 1, max: 100 }),
          arrivals: fc.integer({ min: 0, max: 60 }),
          withdrawals: fc.array(fc.nat(), { maxLength: bearsWithdrawals(name) ? OVERLAP - 1 : 0 }),
        }),
        { minLength: 1, maxLength: 12 },
      );
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 400 }), happenings, async (size, list) => {
          const book = new Book(size);
          const before = book.ids;
          const gone = new Set<string>();
          const limits = list.map(({ limit }) => limit);
          const pages = await readAll(style(book), limits, (page) => {
            const { arrivals = 0, withdrawals = [] } = list[page] ?? {};
            for (let count = 0; count < arrivals; count += 1) book.arrive();
            for (const place of withdrawals) {
              const id = before[place % before.length] ?? '';
              book.withdraw(id);
              gone.add(id);
            }
          });
          const given = pages.flat();
          assert.equal(new Set(given).size, given.length, 'one is there twice');
          const stayed = (id: string): boolean => before.includes(id) && !gone.has(id);
          assert.deepEqual(given.filter(stayed), before.filter(stayed));
        }),
        { numRuns: 150 },
      );
    });
  });
}

describe('a list that moves in other ways', () => {
  test('gives a pending transaction once, also when it is booked further down meanwhile', async () => {
    const book = new Book(60);
    book.arrive({ id: 'p', status: 'pending', bookingDate: undefined });
    const pages = await readAll(offsets(book), [20], (page) => {
      if (page !== 1) return;
      const [first, ...rest] = [...book.slice(0, 30), ...book.slice(30, 100)];
      assert.ok(first?.id === 'p');
      const moved: Transaction[] = [...rest.slice(0, 40), { ...first, status: 'booked' }, ...rest.slice(40)];
      book.slice = (start, count) => moved.slice(start, start + count);
    });
    assert.equal(pages.flat().filter((id) => id === 'p').length, 1);
    assert.equal(pages.flat().length, 61);
  });

  test('goes on where it was when the search for that place took all calls, and the list moved again', async () => {
    const book = new Book(11);
    const before = book.ids;
    const pages = await readAll(offsets(book), [6, 4, 1], (page) => {
      if (page === 2) for (let count = 0; count < 30; count += 1) book.arrive();
      if (page === 3) book.withdraw(before[0] ?? '');
    });
    assert.deepEqual(pages.flat(), before);
  });

  test('is found again when all of a page before the seam was withdrawn', async () => {
    const book = new Book(250);
    const before = book.ids;
    const pages = await readAll(offsets(book), [100], (page) => {
      if (page === 2) before.slice(0, 80).forEach((id) => book.withdraw(id));
    });
    assert.deepEqual(pages.flat(), before);
  });

  test('is given up when the seam itself is gone, naming the cursor', async () => {
    const book = new Book(250);
    const first = await readList(offsets(book), 100);
    for (const { id } of first.transactions) book.withdraw(id);
    await assert.rejects(readList(offsets(book), 100, first.next), (error: ConnectionError) => {
      assert.deepEqual([error.code, error.fields?.[0]?.path], ['invalid_request', 'cursor']);
      return true;
    });
  });

  test('is read to its end also when the bank begins with the oldest', async () => {
    const book = new Book(250);
    const ids = [...book.ids].reverse();
    const oldestFirst = book.slice(0, 250).reverse();
    book.slice = (start, count) => oldestFirst.slice(start, start + count);
    assert.deepEqual((await readAll(opaquePages(book), [30])).flat(), ids);
  });

  test('does not repeat an id that the bank gives twice on a page', async () => {
    const [item] = new Book(1).slice(0, 1);
    assert.ok(item);
    assert.equal((await readList(() => answer([item, item]), 10)).transactions.length, 1);
  });
});

describe('a budget that ends', () => {
  const exhausted = new ConnectionError('budget_exhausted', { retryAfterMs: 5_000 });
  const ending = (source: ListSource, after: number): ListSource => {
    let calls = 0;
    return (cursor, limit) => ((calls += 1) > after ? Promise.reject(exhausted) : source(cursor, limit));
  };

  test('costs nothing of what was read: that is given out, and the next page goes on', async () => {
    const book = new Book(250);
    const source = opaquePages(book);
    const first = await readList(ending(source, 1), 100);
    assert.deepEqual(first.transactions.map(({ id }) => id), book.ids.slice(0, 40)); // prettier-ignore
    assert.ok(first.next);
    const second = await readList(source, 100, stored(first.next));
    assert.deepEqual(second.transactions.map(({ id }) => id), book.ids.slice(40, 140)); // prettier-ignore
  });

  test('is said when nothing could be read', async () => {
    await assert.rejects(readList(ending(offsets(new Book(5)), 0), 100), exhausted);
  });

  test('is the only failure that is kept for later', async () => {
    const broken = new ConnectionError('bank_unavailable');
    let calls = 0;
    const source = opaquePages(new Book(250));
    const breaking: ListSource = (cursor, limit) => ((calls += 1) > 1 ? Promise.reject(broken) : source(cursor, limit));
    await assert.rejects(readList(breaking, 100), broken);
  });

  test('is not spent on more than it takes: one call where a page of the bank holds what is asked for', async () => {
    await readList(ending(offsets(new Book(250)), 1), 100);
  });
});
