import { decodeJwt } from 'jose';
import type Provider from 'oidc-provider';

import type { OidcContext } from '../oidc/visits.js';
import { ApiError } from './errors.js';
import type { MoneyhubWorld, User } from './world.js';

/** Who calls, by a token of the client-credentials grant. */
export interface Caller {
  readonly clientId: string;
  /** The user for whom the token acts, where it does. */
  readonly user?: User;
  readonly scopes: ReadonlySet<string>;
}

const unauthorised = (message: string): ApiError => new ApiError(401, 'UNAUTHORIZED', message);
const forbidden = (message: string): ApiError => new ApiError(403, 'FORBIDDEN', message);

/** The identity of a JWT, as long as it has not been revoked; undefined for anything else. */
const liveCodeToken = (world: MoneyhubWorld, token: string): boolean => {
  try {
    const { jti = '' } = decodeJwt(token);
    return world.codeTokens.has(jti);
  } catch {
    return false;
  }
};

export type Authenticate = (context: OidcContext, scopes: readonly string[]) => Promise<Caller>;

/**
 * Checks the bearer token: 401 when it is none or not good any more, 403 when it is not for this. Tokens of the code
 * grant are for the connection, not for data (sheet §11, item 11).
 */
export const createAuthenticate =
  (world: MoneyhubWorld, provider: () => Provider): Authenticate =>
  async (context, scopes) => {
    const [scheme = '', token = ''] = (context.req.header('authorization') ?? '').split(' ');
    if (scheme.toLowerCase() !== 'bearer' || token === '') throw unauthorised('a bearer token is required');
    if (liveCodeToken(world, token)) throw forbidden('tokens of the code grant read no data');
    const found = await provider().ClientCredentials.find(token);
    if (found === undefined) throw unauthorised('the token is not known or has expired');
    const missing = scopes.filter((scope) => !found.scopes.has(scope));
    if (missing.length > 0) throw forbidden(`missing scope: ${missing.join(' ')}`);
    const sub = found.extra?.['sub'];
    const user = typeof sub === 'string' ? world.users.get(sub) : undefined;
    if (sub !== undefined && user === undefined) throw unauthorised('the user of this token is gone');
    return { clientId: found.clientId ?? '', scopes: found.scopes, ...(user === undefined ? {} : { user }) };
  };
