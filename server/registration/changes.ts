import type { RegistrationChange } from '../contract/registrations.js';
import type { ClientMetadata } from './client.js';
import { words } from './claim-values.js';
import type { RegistrationClaims } from './registration-claims.js';

/** Where the claims of a registration come back in the bank's answer. */
const pairs = [
  ['token_endpoint_auth_method', 'tokenEndpointAuthMethod'],
  ['token_endpoint_auth_signing_alg', 'tokenEndpointAuthSigningAlg'],
  ['grant_types', 'grantTypes'],
  ['response_types', 'responseTypes'],
  ['redirect_uris', 'redirectUris'],
  ['scope', 'scopes'],
  ['application_type', 'applicationType'],
  ['id_token_signed_response_alg', 'idTokenSignedResponseAlg'],
  ['request_object_signing_alg', 'requestObjectSigningAlg'],
  ['tls_client_auth_subject_dn', 'tlsClientAuthSubjectDn'],
] as const satisfies readonly (readonly [string, keyof ClientMetadata])[];

/**
 * The claims to which the bank gave another value (RFC 7591 section 3.2.1: it may, and says so in its answer). Lists are
 * compared as sets; what the bank does not mention counts as taken.
 */
export function changesOf(claims: RegistrationClaims, metadata: ClientMetadata): RegistrationChange[] {
  return pairs.flatMap(([claim, name]) => {
    const given = metadata[name];
    const asked = claims[claim];
    if (given === undefined || asked === undefined) return [];
    const [askedSet, givenSet] = [setOf(claim, asked), setOf(claim, given)];
    return askedSet === givenSet ? [] : [{ claim, asked: askedSet, given: givenSet }];
  });
}

function setOf(claim: string, value: string | readonly string[]): string {
  const items = typeof value !== 'string' ? value : claim === 'scope' ? words(value) : [value];
  return [...new Set(items)].sort().join(' ');
}
