import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nextTryAt } from '../../../server/webhooks/retries.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Hours after the beginning at which an event is tried that is never taken. */
function tries(random: () => number): number[] {
  const hours: number[] = [];
  let at: number | undefined = 1_000;
  for (let count = 1; at !== undefined; count += 1) {
    hours.push((at - 1_000) / hourMs);
    at = nextTryAt({ beganAt: 1_000, tries: count }, at, random);
  }
  return hours;
}

describe('the tries of a webhook', () => {
  it('begin close together and spread out', () => {
    const middle = tries(() => 0.5).map((hours) => Math.round(hours * 3600));
    const expected = [0, 5, 35, 155, 755, 2_555, 6_155, 13_355, 27_755, 42_155];
    assert.deepEqual(middle.slice(0, 10), expected);
  });

  it('last until after 72 hours, whenever one of them falls, and end before 81; they are some thirty at most', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })), (stream) => {
        const all = tries(() => Number(stream.next().value));
        const last = all.at(-1) ?? 0;
        assert.ok(last >= 76 && last < 81, `the last try is after ${last} hours`);
        assert.ok(all.length <= 32);
        for (const [index, hours] of all.slice(1).entries()) assert.ok(hours > (all[index] ?? 0));
      }),
    );
  });

  it('wait as long as they are asked to, within reason', () => {
    const next = (askedMs: number) => nextTryAt({ beganAt: 0, tries: 1 }, 0, () => 0.5, askedMs);
    assert.equal(next(0), 5_000);
    assert.equal(next(10 * minuteMs), 10 * minuteMs);
    assert.equal(next(1_000 * hourMs), 4 * hourMs);
  });
});
