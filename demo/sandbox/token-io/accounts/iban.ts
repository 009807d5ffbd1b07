import { between, pick, seededRandom } from '../pictures/random.js';

const LETTERS: readonly [string, ...string[]] = ['A', 'B', 'C', 'D', 'E', 'K', 'L', 'M', 'N', 'R', 'S', 'T', 'V'];
/** `a` is a letter, `n` a digit. */
const PATTERNS: Readonly<Record<string, string>> = {
  AT: 'n'.repeat(16),
  CZ: 'n'.repeat(20),
  DE: 'n'.repeat(18),
  ES: 'n'.repeat(20),
  FR: 'n'.repeat(23),
  GB: `aaaa${'n'.repeat(14)}`,
  IT: `a${'n'.repeat(22)}`,
  NL: `aaaa${'n'.repeat(10)}`,
  PL: 'n'.repeat(24),
  SE: 'n'.repeat(20),
};

const remainder = (bban: string, country: string, check: string): number =>
  Array.from(`${bban}${country}${check}`).reduce((rest, character) => {
    const value = parseInt(character, 36);
    return (rest * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);

/** A valid IBAN that belongs to nobody: right length and check digits, random content. */
export const ibanFor = (country: string, seed: string): string => {
  const random = seededRandom(`iban ${seed}`);
  const pattern = PATTERNS[country] ?? 'n'.repeat(18);
  const bban = Array.from(pattern)
    .map((kind) => (kind === 'a' ? pick(random, LETTERS) : String(between(random, 0, 9))))
    .join('');
  const check = String(98 - remainder(bban, country, '00')).padStart(2, '0');
  return `${country}${check}${bban}`;
};

/** Shape and check digits. */
export const isIban = (text: string): boolean =>
  /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && remainder(text.slice(4), text.slice(0, 2), text.slice(2, 4)) === 1;
