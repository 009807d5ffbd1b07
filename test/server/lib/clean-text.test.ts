import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanText } from '../../../server/lib/clean-text.js';
import { anyText } from '../../support/any-text.js';

for (const [name, text, expected] of [
  ['plain text', 'One-time passcode', 'One-time passcode'],
  ['letters of every script', 'Größe Źródło Пароль 密码 كلمة', 'Größe Źródło Пароль 密码 كلمة'],
  ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['decomposed letters', 'u\u0308', 'ü'],
  ['decomposed letters with something invisible between', 'u\u200b\u0308', 'ü'],
  ['line breaks and tabs', 'a\r\n\tb\u2028c\u2029d\u0085e', 'a b c d e'],
  ['escape sequences', '\u001b[31mred\u0007\u0000', '[31mred'],
  ['bidi overrides and isolates', 'pay \u202e\u2066\u2067gro.live\u2069\u202c\u061c', 'pay gro.live'],
  ['zero-width characters', 'a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg', 'abcdefg'],
  ['tag characters', 'flag\u{e0067}\u{e007f}', 'flag'],
  ['variation selectors', 'a\ufe0fb\u{e0100}', 'ab'],
  ['letters that draw nothing', '\u3164\uffa0\u115f\u2800x', 'x'],
  ['private use and unassigned', 'a\ue000\u{10ffff}b', 'ab'],
  ['lone surrogates', 'a\ud800b\udc00', 'ab'],
  ['stacked marks', `z${'\u0335'.repeat(40)}`, `z${'\u0335'.repeat(3)}`],
  ['nothing but space', ' \u00a0\u3000 ', ''],
] as const) {
  test(`cleans ${name}`, () => assert.equal(cleanText(text, 280), expected));
}

test('cuts with an ellipsis, never through a pair', () => {
  assert.equal(cleanText('abcdef', 6), 'abcdef');
  assert.equal(cleanText('abcdefg', 6), 'abcde…');
  assert.equal(cleanText('abcd efg', 6), 'abcd…');
  assert.equal(cleanText('abcd😀efg', 6), 'abcd…');
});

test('whatever comes in, short clean NFC text comes out, and stays as it is', () => {
  fc.assert(
    fc.property(anyText({ maxLength: 400 }), fc.integer({ min: 1, max: 280 }), (text, length) => {
      const cleaned = cleanText(text, length);
      assert(cleaned.length <= length);
      assert(!/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(cleaned));
      assert.equal(cleaned, cleaned.normalize('NFC'));
      assert.equal(cleanText(cleaned, length), cleaned);
    }),
    { numRuns: 1_000 },
  );
});

test('a megabyte takes no longer than a line', () => {
  const start = performance.now();
  cleanText('\u0335\u202e \u200b'.repeat(250_000), 280);
  assert(performance.now() - start < 200);
});
