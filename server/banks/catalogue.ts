import type { Bank, BankList } from '../contract/banks.js';
import type { ProviderBank } from '../providers/provider.js';

/** One bank of the list with where it is reached. */
export interface CatalogueBank {
  readonly bank: Bank;
  readonly countries: readonly string[];
  /** Providers in order of preference. */
  readonly sources: readonly { readonly provider: string; readonly bank: ProviderBank }[];
}

/**
 * The bank list of all providers: loaded once a day off the request path, from the last good copy after a restart.
 * Everything here is answered from memory.
 */
export interface BankCatalogue {
  /** False until the first list is there; `/readyz` reports it. */
  readonly ready: boolean;
  /** The list of one country (compact, sorted) with its strong ETag; undefined for a country without banks. */
  list(country: string): { readonly list: BankList; readonly etag: string } | undefined;
  countries(): readonly string[];
  find(bankId: string): CatalogueBank | undefined;
  /** A bank's picture, fetched once, checked by its bytes (PNG, JPEG, GIF, WebP; at most 64 KiB) and kept. */
  logo(key: string): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array } | undefined>;
  start(): Promise<void>;
  stop(): void;
}
