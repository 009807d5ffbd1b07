/** Letters that Unicode does not take apart. */
const special: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};
const specialLetters = new RegExp(`[${Object.keys(special).join('')}]`, 'g');
const plain = /^[a-z0-9]+( [a-z0-9]+)*$/;

/**
 * Lower case, no accents, one space between words: `Zürich–Münster` → `zurich munster`. Letters of all scripts stay.
 * Most names are plain after the first step or two; the rest costs more.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (plain.test(lower)) return lower;
  const bare = lower
    .replaceAll(specialLetters, (letter) => special[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f'’]+/g, '');
  if (plain.test(bare)) return bare;
  return bare
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
