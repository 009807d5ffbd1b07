import type { Environment } from '../lib/safe-url.js';
import { parseSafeUrl } from '../lib/safe-url.js';
import { StrictFormatError } from '../lib/strict-json.js';
import { listClaim, textClaim, timeClaim } from './claim-values.js';
import { readCompactJwt, type Claims } from './compact-jwt.js';
import { fault, type RegistrationFault } from './faults.js';
import type { RegistrationProfile } from './profiles.js';

/** What a registration takes from a software statement (SSA; directory specification of Open Banking). */
export interface SoftwareStatement {
  /** As the directory issued it. It goes into the registration to the letter (RFC 7591 section 2.3). */
  readonly compact: string;
  readonly algorithm: string | undefined;
  readonly softwareId: string | undefined;
  /** Undefined where the statement leaves redirect URIs open. */
  readonly redirectUris: readonly string[] | undefined;
  /** Undefined where the statement says nothing of roles. */
  readonly roles: readonly string[] | undefined;
  readonly claims: Claims;
}

/** Reads a software statement; nothing is verified. Throws `StrictFormatError`. */
export function readStatement(compact: string): SoftwareStatement {
  const { header, claims } = readCompactJwt(compact);
  return {
    compact,
    algorithm: textClaim(header, 'alg'),
    softwareId: textClaim(claims, 'software_id'),
    redirectUris: listClaim(claims, 'software_redirect_uris'),
    roles: listClaim(claims, 'software_roles'),
    claims,
  };
}

/** The same, with a fault instead of an error. */
export function tryStatement(compact: string): SoftwareStatement | RegistrationFault {
  try {
    return readStatement(compact);
  } catch (error) {
    if (!(error instanceof StrictFormatError)) throw error;
    return fault('statement_format', root, `The software statement is not a compact JWS: ${error.message}.`);
  }
}

const root = 'software_statement';
const at = (claim: string) => `${root}.${claim}`;

interface StatementContext {
  readonly profile: RegistrationProfile;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly environment: Environment;
}

/** What is wrong with a software statement in itself; its signature is a matter of `verifyJws`. */
export function statementFaults(statement: SoftwareStatement, context: StatementContext): RegistrationFault[] {
  return [...algorithmFaults(statement, context), ...claimFaults(statement, context)];
}

function algorithmFaults({ algorithm }: SoftwareStatement, { profile }: StatementContext): RegistrationFault[] {
  const { statementAlgorithms: algorithms } = profile;
  if (algorithms.some((allowed) => allowed === algorithm)) return [];
  const message = /^HS\d+$/.test(algorithm ?? '')
    ? `Is a signature by a shared secret, which no third party can verify; ask the directory for ${algorithms.join(' or ')}.`
    : `Must be one of: ${algorithms.join(', ')}; ask the directory for a new software statement.`;
  return [fault('statement_algorithm', at('alg'), message)];
}

function claimFaults({ claims }: SoftwareStatement, { now, environment }: StatementContext): RegistrationFault[] {
  const faults: RegistrationFault[] = [];
  for (const name of ['iss', 'software_id'] as const) {
    if (!textClaim(claims, name)) faults.push(fault('statement_claim', at(name), 'Is missing or not a text.'));
  }
  for (const name of ['software_redirect_uris', 'software_roles'] as const) {
    if (claims[name] !== undefined && listClaim(claims, name) === undefined) {
      faults.push(fault('statement_claim', at(name), 'Is not a list of texts.'));
    }
  }
  const keys = textClaim(claims, 'software_jwks_endpoint');
  if (keys === undefined || parseSafeUrl(keys, environment) === undefined) {
    const message = 'Is missing or not an https address; without it nobody finds the key of the registration.';
    faults.push(fault('statement_claim', at('software_jwks_endpoint'), message));
  }
  const status = claims['org_status'];
  if (status !== undefined && status !== 'Active') {
    const message = 'The organisation is not "Active" in the directory.';
    faults.push(fault('organisation_status', at('org_status'), message));
  }
  const exp = timeClaim(claims, 'exp');
  if (claims['exp'] !== undefined && (exp === undefined || exp * 1000 <= now)) {
    faults.push(fault('statement_expired', at('exp'), 'The software statement has expired; ask for a new one.'));
  }
  return faults;
}
