import { signCompact, type JwsKey } from '../../signing/jws.js';
import type { AuthorizationParameters } from './authorization-request.js';

/** Life of a client assertion and of a request object in seconds. */
const ASSERTION_SECONDS = 60;
const REQUEST_SECONDS = 300;

/** Who signs. */
export interface ClientSigner {
  readonly key: JwsKey;
  readonly keyId: string;
  readonly clientId: string;
}

/**
 * A client assertion (RFC 7523 section 3, sheet section 2). One audience, as a string: an assertion that names two servers
 * can be used by one of them at the other. `jti` must be fresh for every request that is sent, repeats included.
 */
export function clientAssertion(
  { key, keyId, clientId }: ClientSigner,
  claims: { readonly audience: string; readonly jti: string; readonly now: number },
): Promise<string> {
  const iat = Math.floor(claims.now / 1000);
  const payload = {
    iss: clientId,
    sub: clientId,
    aud: claims.audience,
    iat,
    exp: iat + ASSERTION_SECONDS,
    jti: claims.jti,
  };
  return signCompact(key, { kid: keyId }, Buffer.from(JSON.stringify(payload)));
}

/** A signed request object (RFC 9101 section 4, sheet section 3.2): the parameters of an authorization request as claims. */
export function requestObject(
  { key, keyId, clientId }: ClientSigner,
  parameters: AuthorizationParameters,
  claims: { readonly issuer: string; readonly jti: string; readonly now: number },
): Promise<string> {
  const iat = Math.floor(claims.now / 1000);
  const payload = {
    iss: clientId,
    aud: claims.issuer,
    jti: claims.jti,
    iat,
    exp: iat + REQUEST_SECONDS,
    ...parameters,
  };
  return signCompact(key, { typ: 'oauth-authz-req+jwt', kid: keyId }, Buffer.from(JSON.stringify(payload)));
}

/** How long a request object is good for, in milliseconds. */
export const requestObjectLifeMs = REQUEST_SECONDS * 1000;
