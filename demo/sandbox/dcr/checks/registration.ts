import { Refusal } from '../errors.js';
import { isAlgorithm, keyOf, readJwt, verifies, type Claims, type Jwt } from '../jose.js';
import type { ProfileName } from '../settings.js';
import type { World } from '../world.js';
import { checkIdentity, checkShape, useJti } from './claims.js';
import { fetchKeys } from './key-sets.js';
import { checkRedirects, checkValues } from './policy.js';
import { readStatement } from './statement.js';

export interface Registration {
  readonly claims: Claims;
  readonly statement: Claims;
}

/** FAPI leaves OBIE banks PS256 of the two; Priora lists both (sheet §4). */
const ALGORITHMS: Readonly<Record<ProfileName, readonly string[]>> = { priora: ['PS256', 'RS256'], obie: ['PS256'] };
/** Ways to bring a key along (§4). */
const KEY_MEMBERS = ['x5c', 'x5u', 'jwk', 'jku', 'crit', 'b64'];

/**
 * Everything that a bank checks, in the order of the sheet (§4): header, statement by the directory's key, the outer
 * signature by a key of the statement's key set, claims, policy, and last the `jti`. Throws a `Refusal`.
 */
export async function checkRegistration(world: World, text: string, profile: ProfileName): Promise<Registration> {
  const jwt = readJwt(text);
  if (jwt === undefined) throw new Refusal('RequestFormatInvalid', 'The body is not a compact JWT');
  const { header, claims } = jwt;
  if (!ALGORITHMS[profile].includes(String(header['alg']))) {
    throw new Refusal('AccessDenied', `alg must be ${ALGORITHMS[profile].join(' or ')}`);
  }
  if (KEY_MEMBERS.some((name) => header[name] !== undefined)) {
    throw new Refusal('AccessDenied', 'The header must not bring a key');
  }
  const statement = readStatement(world, claims['software_statement']);
  await checkSignature(jwt, statement);
  checkShape(world, claims, profile);
  checkIdentity(world, claims, statement);
  checkValues(claims, statement, profile);
  checkRedirects(claims, statement, profile);
  useJti(world, claims);
  return { claims, statement };
}

async function checkSignature(jwt: Jwt, statement: Claims): Promise<void> {
  const { alg, kid } = jwt.header;
  const current = await fetchKeys(statement['software_jwks_endpoint']);
  if (current === undefined) throw new Refusal('NotFound', "The software's key set cannot be fetched");
  const revokedUrl = statement['software_jwks_revoked_endpoint'];
  const revoked = revokedUrl === undefined ? [] : await fetchKeys(revokedUrl);
  if (revoked === undefined) throw new Refusal('NotFound', 'The set of revoked keys cannot be fetched');
  if (keyOf(revoked, kid) !== undefined) throw new Refusal('AccessDenied', 'The key was revoked');
  const key = keyOf(current, kid);
  if (key === undefined) throw new Refusal('AccessDenied', 'kid names no key of the software');
  if (!isAlgorithm(alg) || !verifies(jwt, alg, key)) throw new Refusal('AccessDenied', 'The signature does not hold');
}
