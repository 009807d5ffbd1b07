import { z } from 'zod';
import { isoTime } from '../../lib/clock.js';
import { ProviderError } from '../provider-error.js';
import type { Grant } from '../authorisation.js';
import type { WireTokens } from './wire.js';

/**
 * How long a token is good for, in seconds: `expires_in`, as it is sent; the absolute `expires_at`, as it is printed in the
 * documents; else what the token itself says, if it is a JWT (sheet section 4). 0 when nobody says.
 */
export function lifeSeconds({ expires_in, expires_at, access_token }: WireTokens, now: number): number {
  if (expires_in !== undefined) return expires_in;
  const end = expires_at ?? expiryOf(access_token);
  return end === undefined ? 0 : Math.max(0, end - now / 1000);
}

const WireExpiry = z.object({ exp: z.number() });

function expiryOf(token: string): number | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return WireExpiry.safeParse(payload).data?.exp;
  } catch {
    return undefined;
  }
}

/** What a grant keeps. Data is read by tokens of our own for this user, so no access token is among it. */
export const GrantData = z.object({
  userId: z.string(),
  connectionId: z.string(),
  /** The user was made for this connection and ends with it. */
  ownUser: z.boolean(),
  refreshToken: z.string().optional(),
});
export type GrantData = z.infer<typeof GrantData>;

/** The grant of a connection until `expiresAt` (ISO 8601). Only with a refresh token is there anything to refresh. */
export function newGrant(data: GrantData, tokens: WireTokens, expiresAt: string | undefined, now: number): Grant {
  const end = expiresAt === undefined ? {} : { expiresAt };
  // A new refresh token comes with every use; one that does not come is still the old one (RFC 6749 section 6).
  const refreshToken = tokens.refresh_token ?? data.refreshToken;
  if (refreshToken === undefined) return { data, ...end };
  const accessExpiresAt = isoTime(now + lifeSeconds(tokens, now) * 1000);
  return { data: { ...data, refreshToken }, ...end, accessExpiresAt };
}

/** What a grant keeps. Throws `reauth_required` for one that another version wrote and this one cannot read. */
export function openGrant({ data }: Grant): GrantData {
  const parsed = GrantData.safeParse(data);
  if (!parsed.success) throw new ProviderError('reauth_required', { retryable: false, detail: 'unreadable grant' });
  return parsed.data;
}
