/** Longer words are cut: nobody slips only there. */
const longest = 40;
/** Three rows of the table, used again by every call. */
const rows = [0, 1, 2].map(() => new Uint8Array(longest + 1));

/**
 * The least number of slips (a letter missing, too many, wrong, or two swapped) that turn `typed` into some beginning of
 * `word`; more than `limit` comes back as `limit + 1`. Optimal string alignment, row by row, without allocation.
 */
export function prefixDistance(typed: string, word: string, limit: number): number {
  const length = Math.min(typed.length, longest);
  const columns = Math.min(word.length, length + limit, longest);
  if (length - columns > limit) return limit + 1;
  let [beforeLast, last, current] = rows as [Uint8Array, Uint8Array, Uint8Array];
  for (let column = 0; column <= columns; column++) last[column] = column;
  for (let row = 1; row <= length; row++) {
    const best = fillRow(row, columns, typed, word, beforeLast, last, current);
    if (best > limit) return limit + 1;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  let least = limit + 1;
  for (let column = 0; column <= columns; column++) least = Math.min(least, last[column] ?? least);
  return least;
}

const at = (row: Uint8Array, column: number): number => row[column] ?? longest;

/** One more letter of `typed`; gives the least value of the row, below which no later row can come. */
function fillRow(
  row: number,
  columns: number,
  typed: string,
  word: string,
  beforeLast: Uint8Array,
  last: Uint8Array,
  current: Uint8Array,
): number {
  const letter = typed[row - 1];
  const letterBefore = typed[row - 2];
  current[0] = row;
  let best = row;
  for (let column = 1; column <= columns; column++) {
    const other = word[column - 1];
    const replaced = at(last, column - 1) - (letter === other ? 1 : 0);
    let cost = Math.min(at(last, column), at(current, column - 1), replaced) + 1;
    const swapped = row > 1 && column > 1 && letter === word[column - 2] && letterBefore === other;
    if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
    current[column] = cost;
    best = Math.min(best, cost);
  }
  return best;
}

/** How many slips are forgiven in a word of this length. */
export const slipsAllowed = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2);

/** A bit for each of 32 classes of letters that a word holds. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let index = 0; index < word.length; index++) letters |= 1 << (word.charCodeAt(index) & 31);
  return letters;
}

/** At least so many slips lie between words with these letters: each letter that the other lacks is one. */
export function leastSlips(typedLetters: number, wordLetters: number): number {
  let missing = typedLetters & ~wordLetters;
  let count = 0;
  while (missing !== 0) {
    missing &= missing - 1;
    count += 1;
  }
  return count;
}
