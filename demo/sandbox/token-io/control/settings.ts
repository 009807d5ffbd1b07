/** How the callback URL is written; the documents leave room (sheet §10.1, §17). */
export interface CallbackVariant {
  /** `query` joins with `&` when the redirect URL has a query; `ampersand` always does, which is a known defect. */
  readonly join: 'query' | 'ampersand';
  readonly base64: { readonly alphabet: 'base64' | 'base64url'; readonly padding: boolean };
  /** Replaces the value of `credential-fields`, raw, wherever one would be sent. */
  readonly credentialFields?: string;
  /** Further parameters, percent-encoded. */
  readonly extra?: Readonly<Record<string, string>>;
}

export interface Settings {
  /** Reads of the result that still say PENDING after the user has authorized. */
  pendingReads: number;
  /** Reads of a payment that show each status in between (`…VERIFICATION`, `…PROCESSING`). */
  paymentReads: number;
  /** Account reads without the user per token in 24 hours. */
  unattendedReadsPerDay: number;
  /** What a new access token is good for when the request names no end. */
  consentLifetimeMs: number;
  callback: CallbackVariant;
}

export const defaultSettings = (): Settings => ({
  pendingReads: 1,
  paymentReads: 1,
  unattendedReadsPerDay: 4,
  consentLifetimeMs: 90 * 24 * 3_600_000,
  callback: { join: 'query', base64: { alphabet: 'base64', padding: false } },
});
