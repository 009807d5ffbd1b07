import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sniffImage } from '../../../server/lib/sniff-image.js';

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from([part]))));

for (const [name, input, expected] of [
  ['PNG', bytes(0x89, 'PNG\r\n', 0x1a, 0x0a, 'IHDR'), 'image/png'],
  ['JPEG', bytes(0xff, 0xd8, 0xff, 0xe0, 'JFIF'), 'image/jpeg'],
  ['GIF87a', bytes('GIF87a'), 'image/gif'],
  ['GIF89a', bytes('GIF89a...'), 'image/gif'],
  ['WebP', bytes('RIFF', 0, 0, 0, 0, 'WEBPVP8 '), 'image/webp'],
  ['half a PNG signature', bytes(0x89, 'PNG\r\n'), undefined],
  ['a sound in RIFF', bytes('RIFF', 0, 0, 0, 0, 'WAVE'), undefined],
  ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), undefined],
  ['HTML', bytes('<!doctype html>'), undefined],
  ['BMP', bytes('BM'), undefined],
  ['text before a PNG', bytes(' ', 0x89, 'PNG\r\n', 0x1a, 0x0a), undefined],
  ['nothing', bytes(), undefined],
] as const) {
  test(`${name} is ${expected ?? 'none that may be shown'}`, () => assert.equal(sniffImage(input), expected));
}
