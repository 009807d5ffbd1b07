import type { MiddlewareHandler } from 'hono';
import type { SessionService } from '../../session/service.js';
import { SessionError } from '../../session/service.js';
import type { AppContext, AppEnv, SessionIdentity } from '../context.js';
import { ApiError } from '../errors.js';
import { bearerToken } from './bearer-token.js';
import type { RateLimits } from './rate-limit.js';

/** Lets in the widget of one session. Missing, malformed, unknown and outdated tokens get the same answer. */
export function clientToken(sessions: SessionService, limits: RateLimits): MiddlewareHandler<AppEnv> {
  return async function clientToken(c, next) {
    const session = await authenticate(sessions, limits, c, bearerToken(c));
    limits.takeToken(c, session.id);
    c.set('session', session);
    await next();
  };
}

/** The session of a token, wherever it was found; counts what is refused against the caller's address. */
export async function authenticate(
  sessions: SessionService,
  limits: RateLimits,
  c: AppContext,
  token: string | undefined,
): Promise<SessionIdentity> {
  try {
    if (token === undefined) throw new ApiError('unauthorized');
    return await sessions.authenticate(token);
  } catch (error) {
    const refused = (error instanceof ApiError || error instanceof SessionError) && error.code === 'unauthorized';
    if (refused) limits.countRefusal(c);
    throw error;
  }
}
