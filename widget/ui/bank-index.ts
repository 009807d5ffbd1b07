import type { Bank } from '../../server/contract/banks.js';
import { leastSlips, lettersOf, prefixDistance, slipsAllowed } from './edit-distance.js';
import { fold } from './fold.js';

/** How well a typed word fits a word of a name; less is better. Slips add to `slip`. */
const fit = { exact: 0, prefix: 1, initials: 2, inside: 3, slip: 4, none: 99 } as const;
/** BIC and initials are looked at from this many letters on. */
const shortest = { bic: 3, initials: 2 } as const;

interface Entry {
  readonly bank: Bank;
  readonly name: string;
  readonly bic: string;
  readonly initials: string;
  /** Places in the vocabulary, in the order of the name. */
  readonly words: readonly number[];
}

interface Word {
  readonly text: string;
  readonly letters: number;
}

/**
 * Searches the banks of a country as the shopper types: accents, small slips, beginnings of words in any order, initials
 * and BIC. Each different word is compared once, however many banks share it, which keeps a key under 8 ms for 6,000 banks.
 */
export class BankIndex {
  readonly #entries: readonly Entry[];
  readonly #vocabulary: readonly Word[];

  constructor(banks: readonly Bank[]) {
    const places = new Map<string, number>();
    const place = (word: string): number => {
      const known = places.get(word);
      if (known !== undefined) return known;
      places.set(word, places.size);
      return places.size - 1;
    };
    this.#entries = banks.map((bank) => {
      const name = fold(bank.name);
      const words = name.split(' ');
      const initials = words.length > 1 ? words.map((word) => word[0]).join('') : '';
      return { bank, name, bic: bank.bic?.toLowerCase() ?? '', initials, words: words.map(place) };
    });
    this.#vocabulary = Array.from(places.keys(), (text) => ({ text, letters: lettersOf(text) }));
  }

  /** The banks that fit, best first, equal ones in the order they were given. An empty query gives all. */
  search(query: string): readonly Bank[] {
    const typed = fold(query);
    if (typed === '') return this.#entries.map(({ bank }) => bank);
    const words = typed.split(' ');
    const strict = words.map((word) => this.#fits(word, 0));
    const tolerant = (): Uint8Array[] => words.map((word) => this.#fits(word, slipsAllowed(word.length)));
    const needsTolerance = strict.some((fits) => fits.every((each) => each === fit.none));
    const found = this.#rank(typed, needsTolerance ? tolerant() : strict);
    if (found.length > 0) return found;
    const joined = this.#joined(typed);
    return joined.length > 0 || needsTolerance ? joined : this.#rank(typed, tolerant());
  }

  /** One typed word against every word of the vocabulary. */
  #fits(typed: string, slips: number): Uint8Array {
    const letters = lettersOf(typed);
    const fits = new Uint8Array(this.#vocabulary.length);
    this.#vocabulary.forEach((word, place) => {
      fits[place] = fitOf(typed, letters, word, slips);
    });
    return fits;
  }

  #rank(typed: string, fits: readonly Uint8Array[]): readonly Bank[] {
    const whole = typed.replaceAll(' ', '');
    const scored: { readonly bank: Bank; readonly score: number }[] = [];
    for (const entry of this.#entries) {
      const score = Math.min(scoreOfWhole(entry, whole), scoreOfWords(entry, typed, fits));
      if (score < fit.none) scored.push({ bank: entry.bank, score });
    }
    return scored.sort((a, b) => a.score - b.score).map(({ bank }) => bank);
  }

  /** `deutschebank` and `n 26`: spaces put elsewhere than in the name. */
  #joined(typed: string): readonly Bank[] {
    const joined = typed.replaceAll(' ', '');
    return this.#entries.filter(({ name }) => name.replaceAll(' ', '').includes(joined)).map(({ bank }) => bank);
  }
}

function fitOf(typed: string, letters: number, word: Word, slips: number): number {
  if (word.text.startsWith(typed)) return word.text.length === typed.length ? fit.exact : fit.prefix;
  if (typed.length > 1 && word.text.includes(typed)) return fit.inside;
  if (slips === 0 || leastSlips(letters, word.letters) > slips) return fit.none;
  const distance = prefixDistance(typed, word.text, slips);
  return distance > slips ? fit.none : fit.slip + distance;
}

function scoreOfWhole({ bic, initials }: Entry, whole: string): number {
  if (whole.length >= shortest.bic && bic.startsWith(whole)) return fit.prefix;
  return whole.length >= shortest.initials && initials.startsWith(whole) ? fit.initials : fit.none;
}

/** Every typed word must fit some word; words near the beginning of the name count a little more. */
function scoreOfWords(entry: Entry, typed: string, fits: readonly Uint8Array[]): number {
  let score = 0;
  for (const fitOfWord of fits) {
    let best: number = fit.none;
    let lateness = 0;
    for (const word of entry.words) {
      const each = fitOfWord[word] ?? fit.none;
      if (each < fit.none) best = Math.min(best, each + lateness);
      lateness = Math.min(lateness + 0.05, 0.45);
    }
    if (best === fit.none) return fit.none;
    score += best;
  }
  if (!entry.name.startsWith(typed)) return score;
  return score - (entry.name.length === typed.length ? 2 : 1);
}
