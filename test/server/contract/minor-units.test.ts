import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromMinorUnits, minorUnitDigits } from '../../../server/contract/minor-units.js';

const amounts: readonly (readonly [number, string, string])[] = [
  [1234, 'GBP', '12.34'],
  [-1234, 'GBP', '-12.34'],
  [5, 'EUR', '0.05'],
  [-5, 'EUR', '-0.05'],
  [0, 'EUR', '0.00'],
  [1234, 'JPY', '1234'],
  [-1, 'JPY', '-1'],
  [1234, 'KWD', '1.234'],
  [7, 'KWD', '0.007'],
  [12345, 'CLF', '1.2345'],
  [Number.MAX_SAFE_INTEGER, 'GBP', '90071992547409.91'],
];
for (const [minorUnits, currency, value] of amounts) {
  test(`${minorUnits} smallest units of ${currency} are ${value}`, () => {
    assert.equal(fromMinorUnits(minorUnits, currency), value);
  });
}

test('no digit is lost or made up, in any currency', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('GBP', 'JPY', 'KWD', 'CLF'), (minorUnits, currency) => {
      const value = fromMinorUnits(minorUnits, currency);
      assert.match(value, /^-?\d+(\.\d+)?$/);
      assert.equal(value.split('.')[1]?.length ?? 0, minorUnitDigits(currency));
      assert.equal(Number(value.replace('.', '')), minorUnits);
    }),
  );
});

test('an amount that is not whole is refused', () => {
  for (const amount of [0.5, NaN, Infinity, 2 ** 53]) assert.throws(() => fromMinorUnits(amount, 'GBP'), TypeError);
});
