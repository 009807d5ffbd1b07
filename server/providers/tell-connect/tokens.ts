import { z } from 'zod';
import { isoTime } from '../../lib/clock.js';
import { ProviderError } from '../provider-error.js';
import type { Grant } from '../authorisation.js';
import type { WireTokens } from './wire.js';

/** Access tokens live an hour at most, whatever `expires_in` says. */
const MAX_ACCESS_SECONDS = 3600;
const dayMs = 86_400_000;

/** What a grant keeps. The scope that was asked for and those that were given speak different languages; never compare them. */
export const GrantData = z.object({
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  requestedScope: z.enum(['aisp', 'pisp']),
  scopes: z.array(z.string()),
  intentId: z.string(),
});
export type GrantData = z.infer<typeof GrantData>;

/** What the grant of a fresh consent is made of. */
export interface FreshConsent {
  readonly requestedScope: GrantData['requestedScope'];
  readonly intentId: string;
  /** How far the shopper agreed, ISO 8601. */
  readonly accessUntil: string;
  readonly consentDays: number;
  readonly tokens: WireTokens;
  /** When the consent was given, in milliseconds. */
  readonly at: number;
}

/**
 * The grant of a consent that was just given. It ends `consentDays` after that date and not after the last refresh (sheet
 * section 4), and never later than the shopper agreed to.
 */
export function newGrant({ tokens, at, accessUntil, consentDays, requestedScope, intentId }: FreshConsent): Grant {
  const data: GrantData = { ...tokenData(tokens), requestedScope, intentId };
  return {
    data,
    expiresAt: isoTime(Math.min(Date.parse(accessUntil), at + consentDays * dayMs)),
    // Without a refresh token there is nothing to be done before the end.
    ...(data.refreshToken === undefined ? {} : { accessExpiresAt: accessEnd(tokens, at) }),
  };
}

/** The grant after a refresh: new tokens, the same end. `at` is from before the call. */
export function renewedGrant(grant: Grant, tokens: WireTokens, at: number): Grant {
  // A new refresh token comes with every use; one that does not come is still the old one (RFC 6749 section 6).
  const data: GrantData = { ...openGrant(grant), ...tokenData(tokens) };
  return { ...grant, data, accessExpiresAt: accessEnd(tokens, at) };
}

/** The tokens of a grant. Throws `reauth_required` for one that another version wrote and this one cannot read. */
export function openGrant({ data }: Grant): GrantData {
  const parsed = GrantData.safeParse(data);
  if (!parsed.success) throw new ProviderError('reauth_required', { retryable: false, detail: 'unreadable grant' });
  return parsed.data;
}

/** Seconds, although the documents say minutes: both of their other statements say one hour (sheet section 7). */
export const accessEndMs = ({ expires_in = MAX_ACCESS_SECONDS }: WireTokens, at: number): number =>
  at + Math.min(expires_in, MAX_ACCESS_SECONDS) * 1000;

const accessEnd = (tokens: WireTokens, at: number): string => isoTime(accessEndMs(tokens, at));

function tokenData({ access_token, refresh_token, scope = '' }: WireTokens) {
  return {
    accessToken: access_token,
    ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
    // Commas in the documents, spaces in RFC 6749.
    scopes: scope.split(/[\s,]+/).filter((word) => word !== ''),
  };
}
