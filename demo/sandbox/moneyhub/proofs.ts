import { errors, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';

import type { MoneyhubWorld } from './world.js';

type Claims = Readonly<Record<string, unknown>>;

/** Longest life of an assertion and of a request object, in seconds. */
const MAX_ASSERTION_SECONDS = 3600;
const MAX_REQUEST_SECONDS = 300;
/** How far clocks may differ, in seconds. */
const TOLERANCE = 10;

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);

/**
 * What the authorization server lets pass and a strict bank does not (sheet §11, item 1): one audience as a string, a
 * time of issue, a short life, a named key. Signature, algorithm, issuer and the one use of `jti` it checks itself.
 */
export const assertAssertion =
  (world: MoneyhubWorld): NonNullable<Configuration['assertJwtClientAuthClaimsAndHeader']> =>
  (context, claims: Claims, header: Claims) => {
    const { aud, iat, exp } = claims;
    const now = world.clock.wallNow() / 1000;
    const refuse = (detail: string): never => {
      throw new errors.InvalidClientAuth(detail);
    };
    if (typeof aud !== 'string' || !context.oidc.clientJwtAuthExpectedAudience().has(aud)) refuse('one audience');
    if (!isTime(iat) || iat > now + TOLERANCE) return refuse('iat');
    if (!isTime(exp) || exp - iat > MAX_ASSERTION_SECONDS || exp <= iat) refuse('lives too long');
    if (typeof header['kid'] !== 'string') refuse('kid');
  };

/** What a request object must have beyond what the authorization server asks for (sheet §3.2). */
export const assertRequestObject =
  (world: MoneyhubWorld) =>
  (context: KoaContextWithOIDC, claims: Claims, header: Claims): void => {
    // Pushed parameters come by here as well, wrapped by the authorization server itself.
    if (context.oidc.entities.PushedAuthorizationRequest !== undefined) return;
    const { iss, aud, iat, exp, jti } = claims;
    const now = world.clock.wallNow() / 1000;
    const refuse = (detail: string): never => {
      throw new errors.InvalidRequestObject(detail);
    };
    if (header['typ'] !== 'oauth-authz-req+jwt') refuse('typ must be oauth-authz-req+jwt');
    if (typeof header['kid'] !== 'string') refuse('kid is missing');
    if (iss !== context.oidc.client?.clientId || aud !== world.issuer) refuse('iss and aud must name both sides');
    if (typeof jti !== 'string') refuse('jti is missing');
    if (!isTime(iat) || !isTime(exp)) return refuse('iat and exp are required');
    if (exp - now > MAX_REQUEST_SECONDS + TOLERANCE) refuse('exp lies too far ahead');
  };
