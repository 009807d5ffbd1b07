import type { FieldFault } from '../contract/errors.js';

/** The rules that a registration is held to before it is sent. */
export type RegistrationRule =
  /** Not a compact JWS with JSON objects inside. */
  | 'format'
  /** Signed with something that the profile does not take. */
  | 'algorithm'
  | 'key_id'
  /** The key, or its address, rides inside the header; or `crit`, or a foreign `typ`. */
  | 'header_member'
  /** The signature does not hold, where keys were given. */
  | 'signature'
  | 'missing_claim'
  | 'claim_type'
  /** Outside the closed list of the profile. */
  | 'claim_value'
  | 'issuer_format'
  | 'audience'
  | 'issued_in_future'
  | 'expired'
  | 'lifetime'
  | 'jti_missing'
  | 'jti_format'
  | 'software_mismatch'
  | 'redirect_uri_format'
  | 'redirect_uri_https'
  | 'redirect_uri_fragment'
  | 'redirect_uri_host'
  | 'redirect_uri_length'
  | 'redirect_uri_not_in_statement'
  | 'scope_unknown'
  | 'scope_length'
  /** The software has no role that gives the scope. */
  | 'scope_without_role'
  | 'response_type_missing'
  | 'authentication_claims'
  | 'statement_format'
  | 'statement_algorithm'
  | 'statement_signature'
  | 'statement_claim'
  | 'statement_expired'
  | 'organisation_status';

/** One fault of a registration JWT: a path of claims (`redirect_uris.1`, `software_statement.org_status`) and what mends it. */
export interface RegistrationFault extends FieldFault {
  readonly rule: RegistrationRule;
}

export const fault = (rule: RegistrationRule, path: string, message: string): RegistrationFault => ({
  rule,
  path,
  message,
});
