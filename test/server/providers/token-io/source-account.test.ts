import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CredentialField } from '../../../../server/contract/fields.js';
import { isIban, readSource, sourceFields } from '../../../../server/providers/token-io/source-account.js';

describe('an IBAN', () => {
  for (const iban of [
    'DE89370400440532013000',
    'GB33BUKB20201555555555',
    'NO9386011117947',
    'MT84MALT011000012345MTLCAST001S',
  ]) {
    test(`${iban} is one`, () => assert(isIban(iban)));
  }
  for (const text of [
    '',
    'DE',
    'DE89370400440532013001',
    'de89370400440532013000',
    'DE8937040044053201300O',
    '8937DE0400440532013000',
    'D'.repeat(40),
  ]) {
    test(`${JSON.stringify(text)} is none`, () => assert(!isIban(text)));
  }
});

test('the fields fit the contract, and the currency of the country comes first', () => {
  const fields = sourceFields(['iban', 'currency'], 'SE');
  for (const field of fields) CredentialField.parse(field);
  assert(fields[1]?.kind === 'choice');
  assert.equal(fields[1].options[0]?.value, 'SEK');
  assert.equal(new Set(fields[1].options.map(({ value }) => value)).size, fields[1].options.length);
});

test('only what was asked for is read', () => {
  const values = { 'source-iban': 'DE89 3704 0044 0532 0130 00', 'source-currency': 'EUR' };
  assert.deepEqual(readSource(values, sourceFields(['currency'], 'DE')), { currency: 'EUR' });
  assert.deepEqual(readSource(values, []), {});
});

test('a missing or impossible answer is invalid', () => {
  const fields = sourceFields(['iban', 'currency'], 'DE');
  for (const values of [
    {},
    { 'source-iban': 'DE89370400440532013000' },
    { 'source-iban': 'DE89370400440532013000', 'source-currency': 'XXX' },
  ]) {
    assert.equal(readSource(values as Record<string, string>, fields), 'invalid');
  }
});
