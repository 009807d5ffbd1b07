import type { Bank, BankList } from '../../server/contract/banks.js';
import { list, members, optional, path, text, type Read } from './parse.js';

/** Present, or as good as absent. */
export const onlyTrue: Read<true | undefined> = (value) => (value === true ? true : undefined);

export const readBank = members<Bank>({
  id: text,
  name: text,
  bic: optional(text),
  logo: optional(path),
  down: onlyTrue,
});

/** `BankList` of server/contract/banks.ts. */
export const readBanks = members<BankList>({ country: text, countries: list(text), banks: list(readBank) });
