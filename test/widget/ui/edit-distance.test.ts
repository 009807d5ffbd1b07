import { expect } from '@open-wc/testing';
import { leastSlips, lettersOf, prefixDistance, slipsAllowed } from '../../../widget/ui/edit-distance.js';

describe('prefixDistance', () => {
  for (const [typed, word, distance] of [
    ['spark', 'sparkasse', 0],
    ['sparkase', 'sparkasse', 1],
    ['spakrasse', 'sparkasse', 1],
    ['dpark', 'sparkasse', 1],
    ['sparkkasse', 'sparkasse', 1],
    ['sprkase', 'sparkasse', 2],
    ['volks', 'sparkasse', 3],
    ['sparkassen', 'spar', 3],
    ['', 'sparkasse', 0],
  ] as const) {
    it(`is ${distance} (of at most 3) from “${typed}” to a beginning of “${word}”`, () => {
      expect(prefixDistance(typed, word, 2)).to.equal(distance);
    });
  }

  it('cuts words of any length', () => {
    expect(prefixDistance('a'.repeat(500), 'a'.repeat(600), 2)).to.equal(0);
    expect(prefixDistance('a'.repeat(500), 'b'.repeat(600), 2)).to.equal(3);
  });

  it('agrees with the textbook on every pair of short words', () => {
    const words = ['', 'a', 'b', 'ab', 'ba', 'aab', 'aba', 'bba', 'abab', 'baab'];
    for (const typed of words) {
      for (const word of words) {
        const prefixes = Array.from({ length: word.length + 1 }, (_, length) => word.slice(0, length));
        const expected = Math.min(...prefixes.map((prefix) => alignment(typed, prefix)));
        expect(prefixDistance(typed, word, 9), `${typed} → ${word}`).to.equal(expected);
      }
    }
  });
});

/** Optimal string alignment, the slow and plain way. */
function alignment(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const swapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  return Math.min(
    alignment(a.slice(0, -1), b) + 1,
    alignment(a, b.slice(0, -1)) + 1,
    alignment(a.slice(0, -1), b.slice(0, -1)) + (a.at(-1) === b.at(-1) ? 0 : 1),
    swapped ? alignment(a.slice(0, -2), b.slice(0, -2)) + 1 : Number.POSITIVE_INFINITY,
  );
}

describe('slipsAllowed', () => {
  it('forgives nothing in short words', () => {
    expect([3, 4, 7, 8].map(slipsAllowed)).to.deep.equal([0, 1, 1, 2]);
  });
});

describe('leastSlips', () => {
  it('is never more than the slips that are there', () => {
    const words = ['sparkasse', 'volksbank', 'ing', 'köln', 'abc', 'aabbcc', 'بنك', '1822direkt', ''];
    for (const typed of words) {
      for (const word of words) {
        const least = leastSlips(lettersOf(typed), lettersOf(word));
        expect(least, `${typed} → ${word}`).to.be.at.most(prefixDistance(typed, word, 30));
      }
    }
  });

  it('counts letters that the other word lacks', () => {
    expect(leastSlips(lettersOf('xyz'), lettersOf('xab'))).to.equal(2);
  });
});
