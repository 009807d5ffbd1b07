import { createHash } from 'node:crypto';
import type { Grant } from '../providers/authorisation.js';
import type { StoredConnection } from '../store/stored.js';

/** Names one generation of a grant without giving anything of it away. Every refresh makes another one. */
export const fingerprintOf = ({ data }: Grant): string =>
  createHash('sha256').update(JSON.stringify(data)).digest('hex');

export const hasGrant = ({ grant }: StoredConnection, fingerprint: string): boolean =>
  fingerprintOf(grant) === fingerprint;

/** Of the life of an access token; renewals of tokens of the same age are spread over a tenth of it. */
const renewAt = 0.8;
const spread = 0.05;

/** True when the access token has lived for four fifths of its time, a little more or less. */
export function isRenewalDue(stored: StoredConnection, now: number): boolean {
  const { connection, grant, refreshed } = stored;
  if (grant.accessExpiresAt === undefined) return false;
  const begins = refreshed?.at ?? Date.parse(connection.createdAt);
  const ends = Date.parse(grant.accessExpiresAt);
  return now >= begins + (ends - begins) * (renewAt + spread * jitterOf(connection.id, grant.accessExpiresAt));
}

export const hasAccessEnded = ({ grant }: StoredConnection, now: number): boolean =>
  grant.accessExpiresAt !== undefined && now >= Date.parse(grant.accessExpiresAt);

/** In [-1, 1), the same on every instance and at every look. */
const jitterOf = (...texts: readonly string[]): number =>
  createHash('sha256').update(texts.join('\n')).digest().readInt32BE(0) / 2 ** 31;

/** After a refresh that did not help, another one is not tried for so long. */
const refreshRestMs = 60_000;

/** True when the grant is fresh from a refresh and has never worked: another refresh would change nothing. */
export const isUnproven = ({ refreshed }: StoredConnection, now: number): boolean =>
  refreshed?.previous !== undefined && now - refreshed.at < refreshRestMs;

/** A grant that came back from a refresh, and which one it takes the place of. */
export interface Renewal {
  readonly merchantId: string;
  readonly connectionId: string;
  /** Fingerprint of the grant that it replaces; no other one gives way to it. */
  readonly replaces: string;
  readonly grant: Grant;
  /** When it was asked for, epoch milliseconds. */
  readonly at: number;
}

/**
 * The connection with its new grant; itself, when it has another one than was refreshed. The grant before is kept until the new
 * one has worked. A doubt about the consent is over; that the merchant ended it is not.
 */
export function withRenewal(stored: StoredConnection, { replaces, grant, at }: Renewal): StoredConnection {
  if (!hasGrant(stored, replaces)) return withRetired(stored, replaces, grant);
  const { status } = stored.connection;
  return {
    ...stored,
    grant,
    refreshed: { at, previous: stored.grant },
    connection: {
      ...stored.connection,
      status: status === 'reauth_required' ? 'active' : status,
      ...(grant.expiresAt === undefined ? {} : { expiresAt: earlier(stored.connection.expiresAt, grant.expiresAt) }),
    },
  };
}

/** A refresh can shorten what was agreed to, not lengthen it. */
const earlier = (agreed: string | undefined, said: string): string =>
  agreed !== undefined && Date.parse(agreed) < Date.parse(said) ? agreed : said;

/** A grant that another took the place of while it was refreshed: it is the new one that has to be ended. */
function withRetired(stored: StoredConnection, replaces: string, grant: Grant): StoredConnection {
  const { retired = [] } = stored;
  if (!retired.some((old) => fingerprintOf(old.grant) === replaces)) return stored;
  return {
    ...stored,
    retired: retired.map((old) => (fingerprintOf(old.grant) === replaces ? { ...old, grant } : old)),
  };
}

/** The connection once this grant has worked; itself, when there is nothing to write down. */
export function withProof(stored: StoredConnection, fingerprint: string): StoredConnection {
  const { connection, refreshed } = stored;
  const isProven = refreshed?.previous === undefined && connection.status !== 'reauth_required';
  if (isProven || !hasGrant(stored, fingerprint)) return stored;
  return {
    ...stored,
    ...(refreshed === undefined ? {} : { refreshed: { at: refreshed.at } }),
    connection: { ...connection, status: connection.status === 'reauth_required' ? 'active' : connection.status },
  };
}
