import type { HttpRequest } from '../../lib/provider-http.js';
import { signCompact, type JwsKey } from '../../signing/jws.js';
import type { TellCall } from './requests.js';

export interface TellSigner {
  /** HMAC with the bytes of the certificate. */
  readonly key: JwsKey;
  readonly applicationId: string;
  /** First segment of the path on the wire; empty for none. */
  readonly version: string;
}

/**
 * The value of `x-jws-signature` (sheet section 5): an attached compact JWS with exactly the members alg, typ, app, path, iat,
 * in this order, `iat` in seconds.
 */
export function callSignature({ key, applicationId }: TellSigner, call: TellCall, now: number): Promise<string> {
  const header = { typ: 'JWT', app: applicationId, path: call.path, iat: Math.floor(now / 1000) };
  return signCompact(key, header, Buffer.from(call.payload));
}

/** The request of a call as it goes out: with its version, its proof of who calls, and its signature. */
export async function signedRequest(
  signer: TellSigner,
  call: TellCall,
  authorization: string,
  now: number,
): Promise<HttpRequest> {
  const signature = await callSignature(signer, call, now);
  return {
    method: call.method,
    path: `${signer.version === '' ? '' : `/${signer.version}`}${call.path}${call.query}`,
    headers: { ...call.headers, authorization, 'x-jws-signature': signature },
    ...(call.body === undefined ? {} : { body: call.body }),
  };
}
