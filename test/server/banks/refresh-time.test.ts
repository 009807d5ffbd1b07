import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextDailyRefresh, retryDelayMs } from '../../../server/banks/refresh-time.js';

const next = (now: string, random = 0) => new Date(nextDailyRefresh(Date.parse(now), random)).toISOString();

describe('the time of the daily refresh', () => {
  it('is 23:00 UTC today, or tomorrow from then on', () => {
    assert.equal(next('2026-11-20T00:00:00.000Z'), '2026-11-20T23:00:00.000Z');
    assert.equal(next('2026-11-20T22:59:59.999Z'), '2026-11-20T23:00:00.000Z');
    assert.equal(next('2026-11-20T23:00:00.000Z'), '2026-11-21T23:00:00.000Z');
    assert.equal(next('2026-12-31T23:30:00.000Z'), '2027-01-01T23:00:00.000Z');
  });

  it('is spread over two minutes', () => {
    assert.equal(next('2026-11-20T12:00:00.000Z', 0.5), '2026-11-20T23:01:00.000Z');
    assert.ok(next('2026-11-20T12:00:00.000Z', 0.999_999) < '2026-11-20T23:02:00.000Z');
  });

  it('comes sooner after a failure: 5 s, doubled, at most a quarter of an hour', () => {
    assert.deepEqual([1, 2, 3, 8, 9, 500].map(retryDelayMs), [5_000, 10_000, 20_000, 640_000, 900_000, 900_000]);
  });
});
