/** What a registration endpoint takes for a body: the compact JWT as it is, or as a JSON string. */
export type RegistrationMediaType = 'application/jwt' | 'application/jose' | 'application/json';

/** Signature algorithms of registration JWTs and software statements. */
export type RegistrationAlgorithm = 'PS256' | 'RS256';

/** What can be done with a client once it is registered. */
export type Management = 'read' | 'update' | 'delete';

/** The rules of one kind of registration endpoint, as data. Claims that are not listed here are not judged. */
export interface RegistrationProfile {
  readonly title: string;
  /** The default; banks differ, so the configuration of a bank may name another one. */
  readonly mediaType: RegistrationMediaType;
  /** Of the registration JWT. */
  readonly algorithms: readonly RegistrationAlgorithm[];
  /** Of the software statement inside it. */
  readonly statementAlgorithms: readonly RegistrationAlgorithm[];
  /** Claims that must be there, `jti` aside, which is always wanted. */
  readonly required: readonly string[];
  /** Closed lists of what a claim, or each of its items, may be. */
  readonly values: Readonly<Record<EnumeratedClaim, readonly string[]>>;
  readonly audience: RegExp;
  /** Taken where the configuration says nothing. */
  readonly defaultResponseTypes: readonly string[];
  /** Whether `token_endpoint_auth_signing_alg` and `tls_client_auth_subject_dn` go with their methods only. */
  readonly strictAuthenticationClaims: boolean;
  /** Whether redirect URIs may lead to this machine, and how long they and `scope` may be. */
  readonly localRedirects: boolean;
  readonly maxRedirectUriLength: number;
  readonly maxScopeLength: number;
  readonly management: readonly Management[];
}

export type EnumeratedClaim =
  | 'application_type'
  | 'grant_types'
  | 'id_token_signed_response_alg'
  | 'request_object_signing_alg'
  | 'response_types'
  | 'scope'
  | 'token_endpoint_auth_method'
  | 'token_endpoint_auth_signing_alg';

const grants = ['client_credentials', 'authorization_code', 'refresh_token'];
const scopes = ['openid', 'accounts', 'payments', 'fundsconfirmations'];

export const profiles = {
  /** Salt Edge PSD2 Compliance ("Priora"): answers with a message, credentials come by e-mail. */
  priora: {
    title: 'Salt Edge PSD2 Compliance (Priora), Open Banking v3.1',
    mediaType: 'application/jwt',
    algorithms: ['PS256', 'RS256'],
    statementAlgorithms: ['PS256', 'RS256'],
    required: ['iss', 'iat', 'exp', 'aud', 'grant_types', 'redirect_uris', 'software_statement'],
    values: {
      application_type: ['web', 'mobile'],
      grant_types: grants,
      id_token_signed_response_alg: ['RS256', 'PS256'],
      request_object_signing_alg: ['RS256', 'PS256'],
      response_types: ['code'],
      scope: scopes,
      token_endpoint_auth_method: ['client_secret_basic', 'private_key_jwt'],
      token_endpoint_auth_signing_alg: ['RS256', 'PS256'],
    },
    audience: /^[\x21-\x7e]{1,255}$/,
    defaultResponseTypes: ['code'],
    strictAuthenticationClaims: false,
    localRedirects: true,
    maxRedirectUriLength: 2000,
    maxScopeLength: 2000,
    management: [],
  },
  /** The Open Banking Implementation Entity's client registration, v3.2 to v3.4: answers with the client. */
  obie: {
    title: 'Open Banking Dynamic Client Registration v3.2–v3.4',
    mediaType: 'application/jose',
    // FAPI leaves PS256 of the two, and the public conformance suite wants RS256 refused.
    algorithms: ['PS256'],
    statementAlgorithms: ['PS256', 'RS256'],
    required: [
      'iss',
      'iat',
      'exp',
      'aud',
      'redirect_uris',
      'token_endpoint_auth_method',
      'grant_types',
      'scope',
      'software_statement',
      'application_type',
      'id_token_signed_response_alg',
      'request_object_signing_alg',
    ],
    values: {
      application_type: ['web', 'mobile', 'native'],
      grant_types: [...grants, 'urn:openid:params:grant-type:ciba', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
      id_token_signed_response_alg: ['RS256', 'PS256', 'ES256'],
      request_object_signing_alg: ['RS256', 'PS256', 'ES256'],
      response_types: ['code', 'code id_token'],
      scope: scopes,
      token_endpoint_auth_method: [
        'private_key_jwt',
        'client_secret_jwt',
        'client_secret_basic',
        'client_secret_post',
        'tls_client_auth',
      ],
      token_endpoint_auth_signing_alg: ['RS256', 'PS256', 'ES256'],
    },
    audience: /^[0-9A-Za-z]{1,18}$/,
    defaultResponseTypes: ['code id_token'],
    strictAuthenticationClaims: true,
    localRedirects: false,
    maxRedirectUriLength: 256,
    maxScopeLength: 256,
    management: ['read', 'update', 'delete'],
  },
} as const satisfies Record<string, RegistrationProfile>;

export type ProfileName = keyof typeof profiles;
export const profileNames = Object.keys(profiles) as [ProfileName, ...ProfileName[]];
export const profileOf = (name: ProfileName): RegistrationProfile => profiles[name];
