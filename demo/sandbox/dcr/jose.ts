import { constants, createPublicKey, sign, verify, type JsonWebKey, type KeyObject } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

export interface Jwt {
  readonly header: Claims;
  readonly claims: Claims;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

export interface Jwk extends JsonWebKey {
  readonly kid: string;
}

/** PSS with a salt as long as the hash (RFC 7518 section 3.5); no other length is taken. */
const padding = {
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  RS256: { padding: constants.RSA_PKCS1_PADDING },
} as const;
export type Algorithm = keyof typeof padding;

export const isAlgorithm = (value: unknown): value is Algorithm =>
  typeof value === 'string' && Object.hasOwn(padding, value);

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A compact JWS. `alg` of the header and the algorithm that is used are the caller's matter. */
export function signJwt(header: object, claims: object, key: KeyObject, algorithm: Algorithm): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, ...padding[algorithm] }).toString('base64url')}`;
}

/** base64url without padding; anything else, also a non-canonical last character, is undefined. */
function decode(text: string): Buffer | undefined {
  const bytes = /^[\w-]+$/.test(text) ? Buffer.from(text, 'base64url') : undefined;
  return bytes?.toString('base64url') === text ? bytes : undefined;
}

function decodeObject(text: string): Claims | undefined {
  try {
    const bytes = decode(text);
    const value: unknown = bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}

/** The parts of a compact JWS, not verified; undefined for anything else. */
export function readJwt(text: string): Jwt | undefined {
  const [first = '', second = '', third = '', ...more] = text.split('.');
  const [header, claims, signature] = [decodeObject(first), decodeObject(second), decode(third)];
  if (header === undefined || claims === undefined || signature === undefined || more.length > 0) return undefined;
  return { header, claims, signature, signed: Buffer.from(`${first}.${second}`) };
}

export const verifies = ({ signed, signature }: Jwt, algorithm: Algorithm, key: KeyObject): boolean =>
  key.asymmetricKeyType === 'rsa' && verify('sha256', signed, { key, ...padding[algorithm] }, signature);

/** The key that a `kid` names in a key set, or undefined. */
export function keyOf(keys: readonly unknown[], kid: unknown): KeyObject | undefined {
  const jwk = keys.find(
    (key): key is Jwk => typeof key === 'object' && key !== null && 'kid' in key && key.kid === kid,
  );
  if (typeof kid !== 'string' || jwk === undefined) return undefined;
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}
