import { randomUUID } from 'node:crypto';

import {
  errors,
  type Account,
  type ClientMetadata,
  type Configuration,
  type JWK,
  type KoaContextWithOIDC,
  type default as Provider,
} from 'oidc-provider';

import { createAuthorizationServer } from '../oidc/authorization-server.js';
import { claimsFault } from './claims.js';
import type { MoneyhubClientOptions } from './options.js';
import { assertAssertion, assertRequestObject } from './proofs.js';
import {
  authorizationScopeFault,
  authorizationScopes,
  CLIENT_SCOPES,
  credentialsScopeFault,
  UPKEEP_SCOPES,
} from './scopes.js';
import { sealConnection, type MoneyhubWorld } from './world.js';

/** Stands for the connections that a code grant is about; access tokens for it are JWTs (sheet §4). */
const RESOURCE = 'urn:moneyhub:connections';

const clientMetadata = (client: MoneyhubClientOptions): ClientMetadata => {
  const algorithm = (client.signingAlgorithm ?? 'RS256') as 'RS256';
  return {
    client_id: client.id,
    client_name: client.name,
    redirect_uris: [...client.redirectUris],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types: ['code'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: algorithm,
    request_object_signing_alg: algorithm,
    require_signed_request_object: client.signedRequests ?? false,
    require_auth_time: true,
    jwks: { keys: [...client.jwks.keys] },
  };
};

/** Access tokens as they are handed out; the authorization server keeps no copy of a JWT. */
const rememberAccessTokens = (provider: Provider): WeakMap<object, string> => {
  const values = new WeakMap<object, string>();
  const { prototype } = provider.AccessToken;
  const save = Reflect.get(prototype, 'save');
  prototype.save = async function (this: typeof prototype): Promise<string> {
    const value = await save.call(this);
    values.set(this, value);
    return value;
  };
  return values;
};

/** The user behind a grant, if the call may have them: `sub`, where it is sent, must name the same one (§11, item 8). */
const findAccount =
  (world: MoneyhubWorld, accessTokens: WeakMap<object, string>): NonNullable<Configuration['findAccount']> =>
  (context, accountId, token): Account | undefined => {
    const { body, route, entities } = context.oidc;
    if (route === 'token' && body?.['sub'] !== undefined && body['sub'] !== accountId) return undefined;
    if (!world.users.has(accountId)) return undefined;
    const grantId = token !== undefined && 'grantId' in token ? String(token.grantId) : '';
    return {
      accountId,
      claims: () => ({
        sub: accountId,
        'mh:con_id': world.consents.get(grantId)?.connectionId,
        // Hashed by the authorization server.
        at_hash: entities.AccessToken && accessTokens.get(entities.AccessToken),
        sid: randomUUID(),
      }),
    };
  };

/** Refuses what Moneyhub refuses, wherever the request comes from: PAR, request object or plain parameters. */
const checkRequest =
  (world: MoneyhubWorld, scopes: ReadonlySet<string>) =>
  (context: KoaContextWithOIDC): void => {
    const { requestParamScopes, params = {}, client } = context.oidc;
    const scopeFault = authorizationScopeFault(requestParamScopes, scopes);
    if (scopeFault !== undefined) throw new errors.InvalidScope(scopeFault, [...requestParamScopes].join(' '));
    if (params['prompt'] !== 'consent') throw new errors.InvalidRequest('prompt must be consent');
    const upkeep = UPKEEP_SCOPES.some((scope) => requestParamScopes.has(scope));
    const fault = claimsFault(world, client?.clientId ?? '', params['claims'], upkeep);
    if (fault !== undefined) throw new errors.CustomOIDCProviderError('invalid_claims', fault);
  };

/** `sub` of a client-credentials call: the token acts for that user (§5). */
const credentialsUser = (world: MoneyhubWorld, { oidc }: KoaContextWithOIDC): { sub?: string } => {
  const scopes = [...oidc.requestParamScopes];
  const fault = credentialsScopeFault(scopes);
  if (fault !== undefined) throw new errors.InvalidScope(fault, scopes.join(' '));
  const sub = oidc.body?.['sub'];
  if (sub === undefined) {
    const own: readonly string[] = CLIENT_SCOPES;
    if (!scopes.every((scope) => own.includes(scope))) throw new errors.InvalidRequest('sub is required');
    return {};
  }
  const user = typeof sub === 'string' ? world.users.get(sub) : undefined;
  if (user === undefined || user.clientId !== oidc.client?.clientId) throw new errors.InvalidGrant('no such user');
  return { sub: user.id };
};

/** Moneyhub's authorization server, signing with the first of the keys. */
export const createMoneyhubServer = (world: MoneyhubWorld, keys: readonly JWK[]): Provider => {
  const scopes = authorizationScopes(world.banks.values());
  const known = new Set(scopes);
  let accessTokens = new WeakMap<object, string>();
  const provider = createAuthorizationServer(world, {
    issuer: world.issuer,
    clients: [...world.clients.values()].map(clientMetadata),
    jwks: { keys: [...keys] },
    scopes: [...scopes, ...CLIENT_SCOPES],
    responseTypes: ['code'],
    routes: { authorization: '/auth', token: '/token', pushed_authorization_request: '/request', jwks: '/certs' },
    // The others only so that they are refused beside an assertion.
    clientAuthMethods: ['private_key_jwt', 'client_secret_basic', 'client_secret_post'],
    claims: { openid: ['sub', 'mh:con_id', 'at_hash', 'sid'], auth_time: null },
    conformIdTokenClaims: true,
    assertJwtClientAuthClaimsAndHeader: assertAssertion(world),
    // A validator runs with or without its parameter: the place for rules about the request as a whole.
    extraParams: { 'mh:rules': checkRequest(world, known) },
    extraTokenClaims: (context, token) =>
      token.kind === 'ClientCredentials' ? credentialsUser(world, context) : undefined,
    features: {
      clientCredentials: { enabled: true },
      claimsParameter: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: { enabled: true, assertJwtClaimsAndHeader: assertRequestObject(world) },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: ({ oidc }) => (oidc.params?.['grant_type'] === 'client_credentials' ? undefined : RESOURCE),
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, _resource, client) => ({
          scope: scopes.join(' '),
          audience: client.clientId,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    formats: {
      customizers: {
        // The token of the seed: no client_id, the claims of the request echoed.
        jwt: ({ oidc }, _token, parts) => {
          parts.header = { typ: 'JWT' };
          delete parts.payload['client_id'];
          const { claims = {} } = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken ?? {};
          parts.payload['claims'] = { ...claims, rejected: [] };
        },
      },
    },
    findAccount: (...call) => findAccount(world, accessTokens)(...call),
    expiresWithSession: () => false,
    pkce: { required: () => false },
    ttl: {
      AccessToken: 7200,
      AuthorizationCode: 600,
      ClientCredentials: 600,
      IdToken: 3600,
      RefreshToken: 90 * 86_400,
    },
  });
  accessTokens = rememberAccessTokens(provider);
  // A request that cannot be believed sends nobody anywhere (§3.6): an error page instead.
  provider.on('authorization.error', (_context, error) => {
    if (/^invalid_request_(uri|object)$/.test(error.message)) error.allow_redirect = false;
  });
  provider.on('access_token.issued', ({ jti, grantId }) => world.codeTokens.set(jti, grantId));
  provider.on('grant.revoked', (_context, grantId) => {
    for (const [jti, of] of world.codeTokens) if (of === grantId) world.codeTokens.delete(jti);
  });
  provider.on('grant.success', ({ oidc }) => sealConnection(world, oidc.entities.Grant?.jti ?? ''));
  return provider;
};
