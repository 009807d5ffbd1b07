import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJsonNumbersAsText } from '../../../server/lib/json-numbers.js';

test('keeps the digits that were sent', () => {
  const numbers = [
    '0.10',
    '-0',
    '90071992547409.93',
    '1e2',
    '1.50E+3',
    '-12.5e-1',
    '0',
    '12345678901234567890.123456789',
  ];
  assert.deepEqual(parseJsonNumbersAsText(`[${numbers.join(' ,')}]`), numbers);
  assert.deepEqual(parseJsonNumbersAsText('{"amount":{"value":1234.50,"currency":"EUR"},"page":3}'), {
    amount: { value: '1234.50', currency: 'EUR' },
    page: '3',
  });
  assert.equal(parseJsonNumbersAsText(' 7 '), '7');
});

test('leaves strings, keys and words as they are', () => {
  const value = {
    '12': 'a "1" \\ 2',
    'x"3': ['-4', '\\', '\\"5', 'é6\u2028'],
    t: true,
    f: false,
    n: null,
    e: {},
    l: [],
  };
  assert.deepEqual(parseJsonNumbersAsText(JSON.stringify(value)), value);
  assert.deepEqual(parseJsonNumbersAsText('["\\u0031", "\\\\", 1]'), ['1', '\\', '1']);
});

test('refuses what is not JSON', () => {
  for (const text of [
    '',
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    '--1',
    '[1 2]',
    '{1:2}',
    "{'a':1}",
    'NaN',
    '1_000',
    '[1,]',
    '"1',
  ]) {
    assert.throws(() => parseJsonNumbersAsText(text), SyntaxError, text);
  }
});

test('changes nothing else in any JSON', () => {
  const numbersAsText = (value: unknown): unknown => {
    if (typeof value === 'number') return JSON.stringify(value);
    if (Array.isArray(value)) return value.map(numbersAsText);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, numbersAsText(item)]));
  };
  fc.assert(
    fc.property(fc.json(), (text) => {
      assert.deepEqual(parseJsonNumbersAsText(text), numbersAsText(JSON.parse(text)));
    }),
    { numRuns: 2_000 },
  );
});
