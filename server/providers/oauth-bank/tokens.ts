import { z } from 'zod';
import { isoTime } from '../../lib/clock.js';
import { badAnswer } from '../../lib/provider-http.js';
import { ProviderError } from '../provider-error.js';
import type { Grant } from '../authorisation.js';
import type { OAuthBankConfig } from './options.js';
import { WireConsentId, type WireTokens } from './wire.js';

const dayMs = 86_400_000;

/**
 * What a grant keeps. The consent outlives the tokens: when those end, the shopper signs in once more and the same consent gets
 * new ones. So the two are kept apart.
 */
export const GrantData = z.object({
  consent: z.object({ id: z.string().optional() }),
  tokens: z.object({ access: z.string(), refresh: z.string().optional() }),
});
export type GrantData = z.infer<typeof GrantData>;

type Terms = Pick<OAuthBankConfig, 'consentDays' | 'accessSeconds' | 'consentParameter'>;

/**
 * The grant of a visit that was just approved at `at` (epoch milliseconds). It ends `consentDays` after that, whatever is
 * refreshed in between, and never later than the shopper agreed to.
 */
export function newGrant(tokens: WireTokens, terms: Terms, visit: { at: number; accessUntil: string }): Grant {
  const id = consentIdIn(tokens, terms);
  const end = Math.min(Date.parse(visit.accessUntil), visit.at + terms.consentDays * dayMs);
  return withTokens({ consent: id === undefined ? {} : { id } }, { expiresAt: isoTime(end) }, tokens, terms, visit.at);
}

/** The grant after a refresh: new tokens, the same consent, the same end. `at` is from before the call. */
export function renewedGrant(grant: Grant, tokens: WireTokens, terms: Terms, at: number): Grant {
  const { consent, tokens: old } = openGrant(grant);
  const { expiresAt } = grant;
  // A new refresh token comes with every use; one that does not come is still the old one (RFC 6749 section 6).
  const kept = { ...tokens, refresh_token: tokens.refresh_token ?? old.refresh };
  return withTokens({ consent }, expiresAt === undefined ? {} : { expiresAt }, kept, terms, at);
}

/** What a grant keeps. Throws `reauth_required` for one that another version wrote and this one cannot read. */
export function openGrant({ data }: Grant): GrantData {
  const parsed = GrantData.safeParse(data);
  if (!parsed.success) throw new ProviderError('reauth_required', { retryable: false, detail: 'unreadable grant' });
  return parsed.data;
}

/** The id of the consent that a grant proves; undefined where the bank does not name it, or nobody can read the grant. */
export const consentIdOf = ({ data }: Grant): string | undefined => GrantData.safeParse(data).data?.consent.id;

/** The id of the consent that these tokens are for, where the bank names it. */
export function consentIdIn(tokens: WireTokens, { consentParameter }: Terms): string | undefined {
  const found = consentParameter === undefined ? undefined : tokens[consentParameter];
  if (found === undefined) return undefined;
  const id = WireConsentId.safeParse(found);
  if (!id.success) throw badAnswer('the token answer names a consent that is none');
  return id.data;
}

type WrittenTokens = Pick<WireTokens, 'access_token' | 'expires_in'> & { readonly refresh_token?: string | undefined };

function withTokens(
  kept: Pick<GrantData, 'consent'>,
  end: Pick<Grant, 'expiresAt'>,
  { access_token, refresh_token, expires_in }: WrittenTokens,
  { accessSeconds }: Terms,
  at: number,
): Grant {
  if (refresh_token === undefined) return { data: { ...kept, tokens: { access: access_token } }, ...end };
  // Only with a refresh token is there anything to be done before the end.
  return {
    data: { ...kept, tokens: { access: access_token, refresh: refresh_token } },
    ...end,
    accessExpiresAt: isoTime(at + (expires_in ?? accessSeconds) * 1000),
  };
}
