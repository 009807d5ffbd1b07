import { verify } from 'node:crypto';

import { decodeBase64url, isObject } from '../wire.js';
import type { KeyAlgorithm, MemberKey } from './keys.js';

/** What a bearer is checked against: the call as it really came in. */
export interface SignedCall {
  readonly host: string;
  /** Upper case. */
  readonly method: string;
  /** As on the request line, without the query. */
  readonly path: string;
  readonly body: Buffer;
  readonly nowMs: number;
}

/** `reason` says which rule was broken; a refused bearer never says more. */
export type JwtVerdict =
  { readonly ok: true; readonly memberId: string } | { readonly ok: false; readonly reason: string };

const MAX_LIFETIME_MS = 600_000;
const ALGORITHMS: Record<string, KeyAlgorithm> = { EdDSA: 'ED25519', ES256: 'ECDSA_SHA256', RS256: 'RS256' };
const refuse = (reason: string): JwtVerdict => ({ ok: false, reason });

const readHeader = (segment: string): Record<string, unknown> | undefined => {
  const bytes = decodeBase64url(segment);
  if (bytes === undefined) return undefined;
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(header) ? header : undefined;
  } catch {
    return undefined;
  }
};

/** Epoch milliseconds, as a number or a decimal string. */
const readExpiry = (exp: unknown): number | undefined => {
  const text = typeof exp === 'number' ? String(exp) : exp;
  return typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
};

const samePath = (claimed: unknown, path: string): boolean =>
  typeof claimed === 'string' && claimed.replace(/%3a/gi, ':') === path.replace(/%3a/gi, ':');

/** The claims, which live in the JOSE header (sheet §3.2). Undefined when all of them hold. */
const brokenClaim = (header: Record<string, unknown>, call: SignedCall): string | undefined => {
  if ('crit' in header) return 'crit is not supported';
  if ('typ' in header && header['typ'] !== 'JWT') return 'typ';
  const exp = readExpiry(header['exp']);
  if (exp === undefined) return 'exp must be epoch milliseconds';
  if (exp <= call.nowMs) return 'expired';
  if (exp - call.nowMs > MAX_LIFETIME_MS) return 'exp is more than 10 minutes ahead';
  if (header['host'] !== call.host) return 'host';
  if (header['method'] !== call.method) return 'method';
  if (!samePath(header['path'], call.path)) return 'path';
  return undefined;
};

const signatureHolds = (key: MemberKey, data: Buffer, signature: Buffer): boolean => {
  if (key.algorithm === 'ED25519') return verify(null, data, key.key, signature);
  if (key.algorithm === 'RS256') return verify('RSA-SHA256', data, key.key, signature);
  return verify('sha256', data, { key: key.key, dsaEncoding: 'ieee-p1363' }, signature);
};

/**
 * Checks a per-request JWT. The signature is always over `header.base64url(body)`; the middle segment is either that
 * payload (attached) or empty (detached), and both are the same for a call without a body.
 */
export const verifyJwt = (
  token: string,
  call: SignedCall,
  findKey: (memberId: string, keyId: string) => MemberKey | undefined,
): JwtVerdict => {
  const segments = token.split('.');
  const [protectedHeader, payload, signatureText] = segments;
  if (segments.length !== 3 || !protectedHeader || payload === undefined || !signatureText) return refuse('not a JWT');
  const header = readHeader(protectedHeader);
  const signature = decodeBase64url(signatureText);
  if (header === undefined || signature === undefined) return refuse('not a JWT');
  const { alg, kid, mid } = header;
  if (typeof alg !== 'string' || typeof kid !== 'string' || typeof mid !== 'string') return refuse('alg, kid and mid');
  const key = findKey(mid, kid);
  if (key === undefined) return refuse('unknown mid or kid');
  if (!Object.hasOwn(ALGORITHMS, alg) || ALGORITHMS[alg] !== key.algorithm)
    return refuse('alg is not the one of the key');
  const claim = brokenClaim(header, call);
  if (claim !== undefined) return refuse(claim);
  const expected = call.body.toString('base64url');
  if (payload !== '' && payload !== expected) return refuse('payload is not the body');
  const signed = Buffer.from(`${protectedHeader}.${expected}`, 'ascii');
  return signatureHolds(key, signed, signature) ? { ok: true, memberId: mid } : refuse('signature');
};
