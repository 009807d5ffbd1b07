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
const specialPattern = new RegExp(`[${Object.keys(special).join('')}]`, 'g');
const plain = /^[a-z0-9 ]*$/;

/** Lower case, no accents, one space between words: `Zürich–Münster` → `zurich munster`. Letters of all scripts stay. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (plain.test(lower)) return lower.replaceAll(/ +/g, ' ').trim();
  return lower
    .replaceAll(specialPattern, (letter) => special[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/\p{M}+|['’]/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
