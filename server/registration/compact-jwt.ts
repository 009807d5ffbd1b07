import { decodeStrictBase64, decodeStrictUtf8, parseStrictJson, StrictFormatError } from '../lib/strict-json.js';

/** The two readable parts of a compact JWS (RFC 7515 section 7.1), not verified. */
export interface CompactJwt {
  readonly header: Claims;
  readonly claims: Claims;
}

export type Claims = Readonly<Record<string, unknown>>;

/** A registration JWT holds a software statement, which holds lists: more than any token, less than this. */
export const maxJwtBytes = 64 * 1024;

const limits = { maxDepth: 8 };

/**
 * Reads header and claims of a compact JWS: three parts of base64url without padding, a signature, JSON objects without
 * repeated keys. Nothing is verified. Throws `StrictFormatError`, which quotes nothing.
 */
export function readCompactJwt(text: string): CompactJwt {
  if (Buffer.byteLength(text) > maxJwtBytes) throw new StrictFormatError('Larger than 64 KiB');
  const parts = text.split('.');
  const [header = '', claims = '', signature = ''] = parts;
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) {
    throw new StrictFormatError('Not three parts of base64url');
  }
  decodeStrictBase64(signature);
  return { header: readObject(header), claims: readObject(claims) };
}

function readObject(part: string): Claims {
  const value = parseStrictJson(decodeStrictUtf8(decodeStrictBase64(part)), limits);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new StrictFormatError('Not a JSON object');
  }
  // Without a prototype: a claim is there only if the JWT has it.
  return Object.assign(Object.create(null) as Record<string, unknown>, value);
}
