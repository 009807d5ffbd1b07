/** What can be changed while the bank runs. */
export interface Settings {
  /** Refuses authorisation requests without PKCE. */
  readonly pkceRequired: boolean;
  /** A refresh token dies when it is used; a second use ends all tokens of the grant. */
  readonly rotation: boolean;
  readonly codeSeconds: number;
  readonly accessSeconds: number;
  /** From the visit to the end of its last refresh token, in days. */
  readonly consentDays: number;
  /** Refuses calls of the API without a UUID in their request id. */
  readonly requestIdRequired: boolean;
  /** How amounts are written. */
  readonly amounts: 'number' | 'text';
  /** `expires_in` as text. */
  readonly expiresInAsText: boolean;
  /** The list of accounts as `{"accounts": […]}`, or bare. */
  readonly wrappedAccounts: boolean;
  /** Accounts of a page where the request does not say; 0: all. */
  readonly accountsPerPage: number;
  /** Page sizes must be multiples of this. */
  readonly pageSizeStep: number;
  /** Answers say how many pages there are. */
  readonly pageCounts: boolean;
  readonly bookedWord: 'BOOK' | 'BOOKED';
  /** Before every page but the first a transaction is booked, which moves all others down by one. */
  readonly overlap: boolean;
  /** Calls without the shopper, per consent and endpoint in 24 hours; 0: no limit. */
  readonly unattendedPerDay: number;
}

export const defaultSettings = (): Settings => ({
  pkceRequired: true,
  rotation: true,
  codeSeconds: 300,
  accessSeconds: 3600,
  consentDays: 90,
  requestIdRequired: true,
  amounts: 'number',
  expiresInAsText: false,
  wrappedAccounts: true,
  accountsPerPage: 0,
  pageSizeStep: 1,
  pageCounts: true,
  bookedWord: 'BOOK',
  overlap: false,
  unattendedPerDay: 0,
});
