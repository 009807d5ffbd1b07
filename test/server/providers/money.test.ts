import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { currencyCode, decimalMoney } from '../../../server/providers/money.js';

describe('money', () => {
  for (const value of ['0', '17.00', '-3', '0.00000001', '999999999999999999.99']) {
    test(`keeps ${value} as it is`, () =>
      assert.deepEqual(decimalMoney({ value, currency: 'gbp' }), { value, currency: 'GBP' }));
  }

  for (const value of ['', '+1', '.5', '1.', '1,00', '1e3', ' 1', '1\n', 'NaN', '0x1', '1'.repeat(19), '٣']) {
    test(`does not guess at ${JSON.stringify(value)}`, () =>
      assert.throws(() => decimalMoney({ value, currency: 'GBP' }), { code: 'bad_provider_answer' }));
  }

  for (const currency of ['', 'GB', 'POUND', 'G B', 'GBP\n', '£££']) {
    test(`has no currency ${JSON.stringify(currency)}`, () => {
      assert.equal(currencyCode(currency), undefined);
      assert.throws(() => decimalMoney({ value: '1', currency }), { code: 'bad_provider_answer' });
    });
  }
});
