import { Refusal } from '../errors.js';
import { isAlgorithm, keyOf, readJwt, verifies, type Claims } from '../jose.js';
import type { World } from '../world.js';

const REQUIRED = [
  'iss',
  'iat',
  'software_id',
  'software_redirect_uris',
  'software_roles',
  'software_jwks_endpoint',
  'org_status',
];

/** The claims of a software statement that the directory signed for software that it has (sheet §3, §4, §9). */
export function readStatement(world: World, text: unknown): Claims {
  if (text === undefined || text === '') throw new Refusal('WrongRequiredFields', 'software_statement is missing');
  const jwt = typeof text === 'string' ? readJwt(text) : undefined;
  if (jwt === undefined) throw invalid('RequestFormatInvalid', 'software_statement is not a JWT');
  const { alg, kid } = jwt.header;
  if (!isAlgorithm(alg)) throw invalid('AccessDenied', 'The software statement must be signed with PS256 or RS256');
  if (jwt.claims['iss'] !== undefined && jwt.claims['iss'] !== world.directory.issuer) {
    throw invalid('Invalid', 'The software statement comes from an issuer that is not trusted');
  }
  const key = keyOf(world.directory.keys, kid);
  if (key === undefined || !verifies(jwt, alg, key)) {
    throw invalid('Invalid', 'The signature of the software statement does not hold');
  }
  const missing = REQUIRED.filter((name) => jwt.claims[name] === undefined);
  if (missing.length > 0) throw invalid('WrongRequiredFields', `The software statement lacks ${missing.join(', ')}`);
  if (!world.directory.software.has(String(jwt.claims['software_id']))) {
    throw new Refusal('NotFound', 'The directory does not know the software', 'unapproved_software_statement');
  }
  return jwt.claims;
}

const invalid = (prioraClass: Refusal['prioraClass'], message: string): Refusal =>
  new Refusal(prioraClass, message, 'invalid_software_statement');
