import { createAccessToken } from '../accounts/access-token.js';
import type { JsonObject } from '../wire.js';
import type { World } from '../world.js';
import type { Ending } from './journey.js';
import type { TokenRequest } from './token-request.js';

const AUTHENTICATED: Ending = { reply: { status: 'AUTHENTICATED' }, result: 'PROCESSED' };
export const FAILED: Ending = {
  reply: { status: 'AUTHENTICATION_FAILED' },
  result: 'REJECTED',
  reason: 'Authentication with the bank failed',
};
export const DECLINED: Ending = {
  reply: { status: 'DECLINED_BY_PSU' },
  result: 'REJECTED',
  reason: 'The user declined the access',
};

/** The state that a callback of this request returns, if it returns one (sheet §10.3). */
export const returnedState = (world: World, request: TokenRequest): string | undefined =>
  world.members.get(request.memberId)?.stateInCallback ? request.callbackState : undefined;

/** Closes the request; makes the access token when the user has authorized. */
export const finish = (world: World, request: TokenRequest, ending: Ending = AUTHENTICATED): JsonObject => {
  const granted = ending.result === 'PROCESSED';
  const token = granted ? createAccessToken(world, request) : undefined;
  request.outcome = {
    result: ending.result,
    reply: ending.reply,
    ...(ending.reason !== undefined && { reason: ending.reason }),
    ...(token !== undefined && {
      tokenId: token.id,
      signature: world.tokenMember.sign(token.id, request.callbackState),
    }),
    meanwhile: ending.meanwhile?.status ?? 'PENDING',
    pendingReads: ending.meanwhile?.reads ?? (granted ? world.settings.pendingReads : 0),
  };
  return ending.reply;
};
