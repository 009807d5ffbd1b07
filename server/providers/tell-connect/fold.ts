import { badAnswer } from '../../lib/provider-http.js';

/** JSON whose member names are in lower case and without hyphens and underscores. */
export type Folded = unknown;

const MAX_DEPTH = 8;

/**
 * `AccountId`, `accountId`, `account_id` and `account-id` become `accountid`: how the calls of a TPP are spelt is not
 * published. Throws `bad_provider_answer` for two members that fold to one, and for what nests too deeply.
 */
export function foldNames(value: unknown, depth = 0): Folded {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) throw badAnswer('an answer that nests too deeply');
  if (Array.isArray(value)) return value.map((item) => foldNames(item, depth + 1));
  const folded = new Map<string, Folded>();
  for (const [name, member] of Object.entries(value)) {
    const key = name.replace(/[_-]/g, '').toLowerCase();
    if (folded.has(key)) throw badAnswer('a member in two spellings');
    folded.set(key, foldNames(member, depth + 1));
  }
  return Object.fromEntries(folded);
}

/** A member of a folded object; undefined for everything else. */
export function memberOf(folded: Folded, name: string): Folded {
  if (typeof folded !== 'object' || folded === null || !Object.hasOwn(folded, name)) return undefined;
  return (folded as Record<string, Folded>)[name];
}

/**
 * The list in a folded answer: the answer itself, or the member of one of these names, in `data` or at the top. Undefined when
 * there is none; an answer without a list is not an empty list.
 */
export function listIn(folded: Folded, names: readonly string[]): readonly Folded[] | undefined {
  for (const place of [memberOf(folded, 'data'), folded]) {
    for (const candidate of [place, ...names.map((name) => memberOf(place, name))]) {
      if (Array.isArray(candidate)) return candidate as readonly Folded[];
    }
  }
  return undefined;
}
