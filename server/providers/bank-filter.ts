import type { Provider } from './provider.js';

interface BankFilter {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

/** The provider with only those of its banks that the configuration lets through. */
export function restrictBanks(provider: Provider, filter: BankFilter): Provider {
  if (filter.include === undefined && filter.exclude === undefined) return provider;
  const allowed = bankMatcher(filter);
  return {
    ...provider,
    banks: async (context) => (await provider.banks(context)).filter((bank) => allowed(bank.id)),
  };
}

/** Says whether a provider's bank id is let through. `*` stands for any text, `?` for one character; case matters. */
export function bankMatcher(filter: BankFilter): (bankId: string) => boolean {
  const include = filter.include?.map(globToRegExp);
  const exclude = filter.exclude?.map(globToRegExp) ?? [];
  return (bankId) =>
    (include === undefined || include.some((pattern) => pattern.test(bankId))) &&
    !exclude.some((pattern) => pattern.test(bankId));
}

function globToRegExp(glob: string): RegExp {
  // Runs of stars become one, so that a pattern cannot be made slow.
  const escaped = glob.replace(/\*+/g, '*').replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su');
}
