import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUrl } from '../../../server/lib/parse-url.js';

test('an address with a letter that is not ASCII stays an address, however often it is asked', () => {
  const parses = Array.from({ length: 20_000 }, () => parseUrl('https://bänk.example/ü'));
  assert.equal(parses.filter((url) => url?.href === 'https://xn--bnk-qla.example/%C3%BC').length, parses.length);
});

test('relative addresses need a base', () => {
  assert.equal(parseUrl('/path'), undefined);
  assert.equal(parseUrl('/path', 'https://bank.example/a')?.href, 'https://bank.example/path');
});

test('what is no address is undefined', () => {
  for (const text of ['', 'https://', 'https://bank.example:99999/']) assert.equal(parseUrl(text), undefined);
});
