import { createHash } from 'node:crypto';
import type { Bank, BankList } from '../contract/banks.js';
import { bankIdOf, type BankSource, type CatalogueBank } from './catalogue.js';
import { groupSources, type ProviderBanks } from './same-bank.js';

/** All banks, ready to be answered from; never changed, only replaced as a whole. */
export interface BankIndex {
  readonly countries: readonly string[];
  readonly lists: ReadonlyMap<string, { readonly list: BankList; readonly etag: string }>;
  /** Every source's id → its bank. */
  readonly banks: ReadonlyMap<string, CatalogueBank>;
  /** Logo key → address at the provider. */
  readonly logoUrls: ReadonlyMap<string, string>;
}

const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true, ignorePunctuation: true });

/** Builds the index; `lists` are in order of preference. All sorting and hashing is done here, once. */
export function buildIndex(lists: readonly ProviderBanks[]): BankIndex {
  const logoUrls = new Map<string, string>();
  const sorted = groupSources(lists)
    .map((sources) => toCatalogueBank(sources, logoUrls))
    .sort((a, b) => byName.compare(a.bank.name, b.bank.name) || (a.bank.id < b.bank.id ? -1 : 1));
  const byCountry = new Map<string, Bank[]>();
  for (const { bank, countries } of sorted) {
    for (const country of countries) {
      const list = byCountry.get(country);
      if (list === undefined) byCountry.set(country, [bank]);
      else list.push(bank);
    }
  }
  const countries = [...byCountry.keys()].sort();
  return {
    countries,
    lists: new Map([...byCountry].map(([country, banks]) => [country, withEtag({ country, countries, banks })])),
    banks: new Map(
      sorted.flatMap((entry) =>
        entry.sources.map(({ provider, bank }) => [bankIdOf(provider, bank.id), entry] as const),
      ),
    ),
    logoUrls,
  };
}

/** The bank as the shopper sees it: as its first source says, and what that one does not know from the next. */
function toCatalogueBank(
  sources: readonly [BankSource, ...BankSource[]],
  logoUrls: Map<string, string>,
): CatalogueBank {
  const [{ provider, bank: first }] = sources;
  const banks = sources.map(({ bank }) => bank);
  const bic = banks.find((bank) => bank.bic !== undefined)?.bic;
  const logoUrl = banks.find((bank) => logoKey(bank.logoUrl) !== undefined)?.logoUrl;
  const logo = logoKey(logoUrl);
  if (logoUrl !== undefined && logo !== undefined) logoUrls.set(logo, logoUrl);
  const bank: Bank = {
    id: bankIdOf(provider, first.id),
    name: first.name,
    ...(bic === undefined ? {} : { bic }),
    ...(logo === undefined ? {} : { logo: `/logos/${logo}` }),
    ...(banks.every(({ down }) => down === true) ? { down: true } : {}),
  };
  return { bank, countries: [...new Set(banks.flatMap(({ countries }) => countries))], sources };
}

function logoKey(url: string | undefined): string | undefined {
  if (url === undefined || !/^https?:\/\//i.test(url)) return undefined;
  return createHash('sha256').update(url).digest('hex').slice(0, 32);
}

function withEtag(list: BankList): { list: BankList; etag: string } {
  return { list, etag: `"${createHash('sha256').update(JSON.stringify(list)).digest('base64url')}"` };
}
