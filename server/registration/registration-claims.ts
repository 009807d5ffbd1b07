import { uuidV4 } from '../lib/uuid.js';
import { signCompact } from '../signing/jws.js';
import type { SigningKey } from '../signing/keys.js';
import type { RegistrationConfig } from './options.js';
import { profileOf } from './profiles.js';
import type { SoftwareStatement } from './statement.js';

/** The claims of a registration JWT, in the order in which they are written. */
export interface RegistrationClaims {
  readonly iss: string;
  /** Seconds since the epoch, as `exp`. */
  readonly iat: number;
  readonly exp: number;
  readonly aud: string;
  readonly jti: string;
  readonly token_endpoint_auth_method: string;
  readonly token_endpoint_auth_signing_alg?: string;
  readonly grant_types: readonly string[];
  readonly response_types: readonly string[];
  readonly software_statement: string;
  readonly software_id: string;
  readonly redirect_uris: readonly string[];
  readonly scope: string;
  readonly application_type?: string;
  readonly id_token_signed_response_alg?: string;
  readonly request_object_signing_alg?: string;
  readonly tls_client_auth_subject_dn?: string;
  readonly [name: string]: unknown;
}

interface ClaimsWorld {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly randomId: () => string;
}

/** What one registration asks for. Each call gives a fresh `jti` and fresh times, so each attempt gets its own JWT. */
export function registrationClaims(
  config: RegistrationConfig,
  statement: SoftwareStatement,
  { now, randomId }: ClaimsWorld,
): RegistrationClaims {
  const { client, algorithm } = config;
  const iat = Math.floor(now() / 1000);
  const softwareId = statement.softwareId ?? '';
  const signingAlgorithm =
    client.tokenEndpointAuthSigningAlg ??
    (client.tokenEndpointAuthMethod === 'private_key_jwt' ? algorithm : undefined);
  return {
    iss: softwareId,
    iat,
    exp: iat + config.lifetimeSeconds,
    aud: config.audience,
    jti: uuidV4(randomId()),
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    ...optional('token_endpoint_auth_signing_alg', signingAlgorithm),
    grant_types: client.grantTypes,
    response_types: client.responseTypes ?? profileOf(config.profile).defaultResponseTypes,
    // To the letter as it was issued (RFC 7591 section 2.3).
    software_statement: statement.compact,
    software_id: softwareId,
    redirect_uris: client.redirectUris ?? statement.redirectUris ?? [],
    scope: client.scopes.join(' '),
    ...optional('application_type', client.applicationType),
    ...optional('id_token_signed_response_alg', client.idTokenSignedResponseAlg),
    ...optional('request_object_signing_alg', client.requestObjectSigningAlg),
    ...optional('tls_client_auth_subject_dn', client.tlsClientAuthSubjectDn),
  };
}

const optional = <Name extends string>(name: Name, value: string | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: string };

/**
 * The compact JWS of a registration: header `alg` and `kid` and nothing else, so that neither a key nor the address of one
 * rides along (OBIE DCR, message signing).
 */
export function signRegistration(claims: RegistrationClaims, key: SigningKey, keyId: string): Promise<string> {
  return signCompact(key, { kid: keyId }, Buffer.from(JSON.stringify(claims)));
}
