import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  decodeStrictBase64,
  decodeStrictUtf8,
  parseStrictJson,
  StrictFormatError,
} from '../../../server/lib/strict-json.js';

const parse = (text: string, maxDepth = 6): unknown => parseStrictJson(text, { maxDepth });

describe('strict JSON', () => {
  test('is what JSON.parse reads, as long as it is shallow and has no repeated keys', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        assert.deepEqual(parse(text, 50), JSON.parse(text));
      }),
    );
  });

  for (const text of [
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '[{"x":{"b":1,"b":1}}]',
    '{"":1,"":2}',
    '{"a":{"a":1},"a":2}',
  ]) {
    test(`${text} repeats a key`, () => assert.throws(() => parse(text), { message: 'A key is repeated' }));
  }
  for (const text of [
    '{"a":{"a":1}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":["a"]}',
    '{"a:":1,"b":":"}',
    '{"a\\"":1,"a":2}',
  ]) {
    test(`${text} does not`, () => assert.deepEqual(parse(text), JSON.parse(text)));
  }

  test('counts arrays and objects for the depth, not brackets in text', () => {
    assert.deepEqual(parse('[{"a":["[[[["]}]', 3), [{ a: ['[[[['] }]);
    assert.throws(() => parse('[{"a":[]}]', 2), { message: 'Nested too deeply' });
    assert.equal(parse('1', 0), 1);
    assert.throws(() => parse('[]', 0), StrictFormatError);
  });

  test('survives a million brackets', () => {
    assert.throws(() => parse('['.repeat(1_000_000) + ']'.repeat(1_000_000)), StrictFormatError);
    assert.throws(() => parse('['.repeat(1_000_000)), StrictFormatError);
  });

  for (const text of [
    '',
    ' ',
    '\ufeff{}',
    '{a:1}',
    "{'a':1}",
    '[1,]',
    'NaN',
    '01',
    '1.',
    '+1',
    '"\t"',
    '{}x',
    '"\\x41"',
    '/**/1',
    'undefined',
  ]) {
    test(`${JSON.stringify(text)} is not JSON`, () => assert.throws(() => parse(text), { message: 'Not JSON' }));
  }

  test('refuses lone surrogates in values and keys, and takes pairs', () => {
    for (const text of ['"\\ud800"', '{"\\udc00":1}', '[["\\ud800\\ud800"]]']) {
      assert.throws(() => parse(text), { message: 'Not well-formed Unicode' });
    }
    assert.equal(parse('"\\ud83d\\ude00"'), '😀');
  });

  test('a __proto__ member is a member and nothing else', () => {
    const value = parse('{"__proto__":{"polluted":1}}') as object;
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  test('never quotes the text', () => {
    for (const text of ['secret', '{"secret":1,"secret":2}', '"secret\\ud800"']) {
      assert.throws(
        () => parse(text),
        (error: Error) => !error.message.includes('secret') && error.cause === undefined,
      );
    }
  });
});

describe('strict base64', () => {
  test('reads what an encoder writes, in both alphabets, padded or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const standard = Buffer.from(bytes).toString('base64');
        const url = Buffer.from(bytes).toString('base64url');
        for (const text of [standard, standard.replace(/=+$/, ''), url, url.padEnd(standard.length, '=')]) {
          assert.deepEqual(decodeStrictBase64(text), Buffer.from(bytes));
        }
      }),
    );
  });

  for (const text of [
    'A',
    'AAAAA',
    'aG*k',
    'aGk.xx',
    'aG k',
    'aGk\n',
    'aGk==',
    'aG=k',
    '=',
    'aGl',
    'aGl=',
    'AB',
    'a-+/',
    'aGkü',
    'aGk=aGk=',
    'aGkx=',
  ]) {
    test(`${JSON.stringify(text)} is refused`, () => assert.throws(() => decodeStrictBase64(text), StrictFormatError));
  }

  test('has one spelling for one value: what is read encodes back to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'AQgw+/-_=x '.split('')), maxLength: 12 }), (text) => {
        let bytes: Buffer;
        try {
          bytes = decodeStrictBase64(text);
        } catch {
          return;
        }
        const spellings = [bytes.toString('base64'), bytes.toString('base64url')];
        assert(spellings.some((one) => one.replace(/=+$/, '') === text.replace(/=+$/, '')));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('strict UTF-8', () => {
  test('reads text', () => assert.equal(decodeStrictUtf8(Buffer.from('aü😀')), 'aü😀'));
  for (const bytes of [
    [0xff],
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xf8, 0x88, 0x80, 0x80, 0x80],
    [0xe2, 0x82],
    [0x80],
  ]) {
    test(`${Buffer.from(bytes).toString('hex')} is refused`, () => {
      assert.throws(() => decodeStrictUtf8(Buffer.from(bytes)), StrictFormatError);
    });
  }
  test('a byte order mark stays, for the JSON grammar to refuse', () => {
    assert.equal(decodeStrictUtf8(Buffer.from('\ufeffa')), '\ufeffa');
  });
});
