import { Refusal } from '../errors.js';
import type { Claims } from '../jose.js';
import type { ProfileName } from '../settings.js';
import type { World } from '../world.js';

/** A claim as text; what is no text matches nothing. */
const text = (claim: unknown): string => (typeof claim === 'string' ? claim : '');

type Kind = 'text' | 'time' | 'list';

const KINDS: Readonly<Record<string, Kind>> = {
  iss: 'text',
  iat: 'time',
  exp: 'time',
  aud: 'text',
  jti: 'text',
  token_endpoint_auth_method: 'text',
  token_endpoint_auth_signing_alg: 'text',
  grant_types: 'list',
  response_types: 'list',
  software_statement: 'text',
  software_id: 'text',
  redirect_uris: 'list',
  scope: 'text',
  application_type: 'text',
  id_token_signed_response_alg: 'text',
  request_object_signing_alg: 'text',
  tls_client_auth_subject_dn: 'text',
};

const REQUIRED: Readonly<Record<ProfileName, readonly string[]>> = {
  priora: ['iss', 'iat', 'exp', 'aud', 'grant_types', 'redirect_uris', 'software_statement'],
  obie: [
    'iss',
    'iat',
    'exp',
    'aud',
    'jti',
    'redirect_uris',
    'token_endpoint_auth_method',
    'grant_types',
    'scope',
    'software_statement',
    'application_type',
    'id_token_signed_response_alg',
    'request_object_signing_alg',
  ],
};

const is: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  time: (value) => Number.isInteger(value),
  list: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};

const BASE62 = /^[0-9A-Za-z]{1,22}$/;
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const MAX_AHEAD_SECONDS = 60;

/** Presence and types of the claims (sheet §2, §5). */
export function checkShape(world: World, claims: Claims, profile: ProfileName): void {
  const required = [...REQUIRED[profile], ...(world.settings.requireJti ? ['jti'] : [])];
  const missing = required.filter((name) => claims[name] === undefined);
  if (missing.length > 0) throw new Refusal('WrongRequiredFields', `Missing: ${missing.join(', ')}`);
  for (const [name, kind] of Object.entries(KINDS)) {
    if (claims[name] !== undefined && !is[kind](claims[name])) {
      throw new Refusal('RequestFormatInvalid', `${name} is of the wrong type`);
    }
  }
  if (!BASE62.test(String(claims['iss']))) {
    throw new Refusal('RequestFormatInvalid', 'iss must be 1 to 22 letters and digits');
  }
  if (claims['jti'] !== undefined && !UUID_V4.test(text(claims['jti']))) {
    throw new Refusal('RequestFormatInvalid', 'jti must be a version 4 UUID');
  }
}

/** Times, audience and identity (§9.5, §9.7, §9.8). */
export function checkIdentity(world: World, claims: Claims, statement: Claims): void {
  const now = Math.floor(world.clock.now() / 1000);
  const [iat, exp] = [Number(claims['iat']), Number(claims['exp'])];
  const { maxLifetimeSeconds } = world.settings;
  if (exp <= now) throw new Refusal('Invalid', 'exp has passed');
  if (iat > now + MAX_AHEAD_SECONDS) throw new Refusal('Invalid', 'iat lies in the future');
  if (maxLifetimeSeconds !== null && exp - iat > maxLifetimeSeconds)
    throw new Refusal('Invalid', 'exp is too far away');
  if (claims['aud'] !== world.audience) throw new Refusal('Invalid', 'aud is not this bank');
  const { software_id: softwareId } = statement;
  if (claims['iss'] !== softwareId) throw new Refusal('Invalid', 'iss is not the software of the statement');
  if (claims['software_id'] !== undefined && claims['software_id'] !== softwareId) {
    throw new Refusal('Invalid', 'software_id is not the software of the statement');
  }
  if (statement['org_status'] !== 'Active') {
    throw new Refusal('AccessDenied', 'The organisation is not active', 'unapproved_software_statement');
  }
}

/** A `jti` is taken once per issuer until it expires (§9.6). Remembers it. */
export function useJti(world: World, { iss, jti, exp }: Claims): void {
  const now = world.clock.now();
  for (const [id, expiresAtMs] of world.seen) if (expiresAtMs <= now) world.seen.delete(id);
  if (jti === undefined) return;
  const id = `${String(iss)} ${text(jti).toLowerCase()}`;
  if (world.seen.has(id)) throw new Refusal('AccessDenied', 'jti was used before');
  world.seen.set(id, Number(exp) * 1000);
}
