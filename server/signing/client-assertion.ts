import { signCompact, type JwsHeader, type JwsKey } from './jws.js';

/** `client_assertion_type` of RFC 7523 section 2.2. */
export const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Life of a client assertion in seconds. */
const ASSERTION_SECONDS = 60;

export interface AssertionClaims {
  readonly clientId: string;
  /** One, as a string: an assertion that names two servers can be used by one of them at the other. */
  readonly audience: string;
  /** Fresh for every request that is sent, repeats included. */
  readonly jti: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A client assertion (RFC 7523 section 3): who calls, proven for one request at one server. */
export function clientAssertion(
  key: JwsKey,
  header: JwsHeader,
  { clientId, audience, jti, now }: AssertionClaims,
): Promise<string> {
  const iat = Math.floor(now / 1000);
  const claims = { iss: clientId, sub: clientId, aud: audience, iat, exp: iat + ASSERTION_SECONDS, jti };
  return signCompact(key, header, Buffer.from(JSON.stringify(claims)));
}
