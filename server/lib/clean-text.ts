/**
 * Text of a stranger, fit to be shown as text: NFC, one line, without control, bidirectional, zero-width and tag
 * characters, lone surrogates and stacks of combining marks; at most `maxLength` UTF-16 units, an ellipsis where it was cut.
 */
export function cleanText(text: string, maxLength: number): string {
  const cleaned = text
    .slice(0, maxLength * 8)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(invisible, '')
    .normalize('NFC')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  return cleaned.length <= maxLength ? cleaned : `${cut(cleaned, maxLength - 1).trimEnd()}…`;
}

/**
 * Format characters (all of bidi, zero-width, soft hyphen, tags), private use, surrogates, unassigned code points, and
 * the letters and patterns that draw nothing.
 */
const invisible =
  /[\p{Cf}\p{Co}\p{Cs}\p{Cn}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

function cut(text: string, length: number): string {
  const splitsPair = /[\ud800-\udbff]/.test(text.charAt(length - 1));
  return text.slice(0, splitsPair ? length - 1 : length);
}
