import { signCompact, type JwsKey } from '../../signing/jws.js';
import type { AuthorizationParameters } from './authorization-request.js';

/** Life of a request object in seconds. */
const REQUEST_SECONDS = 300;

/** Who signs. */
export interface ClientSigner {
  readonly key: JwsKey;
  readonly keyId: string;
  readonly clientId: string;
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
