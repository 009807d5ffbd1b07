import type { Environment } from '../lib/safe-url.js';
import { StrictFormatError } from '../lib/strict-json.js';
import { claimFaults } from './claim-rules.js';
import { textClaim } from './claim-values.js';
import { readCompactJwt, type Claims, type CompactJwt } from './compact-jwt.js';
import { fault, type RegistrationFault } from './faults.js';
import { profileOf, type ProfileName, type RegistrationProfile } from './profiles.js';
import { statementFaults, tryStatement } from './statement.js';
import { verifyJws, type KeySet } from './verify-jws.js';

export interface CheckOptions {
  readonly profile: ProfileName;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly environment: Environment;
  /** What `aud` must be; without it any value of the right form will do. */
  readonly audience?: string | undefined;
  /** The software's public keys: with them the signature of the registration is verified. */
  readonly softwareKeys?: KeySet | undefined;
  /** The directory's public keys: with them the signature of the software statement is verified. */
  readonly directoryKeys?: KeySet | undefined;
}

/**
 * Every fault of a compact registration JWT at once, as a strict bank would find them one after the other: header, claims,
 * the software statement inside, and the signatures for which keys are given. An empty list means that it can be sent.
 */
export async function checkRegistrationJwt(text: string, options: CheckOptions): Promise<RegistrationFault[]> {
  let jwt: CompactJwt;
  try {
    jwt = readCompactJwt(text);
  } catch (error) {
    if (!(error instanceof StrictFormatError)) throw error;
    return [fault('format', '', `This is not a compact JWS: ${error.message}.`)];
  }
  const profile = profileOf(options.profile);
  const { softwareKeys } = options;
  const holds = softwareKeys === undefined || (await verifyJws(text, softwareKeys, profile.algorithms));
  return [
    ...headerFaults(jwt.header, profile),
    ...(holds ? [] : [fault('signature', 'header.kid', 'No key of the software verifies the signature.')]),
    ...(await contentFaults(jwt.claims, options)),
  ];
}

/** Every fault of the claims of a registration, the software statement among them. */
async function contentFaults(claims: Claims, options: CheckOptions): Promise<RegistrationFault[]> {
  const { now, audience, environment, directoryKeys } = options;
  const profile = profileOf(options.profile);
  const compact = textClaim(claims, 'software_statement');
  const read = compact ? tryStatement(compact) : undefined;
  if (read === undefined || 'rule' in read) {
    return [...claimFaults(claims, { profile, now, audience }), ...(read === undefined ? [] : [read])];
  }
  const holds =
    directoryKeys === undefined || (await verifyJws(read.compact, directoryKeys, profile.statementAlgorithms));
  const message = 'No key of the directory verifies the software statement.';
  return [
    ...claimFaults(claims, { profile, now, audience, statement: read }),
    ...statementFaults(read, { profile, now, environment }),
    ...(holds ? [] : [fault('statement_signature', 'software_statement', message)]),
  ];
}

/** Members that let the sender choose the key that it is verified with, or that change what is signed. */
const foreignMembers = ['x5c', 'x5u', 'x5t', 'x5t#S256', 'jwk', 'jku', 'crit', 'b64'];

function headerFaults(header: Claims, { algorithms }: RegistrationProfile): RegistrationFault[] {
  const faults: RegistrationFault[] = [];
  if (!algorithms.some((algorithm) => algorithm === header['alg'])) {
    faults.push(fault('algorithm', 'header.alg', `Must be one of: ${algorithms.join(', ')}.`));
  }
  if (!textClaim(header, 'kid')) {
    faults.push(fault('key_id', 'header.kid', "Is missing; it names the key in the software's key set."));
  }
  for (const name of foreignMembers.filter((member) => header[member] !== undefined)) {
    faults.push(fault('header_member', `header.${name}`, 'Must not be there; the bank takes keys from the directory.'));
  }
  const { typ } = header;
  if (typ !== undefined && (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT')) {
    faults.push(fault('header_member', 'header.typ', 'Must be JWT, or not be there.'));
  }
  return faults;
}
