import type { Bank } from '../../server/contract/banks.js';

export interface BankSearch {
  /** The banks that fit what was typed, best first. */
  search(query: string): readonly Bank[];
}

export type MakeSearch = (banks: readonly Bank[]) => BankSearch;

/** Does until the index with all its forgiveness has been loaded: a part of the name as it is written, or the beginning of the BIC. */
export function plainSearch(banks: readonly Bank[]): BankSearch {
  const entries = banks.map((bank) => ({ bank, name: bank.name.toLowerCase(), bic: bank.bic?.toLowerCase() ?? '' }));
  return {
    search(query) {
      const typed = query.trim().toLowerCase();
      return entries.filter(({ name, bic }) => name.includes(typed) || bic.startsWith(typed)).map(({ bank }) => bank);
    },
  };
}
