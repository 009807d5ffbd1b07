import { clientCall } from '../auth/caller.js';
import { issueTokens, redeemCode, redeemRefreshToken, type Consent } from '../consents.js';
import { ApiError, invalidRequest } from '../errors.js';
import { reply, type SandboxApp } from '../http.js';
import type { JsonObject } from '../strict.js';
import type { Application, World } from '../world.js';

const text = (body: JsonObject, name: string): string => {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw invalidRequest(`${name} is missing`);
  return value;
};

const allow = (body: JsonObject, ...names: readonly string[]): void => {
  if (Object.keys(body).some((name) => !names.includes(name))) throw invalidRequest('a field is unknown');
};

const redeem = (world: World, application: Application, body: JsonObject): Consent => {
  switch (text(body, 'grant_type')) {
    case 'authorization_code':
      allow(body, 'grant_type', 'code');
      return redeemCode(world, text(body, 'code'), application);
    case 'refresh_token':
      allow(body, 'grant_type', 'refresh_token');
      return redeemRefreshToken(world, text(body, 'refresh_token'), application);
    default:
      throw new ApiError('unsupported_grant_type', 'grant_type is neither authorization_code nor refresh_token');
  }
};

/** `POST /access-token`: a code or a refresh token for a pair of tokens (sheet §3.4, §3.5). */
export const tokenRoute = (app: SandboxApp, world: World): void => {
  app.post(`/${world.version}/access-token`, async (context) => {
    const { application, body } = await clientCall(context, world, 'application/x-www-form-urlencoded');
    const consent = redeem(world, application, body);
    const { access, refresh } = issueTokens(world, consent);
    const { accessSeconds, expiresIn, scopeSeparator, aispScopes } = world.settings;
    return reply(context, {
      access_token: access,
      refresh_token: refresh,
      token_type: 'Bearer',
      expires_in: expiresIn ?? accessSeconds,
      scope: consent.scope === 'pisp' ? 'payment:write' : aispScopes.join(scopeSeparator),
    });
  });
};
