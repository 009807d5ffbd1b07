import type { MiddlewareHandler } from 'hono';

import { ApiError } from '../errors.js';
import type { SandboxContext, SandboxEnv } from '../http.js';
import type { Member } from '../members.js';
import type { World } from '../world.js';
import { memberOfBasicKey } from './basic.js';
import { verifyJwt } from './jwt.js';

const unauthenticated = (reason: string): ApiError => new ApiError('UNAUTHENTICATED', reason);

const bearerMember = (world: World, context: SandboxContext, token: string): Member => {
  const verdict = verifyJwt(
    token,
    {
      host: new URL(world.apiOrigin).host,
      method: context.req.method,
      path: context.get('path'),
      body: context.get('body'),
      nowMs: world.wallNow(),
    },
    (memberId, keyId) => world.members.get(memberId)?.keys.get(keyId),
  );
  if (!verdict.ok) throw unauthenticated(`JWT refused: ${verdict.reason}`);
  const member = world.members.get(verdict.memberId);
  if (member === undefined) throw unauthenticated('JWT refused: unknown mid or kid');
  return member;
};

const callerOf = (world: World, context: SandboxContext): Member => {
  const [scheme, credentials, ...rest] = (context.req.header('authorization') ?? '').split(' ');
  if (!credentials || rest.length > 0) throw unauthenticated('no credentials');
  if (scheme === 'Bearer') return bearerMember(world, context, credentials);
  const member = scheme === 'Basic' ? memberOfBasicKey(credentials, world.members.values()) : undefined;
  if (member === undefined) throw unauthenticated('unknown key');
  return member;
};

/** Every call of the API names its caller by a Basic key or by a JWT of its own (sheet §3). */
export const authenticate =
  (world: World): MiddlewareHandler<SandboxEnv> =>
  async (context, next) => {
    const member = callerOf(world, context);
    context.set('member', member);
    context.set('callerId', member.id);
    await next();
  };
