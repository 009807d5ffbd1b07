import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StrictFormatError } from '../../../server/lib/strict-json.js';
import { parseStrictQuery } from '../../../server/lib/strict-query.js';

const limits = { maxLength: 100, maxParameters: 4 };
const parse = (query: string): Record<string, string> => Object.fromEntries(parseStrictQuery(query, limits));

describe('a query is read', () => {
  const read: Record<string, Record<string, string>> = {
    '': {},
    'a=1&b=2': { a: '1', b: '2' },
    '&a=1&&b=&': { a: '1', b: '' },
    a: { a: '' },
    'a=b=c': { a: 'b=c' },
    'a+b=c+d': { 'a b': 'c d' },
    '%61=%C3%A9%2B': { a: 'é+' },
    '=x': { '': 'x' },
    '__proto__=x&constructor=y': JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>,
  };
  for (const [query, expected] of Object.entries(read)) {
    test(JSON.stringify(query), () => assert.deepEqual(parse(query), expected));
  }
});

describe('a query is refused', () => {
  for (const query of ['a=1&a=1', 'a=1&%61=2', 'a&a', 'a=%', 'a=%zz', 'a=%C3', '%C3=a', 'a=%ED%A0%80']) {
    test(JSON.stringify(query), () => assert.throws(() => parse(query), StrictFormatError));
  }

  test('that is too long, or has too many parameters', () => {
    assert.deepEqual(parse(`a=${'x'.repeat(98)}`), { a: 'x'.repeat(98) });
    assert.throws(() => parse(`a=${'x'.repeat(99)}`), /too long/);
    assert.deepEqual(Object.keys(parse('a&b&c&d')), ['a', 'b', 'c', 'd']);
    assert.throws(() => parse('a&b&c&d&e'), /too many/);
  });
});
