import {
  errors,
  type ClientMetadata,
  type KoaContextWithOIDC,
  type RefreshToken,
  type default as Provider,
} from 'oidc-provider';

import { createAuthorizationServer } from '../oidc/authorization-server.js';
import type { OAuthClientOptions } from './options.js';
import type { OAuthBankWorld } from './world.js';

const PAYMENTS = 'PISP';

const clientMetadata = ({ id, name, redirectUris, secret, jwks }: OAuthClientOptions): ClientMetadata => ({
  client_id: id,
  client_name: name,
  redirect_uris: [...redirectUris],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  response_types: ['code'],
  ...(jwks === undefined
    ? { client_secret: secret ?? '', token_endpoint_auth_method: 'client_secret_basic' }
    : { jwks: { keys: [...jwks.keys] }, token_endpoint_auth_method: 'private_key_jwt' }),
});

/** What the authorization server lets pass and this bank does not: another scope, a consent that is not the client's. */
const checkRequest =
  (world: OAuthBankWorld) =>
  ({ oidc }: KoaContextWithOIDC): void => {
    const { scope, consentParameter } = world.profile;
    const { params = {}, client } = oidc;
    if (params['scope'] !== scope) throw new errors.InvalidScope(`scope must be ${scope}`, String(params['scope']));
    if (params['state'] === undefined) throw new errors.InvalidRequest('state is required');
    const named = consentParameter === undefined ? undefined : params[consentParameter];
    if (typeof named === 'string' && world.consents.get(named)?.clientId !== client?.clientId) {
      throw new errors.InvalidRequest(`there is no such ${consentParameter ?? ''}`);
    }
  };

/** What the answer of the token endpoint says besides, and in another form. */
const shapeTokens = (world: OAuthBankWorld, { oidc, response }: KoaContextWithOIDC): void => {
  const body: unknown = response.body;
  const grantId = oidc.entities.Grant?.jti ?? '';
  const { consentParameter } = world.profile;
  const consentId = world.grants.get(grantId);
  if (typeof body !== 'object' || body === null || consentId === undefined) return;
  if (consentParameter !== undefined) Object.assign(body, { [consentParameter]: consentId });
  if (world.settings.expiresInAsText && 'expires_in' in body) body.expires_in = String(body.expires_in);
};

/** The days are counted from the visit: a new refresh token ends when the one before would have. */
const refreshSeconds = (world: OAuthBankWorld, { oidc }: KoaContextWithOIDC): number => {
  const rotated: RefreshToken | undefined = oidc.entities.RotatedRefreshToken;
  return rotated === undefined ? world.settings.consentDays * 86_400 : rotated.remainingTTL;
};

/** The bank's authorization server: plain OAuth 2, without OpenID Connect. */
export const createBankServer = (world: OAuthBankWorld): Provider => {
  const { profile } = world;
  const provider = createAuthorizationServer(world, {
    issuer: world.issuer,
    clients: [...world.clients.values()].map(clientMetadata),
    scopes: [...profile.scope.split(' '), PAYMENTS],
    responseTypes: ['code'],
    routes: profile.routes,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    // A validator runs with or without its parameter: the place for rules about the request as a whole.
    extraParams: {
      'bank:rules': checkRequest(world),
      ...(profile.consentParameter === undefined ? {} : { [profile.consentParameter]: () => undefined }),
    },
    pkce: { required: () => world.settings.pkceRequired },
    rotateRefreshToken: () => world.settings.rotation,
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    features: {
      clientCredentials: { enabled: true },
      revocation: {
        enabled: profile.routes.revocation !== undefined,
        allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
      },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
    },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    ttl: {
      AccessToken: () => world.settings.accessSeconds,
      AuthorizationCode: () => world.settings.codeSeconds,
      ClientCredentials: 600,
      RefreshToken: (context) => refreshSeconds(world, context),
    },
  });
  provider.use(async (context, next) => {
    await next();
    if (context.path === profile.routes.token && context.status === 200)
      shapeTokens(world, context as KoaContextWithOIDC);
  });
  return provider;
};
