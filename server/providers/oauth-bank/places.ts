import { badAnswer } from '../../lib/provider-http.js';
import type { Places } from './answers.js';

/** An object of an answer. Its numbers are text already (`parseJsonNumbersAsText`). */
export type Item = Readonly<Record<string, unknown>>;

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a place; undefined when a name on the way is not there, or is null. */
function at(item: unknown, place: string): unknown {
  let value = item;
  for (const name of place.split('.')) {
    if (!isItem(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value ?? undefined;
}

/** The text, or the number as text, at the first of the places that has one. Throws `bad_provider_answer` for other types. */
export function textAt(item: Item, places: Places): string | undefined {
  for (const place of places) {
    const value = at(item, place);
    // An object on the way to another place of the list: `amount` beside `amount.value`.
    if (value === undefined || (isItem(value) && places.length > 1)) continue;
    if (typeof value !== 'string' || value.length > 4000) throw badAnswer(`no text at ${place}`);
    return value;
  }
  return undefined;
}

/** The same, where the bank may give several lines. */
export function linesAt(item: Item, places: Places): string | undefined {
  for (const place of places) {
    const value = at(item, place);
    if (!Array.isArray(value)) continue;
    const lines: readonly unknown[] = value;
    if (!lines.every((line) => typeof line === 'string')) throw badAnswer(`no lines at ${place}`);
    return lines.join(' ').slice(0, 4000);
  }
  return textAt(item, places);
}

/** A text that must be there. */
export function requiredAt(item: Item, places: Places): string {
  const text = textAt(item, places);
  if (text === undefined || text === '') throw badAnswer(`nothing at ${places.join(', ')}`);
  return text;
}

/** The most items that are looked at in one answer. */
const MAX_ITEMS = 10_000;

/** The objects of a list: the answer itself, or what stands in it. Throws `bad_provider_answer` when there is no list. */
export function itemsAt(answer: unknown, places: Places): readonly Item[] {
  const list: unknown = Array.isArray(answer) ? answer : places.map((place) => at(answer, place)).find(Array.isArray);
  if (!Array.isArray(list) || list.length > MAX_ITEMS) throw badAnswer('an answer without its list');
  const items: readonly unknown[] = list;
  if (!items.every(isItem)) throw badAnswer('a list of something else than objects');
  return items;
}

/** A whole number that may be missing: a count of pages. */
export function countAt(answer: unknown, place: string): number | undefined {
  const value = at(answer, place);
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^\d{1,8}$/.test(value)) throw badAnswer(`no count at ${place}`);
  return Number(value);
}
