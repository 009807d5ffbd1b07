import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCovering } from '../../../server/lib/page-numbers.js';

const tens = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

test('a page holds what is wanted where a size allows it', () => {
  assert.deepEqual(pageCovering(0, 100, tens), { page: 1, pageSize: 100, start: 0 });
  assert.deepEqual(pageCovering(0, 7, tens), { page: 1, pageSize: 10, start: 0 });
  assert.deepEqual(pageCovering(90, 90, tens), { page: 2, pageSize: 90, start: 90 });
});

test('a page begins where it is wanted or before, and always goes on', () => {
  for (let from = 0; from < 1_000; from += 1) {
    for (const wanted of [1, 10, 37, 110]) {
      const { page, pageSize, start } = pageCovering(from, wanted, tens);
      assert.equal(start, (page - 1) * pageSize);
      assert.ok(start <= from && start + pageSize > from, `${from}`);
    }
  }
});

test('a page wastes little: from any place it reaches at least thirty items further', () => {
  for (let from = 0; from < 1_000; from += 10) {
    const { start, pageSize } = pageCovering(from, 110, tens);
    assert.ok(start + pageSize - from >= 30, `${from}: ${start + pageSize - from}`);
  }
});
