import { createHash } from 'node:crypto';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { ProviderError } from '../provider-error.js';
import { WireIdToken } from './wire.js';

/** How far Moneyhub's clock may differ from ours, in seconds (sheet section 4). */
const TOLERANCE_SECONDS = 10;
/** An id token older than this was not made for the answer that brought it. */
const MAX_AGE_SECONDS = 600;

/** What an id token must say. */
export interface ExpectedIdentity {
  readonly issuer: string;
  readonly clientId: string;
  readonly algorithm: 'RS256' | 'PS256' | 'ES256' | 'EdDSA';
  /** Absent for the answer to a refresh, which belongs to no request. */
  readonly nonce?: string;
  /** The access token that came with it. */
  readonly accessToken: string;
  /** The user, when known before. */
  readonly userId?: string | undefined;
  /** The connection, when it is an old one. */
  readonly connectionId?: string | undefined;
  readonly now: number;
}

/** Who connected what. */
export interface Identity {
  readonly userId: string;
  readonly connectionId: string;
}

/** An id token that is not to be trusted; the message says which check failed, and quotes nothing. */
export class IdTokenError extends Error {
  override readonly name = 'IdTokenError';
}

/**
 * Checks an id token (OpenID Connect core sections 3.1.3.7 and 3.1.3.8): signature by a published key with the registered
 * algorithm, issuer, audience, times, nonce, access token hash, user and connection. Throws `IdTokenError`; what the keys
 * throw, when they cannot be had, passes.
 */
export async function verifyIdToken(
  idToken: string,
  keys: JWTVerifyGetKey,
  expected: ExpectedIdentity,
): Promise<Identity> {
  const claims = parseClaims(await verifySignature(idToken, keys, expected));
  const { algorithm, clientId, accessToken, now } = expected;
  check(claims.azp === undefined || claims.azp === clientId, 'azp');
  check(claims.auth_time === undefined || claims.auth_time <= now / 1000 + TOLERANCE_SECONDS, 'auth_time');
  check(expected.nonce === undefined || claims.nonce === expected.nonce, 'nonce');
  check(claims.at_hash === tokenHash(accessToken, algorithm), 'at_hash');
  check(expected.userId === undefined || claims.sub === expected.userId, 'sub');
  const connectionId = claims['mh:con_id'];
  check(expected.connectionId === undefined || connectionId === expected.connectionId, 'mh:con_id');
  return { userId: claims.sub, connectionId };
}

async function verifySignature(
  idToken: string,
  keys: JWTVerifyGetKey,
  { issuer, clientId, algorithm, now }: ExpectedIdentity,
): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(idToken, keys, {
      algorithms: [algorithm],
      issuer,
      audience: clientId,
      requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'at_hash', 'mh:con_id'],
      clockTolerance: TOLERANCE_SECONDS,
      maxTokenAge: MAX_AGE_SECONDS,
      currentDate: new Date(now),
    });
    check(protectedHeader.kid !== undefined, 'kid');
    // Somebody else's audience beside ours could use our token there.
    check([payload.aud].flat().length === 1, 'aud');
    return payload;
  } catch (error) {
    if (error instanceof ProviderError || error instanceof IdTokenError) throw error;
    throw new IdTokenError(reasonOf(error), { cause: error });
  }
}

/** The claim or the code; never the message, which may quote the token. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) return error.claim;
  return error instanceof errors.JOSEError ? error.code : 'unusable key';
}

function parseClaims(payload: JWTPayload): WireIdToken {
  const parsed = WireIdToken.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw new IdTokenError(`claims of another shape: ${String(parsed.error.issues[0]?.path[0] ?? '')}`);
}

function check(holds: boolean, claim: string): void {
  if (!holds) throw new IdTokenError(claim);
}

/** `at_hash`: the left half of the hash that goes with the algorithm of the id token. */
export function tokenHash(accessToken: string, algorithm: ExpectedIdentity['algorithm']): string {
  const digest = createHash(algorithm === 'EdDSA' ? 'sha512' : 'sha256')
    .update(accessToken, 'ascii')
    .digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}
