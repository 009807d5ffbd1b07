import { Refusal } from '../errors.js';
import type { Claims } from '../jose.js';
import type { ProfileName } from '../settings.js';

interface Policy {
  /** What a claim, or each of its items, may be (sheet §2, §5). */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly defaultResponseTypes: readonly string[];
  readonly maxUriLength: number;
  readonly maxScopeLength: number;
  readonly localRedirects: boolean;
}

const GRANTS = ['client_credentials', 'authorization_code', 'refresh_token'];
const SCOPES = ['openid', 'accounts', 'payments', 'fundsconfirmations'];

const POLICIES: Readonly<Record<ProfileName, Policy>> = {
  priora: {
    values: {
      token_endpoint_auth_method: ['client_secret_basic', 'private_key_jwt'],
      token_endpoint_auth_signing_alg: ['RS256', 'PS256'],
      grant_types: GRANTS,
      response_types: ['code'],
      application_type: ['web', 'mobile'],
      request_object_signing_alg: ['RS256', 'PS256'],
    },
    defaultResponseTypes: ['code'],
    maxUriLength: Infinity,
    maxScopeLength: Infinity,
    localRedirects: true,
  },
  obie: {
    values: {
      token_endpoint_auth_method: [
        'private_key_jwt',
        'client_secret_jwt',
        'client_secret_basic',
        'client_secret_post',
        'tls_client_auth',
      ],
      token_endpoint_auth_signing_alg: ['RS256', 'PS256', 'ES256'],
      grant_types: [...GRANTS, 'urn:openid:params:grant-type:ciba', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
      response_types: ['code', 'code id_token'],
      application_type: ['web', 'mobile', 'native'],
      id_token_signed_response_alg: ['RS256', 'PS256', 'ES256'],
      request_object_signing_alg: ['RS256', 'PS256', 'ES256'],
    },
    defaultResponseTypes: ['code id_token'],
    maxUriLength: 256,
    maxScopeLength: 256,
    localRedirects: false,
  },
};

const ROLE_OF_SCOPE: Readonly<Record<string, string>> = {
  accounts: 'AISP',
  payments: 'PISP',
  fundsconfirmations: 'CBPII',
};

const list = (value: unknown): readonly string[] => (value === undefined ? [] : ([value].flat() as string[]));

/** Closed lists, response types, scopes and roles, the claims that go with a method (§9.10, §9.11). */
export function checkValues(claims: Claims, statement: Claims, profile: ProfileName): void {
  const policy = POLICIES[profile];
  for (const [name, allowed] of Object.entries(policy.values)) {
    const foreign = list(claims[name]).find((value) => !allowed.includes(value));
    if (foreign !== undefined) throw new Refusal('Invalid', `${name} must be some of ${allowed.join(', ')}`);
  }
  if (list(claims['grant_types']).length === 0) throw new Refusal('WrongRequiredFields', 'grant_types is empty');
  const responses =
    claims['response_types'] === undefined ? policy.defaultResponseTypes : list(claims['response_types']);
  const hasCode = responses.some((response) => response.split(' ').includes('code'));
  if (list(claims['grant_types']).includes('authorization_code') && !hasCode) {
    throw new Refusal('Invalid', 'authorization_code needs a response type with code');
  }
  checkScope(claims['scope'], statement, policy);
  if (profile === 'obie') checkMethodClaims(claims);
}

function checkScope(scope: unknown, statement: Claims, { maxScopeLength }: Policy): void {
  if (scope === undefined) return;
  const text = typeof scope === 'string' ? scope : '';
  if (text.length > maxScopeLength) throw new Refusal('Invalid', 'scope is too long');
  const roles = list(statement['software_roles']);
  for (const token of text.split(' ')) {
    if (!SCOPES.includes(token)) throw new Refusal('Invalid', `scope must be some of ${SCOPES.join(' ')}`);
    const role = ROLE_OF_SCOPE[token];
    if (role !== undefined && !roles.includes(role)) throw new Refusal('Invalid', `${token} needs the role ${role}`);
  }
}

function checkMethodClaims(claims: Claims): void {
  const method = String(claims['token_endpoint_auth_method']);
  const wanted = {
    token_endpoint_auth_signing_alg: method.endsWith('_jwt'),
    tls_client_auth_subject_dn: method === 'tls_client_auth',
  };
  for (const [name, isWanted] of Object.entries(wanted)) {
    if ((claims[name] !== undefined) !== isWanted) {
      throw new Refusal('Invalid', `${name} ${isWanted ? 'is needed' : 'must not be there'} with ${method}`);
    }
  }
}

/** Redirect URIs: some, https, no fragment, each exactly one of the statement's (§9.9). */
export function checkRedirects(claims: Claims, statement: Claims, profile: ProfileName): void {
  const { maxUriLength, localRedirects } = POLICIES[profile];
  const uris = list(claims['redirect_uris']);
  const registered = list(statement['software_redirect_uris']);
  if (uris.length === 0) throw new Refusal('WrongRequiredFields', 'redirect_uris is empty', 'invalid_redirect_uri');
  for (const uri of uris) {
    const url = URL.canParse(uri) ? new URL(uri) : undefined;
    const isGood =
      url?.protocol === 'https:' &&
      !uri.includes('#') &&
      uri.length <= maxUriLength &&
      (localRedirects || !/^(localhost|127\.|\[::1\])/.test(url.hostname)) &&
      registered.includes(uri);
    if (!isGood) throw new Refusal('Invalid', 'redirect_uris are not those of the statement', 'invalid_redirect_uri');
  }
}
