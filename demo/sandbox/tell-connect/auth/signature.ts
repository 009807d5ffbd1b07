import { createHmac, timingSafeEqual } from 'node:crypto';

import { invalidSignature } from '../errors.js';
import type { Settings } from '../settings.js';
import { NotStrict, readJsonObject, type JsonObject } from '../strict.js';
import { hmacKey } from './key-form.js';

/** Seconds. */
const FUTURE = 60;
const PAST = 300;
const MEMBERS = ['alg', 'app', 'iat', 'path', 'typ'];

interface SignedCall {
  readonly jws: string | undefined;
  /** Of the request line, without version and query, byte for byte. */
  readonly path: string;
  /** Epoch milliseconds of the wall clock. */
  readonly nowMs: number;
}

interface Application {
  readonly id: string;
  readonly certificate: string;
}

const decode = (segment: string): Buffer => {
  const bytes = Buffer.from(segment, 'base64url');
  if (bytes.toString('base64url') !== segment) throw invalidSignature('a segment is not base64url without padding');
  return bytes;
};

const objectIn = (bytes: Buffer, what: string): JsonObject => {
  try {
    return readJsonObject(bytes);
  } catch (error) {
    if (!(error instanceof NotStrict)) throw error;
    throw invalidSignature(`${what}: ${error.message}`);
  }
};

const checkTime = (iat: unknown, nowMs: number): void => {
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat)) throw invalidSignature('iat is not a whole number');
  const now = Math.floor(nowMs / 1000);
  if (iat > 99_999_999_999) throw invalidSignature('iat is in milliseconds');
  if (iat > now + FUTURE) throw invalidSignature('iat is in the future');
  if (iat < now - PAST) throw invalidSignature('iat is too old');
};

const isSigned = (input: string, signature: Buffer, key: Buffer): boolean => {
  const expected = createHmac('sha256', key).update(input).digest();
  return expected.length === signature.length && timingSafeEqual(expected, signature);
};

/**
 * Checks `x-jws-signature` (sheet §5, §8 items 2 to 5) over the bytes as they came, and gives what it signs; `empty` for an
 * empty payload. `find` gives the application that the caller may sign as.
 * @throws ApiError invalid_signature
 */
export const verifySignature = <A extends Application>(
  { jws, path, nowMs }: SignedCall,
  settings: Pick<Settings, 'keyForm' | 'lenientEmptyPayload'>,
  find: (applicationId: unknown) => A | undefined,
): { readonly application: A; readonly payload: JsonObject } => {
  if (jws === undefined) throw invalidSignature('x-jws-signature is missing');
  const [head = '', body = '', tail = '', ...rest] = jws.split('.');
  if (rest.length > 0 || head === '' || tail === '') throw invalidSignature('not a compact JWS of three segments');
  const header = objectIn(decode(head), 'header');
  const { alg, typ, app, iat } = header;
  if (alg !== 'HS256') throw invalidSignature('alg is not HS256');
  if (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT') throw invalidSignature('typ is not JWT');
  if (Object.keys(header).sort().join() !== MEMBERS.join()) throw invalidSignature('header has other members');
  const application = find(app);
  if (application === undefined) throw invalidSignature('app is not an application of the caller in this environment');
  const key = hmacKey(application.certificate, settings.keyForm);
  if (!isSigned(`${head}.${body}`, decode(tail), key)) throw invalidSignature('the signature does not match');
  if (header['path'] !== path) throw invalidSignature('path is not the path of the request without its version');
  checkTime(iat, nowMs);
  if (body === '' && settings.lenientEmptyPayload) return { application, payload: {} };
  return { application, payload: objectIn(decode(body), 'payload') };
};
