import type { ProviderBank } from '../providers/provider-data.js';
import type { BankSource } from './catalogue.js';

/** The banks of one provider instance. */
export interface ProviderBanks {
  readonly provider: string;
  readonly banks: readonly ProviderBank[];
}

/** The sources of one bank. */
export type BankGroup = [BankSource, ...BankSource[]];

/** What two providers must agree on, strongest first: a weaker sign never takes what a stronger one would have. */
const signs = ['bic and name', 'bic', 'name'] as const;
type Sign = (typeof signs)[number];

/** A sign in a country → the one bank that has it; null when several have it, so that it tells nothing. */
type Known = Map<string, BankGroup | null>;

/**
 * One group of sources per bank, sources in the order of `lists`, at most one of each provider: what a provider lists twice
 * are two banks. Two sources are the same bank when they have a country in common and the same BIC (its first 8), or,
 * where one of them has no BIC, the same name without case, accents and punctuation. See docs/decisions/010.
 */
export function groupSources(lists: readonly ProviderBanks[]): BankGroup[] {
  const groups: BankGroup[] = [];
  const known: Known = new Map();
  for (const { provider, banks } of lists) {
    const sources = offered(provider, banks);
    const own = ownSigns(sources);
    const placed = new Map<BankSource, BankGroup>();
    for (const sign of signs) {
      for (const source of sources) {
        if (placed.has(source)) continue;
        const group = matching(source, sign, own, known);
        if (group === undefined) continue;
        group.push(source);
        placed.set(source, group);
      }
    }
    for (const source of sources) {
      if (placed.has(source)) continue;
      const group: BankGroup = [source];
      groups.push(group);
      placed.set(source, group);
    }
    learn(known, own, placed);
  }
  return groups;
}

/** Each bank once, and only where it is somewhere. */
function offered(provider: string, banks: readonly ProviderBank[]): BankSource[] {
  const ids = new Set<string>();
  return banks.flatMap((bank) => {
    if (bank.countries.length === 0 || ids.has(bank.id)) return [];
    ids.add(bank.id);
    return [{ provider, bank }];
  });
}

/** All signs of one provider's banks; null for those that two of its own banks share. */
function ownSigns(sources: readonly BankSource[]): Map<string, BankSource | null> {
  const own = new Map<string, BankSource | null>();
  for (const source of sources) {
    for (const sign of signs) {
      for (const key of keysOf(source.bank, sign)) own.set(key, own.has(key) ? null : source);
    }
  }
  return own;
}

function matching(
  source: BankSource,
  sign: Sign,
  own: ReadonlyMap<string, BankSource | null>,
  known: Known,
): BankGroup | undefined {
  for (const key of keysOf(source.bank, sign)) {
    const group = own.get(key) === null ? undefined : known.get(key);
    if (!group || group.some(({ provider }) => provider === source.provider)) continue;
    if (sign !== 'name' || group.every(({ bank }) => !contradict(bank, source.bank))) return group;
  }
  return undefined;
}

function learn(
  known: Known,
  own: ReadonlyMap<string, BankSource | null>,
  placed: ReadonlyMap<BankSource, BankGroup>,
): void {
  for (const [key, source] of own) {
    const group = source === null ? undefined : placed.get(source);
    const before = known.get(key);
    known.set(key, group && (before === undefined || before === group) ? group : null);
  }
}

/** Keys of a sign, one per country; none where the bank does not have it. */
function keysOf(bank: ProviderBank, sign: Sign): string[] {
  const bic = shortBic(bank);
  const name = plainName(bank);
  if ((sign !== 'name' && bic === undefined) || (sign !== 'bic' && name === '')) return [];
  const value = { 'bic and name': `${bic}|${name}`, bic: `${bic}|`, name: `|${name}` }[sign];
  return [...new Set(bank.countries)].map((country) => `${country}|${value}`);
}

function contradict(one: ProviderBank, other: ProviderBank): boolean {
  const [first, second] = [shortBic(one), shortBic(other)];
  return first !== undefined && second !== undefined && first !== second;
}

/** The first 8 of a BIC (ISO 9362): institution, country, place; without the branch. */
function shortBic({ bic }: ProviderBank): string | undefined {
  return /^([A-Z0-9]{8})(?:[A-Z0-9]{3})?$/.exec(bic?.toUpperCase() ?? '')?.[1];
}

const plainName = ({ name }: ProviderBank): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
