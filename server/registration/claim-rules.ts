import { listClaim, textClaim, timeClaim } from './claim-values.js';
import type { Claims } from './compact-jwt.js';
import { fault, type RegistrationFault } from './faults.js';
import type { EnumeratedClaim, RegistrationProfile } from './profiles.js';
import { redirectFaults } from './redirect-rules.js';
import type { SoftwareStatement } from './statement.js';

export interface ClaimContext {
  readonly profile: RegistrationProfile;
  /** Epoch milliseconds. */
  readonly now: number;
  /** What `aud` must be, where it is known. */
  readonly audience?: string | undefined;
  /** Absent when there is none that could be read. */
  readonly statement?: SoftwareStatement | undefined;
}

/** How long a registration JWT may live, in seconds. */
export const lifetimeSeconds = { min: 300, max: 3600 } as const;
/** How far a clock may be ahead, in seconds. */
const skewSeconds = 60;

const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const base62 = /^[0-9A-Za-z]{1,22}$/;

const texts = [
  'iss',
  'aud',
  'jti',
  'token_endpoint_auth_method',
  'token_endpoint_auth_signing_alg',
  'software_statement',
  'software_id',
  'scope',
  'application_type',
  'id_token_signed_response_alg',
  'request_object_signing_alg',
  'tls_client_auth_subject_dn',
];
const lists = ['grant_types', 'response_types', 'redirect_uris'];
const times = ['iat', 'exp'];

/** Every fault of the claims of a registration JWT (Priora's parameter table; OBIE DCR v3.4, `OBRegistrationProperties1`). */
export function claimFaults(claims: Claims, context: ClaimContext): RegistrationFault[] {
  return [
    ...presenceFaults(claims, context),
    ...timeFaults(claims, context),
    ...identityFaults(claims, context),
    ...valueFaults(claims, context),
    ...scopeFaults(claims, context),
    ...authenticationFaults(claims, context),
    ...redirectFaults(listClaim(claims, 'redirect_uris') ?? [], context.statement?.redirectUris, context.profile),
  ];
}

function presenceFaults(claims: Claims, { profile }: ClaimContext): RegistrationFault[] {
  const missing = profile.required
    .filter((name) => claims[name] === undefined || claims[name] === '' || isEmpty(claims[name]))
    .map((name) => fault('missing_claim', name, 'Is missing or empty.'));
  const wrong = (names: readonly string[], what: string, read: (claims: Claims, name: string) => unknown) =>
    names
      .filter((name) => claims[name] !== undefined && read(claims, name) === undefined)
      .map((name) => fault('claim_type', name, `Must be ${what}.`));
  const jti =
    claims['jti'] === undefined ? [fault('jti_missing', 'jti', 'Is missing; give every JWT an id of its own.')] : [];
  return [
    ...missing,
    ...wrong(texts, 'a text', textClaim),
    ...wrong(lists, 'a list of texts', listClaim),
    ...wrong(times, 'whole seconds since 1970', timeClaim),
    ...jti,
  ];
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;

function timeFaults(claims: Claims, { now }: ClaimContext): RegistrationFault[] {
  const [iat, exp] = [timeClaim(claims, 'iat'), timeClaim(claims, 'exp')];
  const faults: RegistrationFault[] = [];
  if (exp !== undefined && exp * 1000 <= now) faults.push(fault('expired', 'exp', 'Has passed; sign a new JWT.'));
  if (iat !== undefined && iat * 1000 > now + skewSeconds * 1000) {
    faults.push(fault('issued_in_future', 'iat', 'Lies in the future; check the clock.'));
  }
  const { min, max } = lifetimeSeconds;
  if (iat !== undefined && exp !== undefined && (exp - iat < min || exp - iat > max)) {
    faults.push(fault('lifetime', 'exp', `Must be ${min} to ${max} seconds after iat.`));
  }
  return faults;
}

function identityFaults(claims: Claims, { profile, audience, statement }: ClaimContext): RegistrationFault[] {
  const faults: RegistrationFault[] = [];
  const [iss, aud, jti] = [textClaim(claims, 'iss'), textClaim(claims, 'aud'), textClaim(claims, 'jti')];
  if (iss && !base62.test(iss)) {
    faults.push(fault('issuer_format', 'iss', 'Must be 1 to 22 letters and digits: the software id of the directory.'));
  }
  if (aud && audience !== undefined && aud !== audience) {
    faults.push(fault('audience', 'aud', 'Is not the id of this bank.'));
  } else if (aud && !profile.audience.test(aud)) {
    faults.push(fault('audience', 'aud', 'Does not look like the id of a bank in this profile.'));
  }
  if (jti !== undefined && !uuidV4.test(jti)) faults.push(fault('jti_format', 'jti', 'Must be a version 4 UUID.'));
  const own = statement?.softwareId;
  for (const name of ['iss', 'software_id'] as const) {
    const value = textClaim(claims, name);
    if (own !== undefined && value && value !== own) {
      faults.push(fault('software_mismatch', name, 'Is not the software_id of the software statement.'));
    }
  }
  return faults;
}

/** Closed lists, `scope` aside, of which the roles have a say. */
function valueFaults(claims: Claims, { profile }: ClaimContext): RegistrationFault[] {
  const allowed = (name: EnumeratedClaim) => profile.values[name];
  const single = (
    [
      'application_type',
      'id_token_signed_response_alg',
      'request_object_signing_alg',
      'token_endpoint_auth_method',
      'token_endpoint_auth_signing_alg',
    ] as const
  ).flatMap((name) => {
    const value = textClaim(claims, name);
    return value && !allowed(name).includes(value) ? [notAllowed(name, allowed(name))] : [];
  });
  const many = (['grant_types', 'response_types'] as const).flatMap((name) =>
    (listClaim(claims, name) ?? []).flatMap((value, index) =>
      allowed(name).includes(value) ? [] : [notAllowed(`${name}.${index}`, allowed(name))],
    ),
  );
  const responses = listClaim(claims, 'response_types') ?? profile.defaultResponseTypes;
  const codeless =
    listClaim(claims, 'grant_types')?.includes('authorization_code') === true &&
    !responses.some((response) => response.split(' ').includes('code'));
  const message = 'The grant type authorization_code needs a response type with "code".';
  return [...single, ...many, ...(codeless ? [fault('response_type_missing', 'response_types', message)] : [])];
}

const notAllowed = (path: string, allowed: readonly string[]) =>
  fault('claim_value', path, `Must be one of: ${allowed.join(', ')}.`);

/** Which role of the software gives which scope. */
const roleOfScope: Readonly<Record<string, string>> = {
  accounts: 'AISP',
  payments: 'PISP',
  fundsconfirmations: 'CBPII',
};

function scopeFaults(claims: Claims, { profile, statement }: ClaimContext): RegistrationFault[] {
  const scope = textClaim(claims, 'scope');
  if (!scope) return [];
  const faults: RegistrationFault[] = [];
  if (scope.length > profile.maxScopeLength) {
    faults.push(fault('scope_length', 'scope', `Must have at most ${profile.maxScopeLength} characters.`));
  }
  const tokens = scope.split(' ');
  const { scope: known } = profile.values;
  if (!tokens.every((token) => known.includes(token))) {
    faults.push(fault('scope_unknown', 'scope', `Must be some of: ${known.join(', ')}, with one space in between.`));
  }
  const roles = statement?.roles;
  for (const token of new Set(tokens)) {
    const role = Object.hasOwn(roleOfScope, token) ? roleOfScope[token] : undefined;
    if (roles !== undefined && role !== undefined && !roles.includes(role)) {
      faults.push(fault('scope_without_role', 'scope', `The software has no role ${role}, which ${token} needs.`));
    }
  }
  return faults;
}

function authenticationFaults(claims: Claims, { profile }: ClaimContext): RegistrationFault[] {
  const method = textClaim(claims, 'token_endpoint_auth_method');
  if (!profile.strictAuthenticationClaims || method === undefined) return [];
  return [
    ...together(
      claims,
      'token_endpoint_auth_signing_alg',
      method.endsWith('_jwt'),
      'private_key_jwt or client_secret_jwt',
    ),
    ...together(claims, 'tls_client_auth_subject_dn', method === 'tls_client_auth', 'tls_client_auth'),
  ];
}

function together(claims: Claims, name: string, wanted: boolean, methods: string): RegistrationFault[] {
  if ((claims[name] !== undefined) === wanted) return [];
  const message = wanted ? `Is needed with ${methods}.` : `Goes with ${methods} only.`;
  return [fault('authentication_claims', name, message)];
}
