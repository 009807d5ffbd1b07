import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TokenBuckets } from '../../../server/lib/token-buckets.js';

const take = (buckets: TokenBuckets, key: string, now: number, times = 1) =>
  Array.from({ length: times }, () => buckets.take(key, now));

describe('a token bucket', () => {
  test('gives its burst at once, then asks for the time to the next token', () => {
    const buckets = new TokenBuckets({ perSecond: 2, burst: 3 });
    assert.deepEqual(take(buckets, 'a', 0, 4), [0, 0, 0, 500]);
  });

  test('refills at its rate, and never beyond its burst', () => {
    const buckets = new TokenBuckets({ perSecond: 2, burst: 3 });
    take(buckets, 'a', 0, 3);
    assert.deepEqual(take(buckets, 'a', 500, 2), [0, 500]);
    assert.deepEqual(take(buckets, 'a', 3_600_000, 4), [0, 0, 0, 500]);
  });

  test('does not make a refused caller wait longer for asking', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    take(buckets, 'a', 0, 10);
    assert.equal(buckets.take('a', 1000), 0);
  });

  test('is each key’s own', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    assert.deepEqual([buckets.take('a', 0), buckets.take('b', 0), buckets.take('a', 0)], [0, 0, 1000]);
  });

  test('neither drains nor blocks when the clock jumps back', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 2 });
    buckets.take('a', 10_000_000);
    assert.equal(buckets.take('a', 0), 0);
    assert.equal(buckets.take('a', 0), 1000);
    assert.equal(buckets.take('a', 1000), 0);
  });

  test('is forgotten when too many others were used since', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 }, 2);
    for (const key of ['a', 'b', 'a', 'c']) buckets.take(key, 0);
    assert.equal(buckets.size, 2);
    assert.equal(buckets.take('a', 0), 1000, 'a was used after b');
    assert.equal(buckets.take('b', 0), 0, 'b was forgotten');
  });
});
