import type { AccountIdentifier, AccountType } from '../contract/connections.js';
import type { JsonObject } from './json.js';

/** A bank as a provider lists it. */
export interface ProviderBank {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2, upper case, at least one. */
  readonly countries: readonly string[];
  readonly bic?: string;
  /** Absolute URL at the provider; fetched, checked and served by the companion. */
  readonly logoUrl?: string;
  readonly down?: boolean;
  /** False for a bank that can only be paid from. */
  readonly accounts?: boolean;
  /** Whether it can be paid from, where that differs from the rest of the provider's banks. */
  readonly payments?: boolean;
  /** What `begin` needs to know about the bank (fields to collect first, say). */
  readonly data: JsonObject;
}

/** An account as a provider reports it; ids are the provider's. */
export interface ProviderAccount {
  readonly id: string;
  readonly name: string;
  readonly type: AccountType;
  readonly currency?: string;
  readonly holder?: string;
  readonly bic?: string;
  readonly identifiers: readonly AccountIdentifier[];
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque, the provider's; absent on the last page. */
  readonly next?: string;
  /**
   * Where a list is paged by counting (offsets, page numbers): a cursor a little before `next`, from which the last items of
   * this page come again. What is booked between two reads moves such a list; whoever reads on from here finds the seam.
   */
  readonly rejoin?: string;
}

/** Which transactions; days are `YYYY-MM-DD`, both ends included. */
export interface TransactionWish {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `next` or `rejoin` of a page with the same days. */
  readonly cursor?: string | undefined;
  /** About how many are wanted (1 to 120). A page may have more or less, as the provider's own bounds will have it. */
  readonly limit?: number | undefined;
}
