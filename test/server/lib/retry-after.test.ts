import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryAfterMs } from '../../../server/lib/retry-after.js';

const now = Date.parse('2026-11-20T10:00:00Z');

for (const [header, expected] of [
  ['0', 0],
  ['7', 7_000],
  [' 7 ', 7_000],
  ['61', 60_000],
  ['1000000000', 60_000],
  ['999999999999999', 60_000],
  ['Fri, 20 Nov 2026 10:00:05 GMT', 5_000],
  ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
  ['Fri, 20 Nov 2099 10:00:00 GMT', 60_000],
  ['Friday, 20-Nov-26 10:00:05 GMT', 5_000],
  [undefined, undefined],
  ['', undefined],
  ['soon', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['2026-11-20T10:00:05Z', undefined],
  ['5 seconds', undefined],
  ['9999999999999999999', undefined],
  ['Mon, nonsense', undefined],
] as const) {
  test(`${header ?? 'no header'} is ${expected ?? 'nothing'}`, () => assert.equal(retryAfterMs(header, now), expected));
}
