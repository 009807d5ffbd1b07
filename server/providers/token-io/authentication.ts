import type { HttpRequest } from '../../lib/provider-http.js';
import { createSigningKey, rawKeyDigest, type SigningKey } from '../../signing/keys.js';
import { signCompact } from '../../signing/jws.js';
import type { TokenIoConfig } from './options.js';

/** Lifetime of a request JWT in milliseconds; Token.io takes less than ten minutes, and clocks differ both ways. */
const JWT_LIFETIME_MS = 5 * 60_000;

/** Adds the proof of who calls. Each call of it makes a fresh proof. */
export type Authenticate = (request: HttpRequest, now: number) => Promise<HttpRequest>;

/** The authentication that the options ask for. Keys are read once, here. */
export function createAuthenticate(config: TokenIoConfig): Authenticate {
  const { auth } = config;
  if (auth.scheme === 'basic') {
    return (request) => Promise.resolve(withAuthorization(request, `Basic ${auth.key.reveal()}`));
  }
  const key = createSigningKey(auth.privateKey, auth.algorithm);
  const signer = {
    key,
    keyId: auth.keyId ?? tokenKeyId(key),
    memberId: config.memberId,
    host: new URL(config.apiUrl).host,
    detached: auth.bodyMode === 'detached',
  };
  return async (request, now) => withAuthorization(request, `Bearer ${await requestJwt(signer, request, now)}`);
}

/** Token.io's id of an Ed25519 key: the first 16 characters of base64url(SHA-256(raw public key)) (sheet section 2). */
export const tokenKeyId = (key: SigningKey): string => rawKeyDigest(key.publicKey).slice(0, 16);

export interface RequestSigner {
  readonly key: SigningKey;
  readonly keyId: string;
  readonly memberId: string;
  /** Host of the API, with the port when it is not the usual one. */
  readonly host: string;
  /** Leave the body out of the JWT (not out of the signature). */
  readonly detached: boolean;
}

/**
 * The JWT of one request (sheet section 3.2): its claims stand in the JOSE header, `exp` is in milliseconds, the path goes
 * without the query, and the payload is the body that is sent, byte for byte.
 */
export function requestJwt(signer: RequestSigner, request: HttpRequest, now: number): Promise<string> {
  const header = {
    exp: now + JWT_LIFETIME_MS,
    host: signer.host,
    kid: signer.keyId,
    method: request.method,
    mid: signer.memberId,
    path: request.path.replace(/\?.*/s, ''),
  };
  return signCompact(signer.key, header, Buffer.from(request.body ?? ''), { detached: signer.detached });
}

const withAuthorization = (request: HttpRequest, authorization: string): HttpRequest => ({
  ...request,
  headers: { ...request.headers, authorization },
});
