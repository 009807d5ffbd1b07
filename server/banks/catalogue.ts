import type { Bank, BankList } from '../contract/banks.js';
import type { Provider } from '../providers/provider.js';
import type { ProviderBank } from '../providers/provider-data.js';

/** A bank as one provider instance lists it. */
export interface BankSource {
  readonly provider: string;
  readonly bank: ProviderBank;
}

/** One bank of the list with where it is reached. */
export interface CatalogueBank {
  /** Under the id of its first source; `down` only when all sources are. */
  readonly bank: Bank;
  /** Where any of the sources reaches it. */
  readonly countries: readonly string[];
  /** At least one, in the order of the providers in the configuration. */
  readonly sources: readonly BankSource[];
}

/** What a session is for: not every bank that can be read can be paid from. */
export type BankPurpose = 'access' | 'payment';

/** Whether a bank serves a purpose by this provider: as the bank's entry says, else as the provider can. */
export const serves = (
  purpose: BankPurpose,
  { payments }: Pick<Provider, 'payments'>,
  bank: Pick<ProviderBank, 'accounts' | 'payments'>,
): boolean => (purpose === 'access' ? bank.accounts !== false : payments !== undefined && bank.payments !== false);

/** The public id of a bank at a provider instance; opaque to everybody outside. */
export const bankIdOf = (provider: string, providerBankId: string): string => `${provider}:${providerBankId}`;

/**
 * The bank list of all providers: loaded once a day off the request path, from the last good copy after a restart.
 * Everything here is answered from memory.
 */
export interface BankCatalogue {
  /** False until the first list is there; `/readyz` reports it. */
  readonly ready: boolean;
  /** The list of one country (compact, sorted) with its strong ETag; undefined for a country without such banks. */
  list(country: string, purpose: BankPurpose): { readonly list: BankList; readonly etag: string } | undefined;
  countries(purpose: BankPurpose): readonly string[];
  /** By the id of any of its sources, so that a stored id outlives a provider that falls out or a new order. */
  find(bankId: string): CatalogueBank | undefined;
  /** A bank's picture, fetched once, checked by its bytes (PNG, JPEG, GIF, WebP; at most 64 KiB) and kept. */
  logo(key: string): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array } | undefined>;
  start(): Promise<void>;
  stop(): void;
}
