import { createHash } from 'node:crypto';
import type { Bank, BankList } from '../contract/banks.js';
import type { ProviderBank } from '../providers/provider.js';
import type { CatalogueBank } from './catalogue.js';

/** The banks of one provider instance. */
export interface ProviderBanks {
  readonly provider: string;
  readonly banks: readonly ProviderBank[];
}

/** All banks, ready to be answered from; never changed, only replaced as a whole. */
export interface BankIndex {
  readonly countries: readonly string[];
  readonly lists: ReadonlyMap<string, { readonly list: BankList; readonly etag: string }>;
  readonly banks: ReadonlyMap<string, CatalogueBank>;
  /** Logo key → address at the provider. */
  readonly logoUrls: ReadonlyMap<string, string>;
}

const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true, ignorePunctuation: true });

/** Builds the index; `lists` are in order of preference. All sorting and hashing is done here, once. */
export function buildIndex(lists: readonly ProviderBanks[]): BankIndex {
  const logoUrls = new Map<string, string>();
  const sorted = toCatalogueBanks(lists, logoUrls).sort(
    (a, b) => byName.compare(a.bank.name, b.bank.name) || (a.bank.id < b.bank.id ? -1 : 1),
  );
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
    banks: new Map(sorted.map((entry) => [entry.bank.id, entry])),
    logoUrls,
  };
}

/** One entry per bank of each provider. Where two providers reach the same bank, this is the place to make one of the two. */
function toCatalogueBanks(lists: readonly ProviderBanks[], logoUrls: Map<string, string>): CatalogueBank[] {
  const entries = new Map<string, CatalogueBank>();
  for (const { provider, banks } of lists) {
    for (const bank of banks) {
      const id = `${provider}:${bank.id}`;
      if (entries.has(id) || bank.countries.length === 0) continue;
      const countries = [...new Set(bank.countries)];
      const logo = logoKey(bank.logoUrl);
      if (bank.logoUrl !== undefined && logo !== undefined) logoUrls.set(logo, bank.logoUrl);
      entries.set(id, { bank: toBank(id, bank, logo), countries, sources: [{ provider, bank }] });
    }
  }
  return [...entries.values()];
}

function toBank(id: string, { name, bic, down }: ProviderBank, logo: string | undefined): Bank {
  return {
    id,
    name,
    ...(bic === undefined ? {} : { bic }),
    ...(logo === undefined ? {} : { logo: `/logos/${logo}` }),
    ...(down === true ? { down } : {}),
  };
}

function logoKey(url: string | undefined): string | undefined {
  if (url === undefined || !/^https?:\/\//i.test(url)) return undefined;
  return createHash('sha256').update(url).digest('hex').slice(0, 32);
}

function withEtag(list: BankList): { list: BankList; etag: string } {
  return { list, etag: `"${createHash('sha256').update(JSON.stringify(list)).digest('base64url')}"` };
}
