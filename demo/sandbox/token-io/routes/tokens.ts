import { wireToken, type AccessToken } from '../accounts/access-token.js';
import { invalid, notFound } from '../errors.js';
import { param, reply, type SandboxApp, type SandboxContext } from '../http.js';
import type { World } from '../world.js';
import { pageLimit, readOffset, writeOffset } from './paging.js';

const ownTokens = (world: World, context: SandboxContext): readonly AccessToken[] =>
  [...world.tokens.values()].filter((token) => token.memberId === context.get('member').id);

const ownToken = (world: World, context: SandboxContext): AccessToken => {
  const id = param(context, 'tokenId');
  const token = world.tokens.get(id);
  if (token?.memberId !== context.get('member').id) throw notFound(`Token ${id}`);
  return token;
};

const listTokens = (world: World, context: SandboxContext): Response => {
  const query = new URL(context.req.url).searchParams;
  const type = query.get('type');
  if (type !== 'ACCESS' && type !== 'TRANSFER') throw invalid('type: ACCESS or TRANSFER');
  const limit = pageLimit(query);
  const tokens = type === 'ACCESS' ? ownTokens(world, context) : [];
  const from = readOffset(query, 'tokens');
  const page = tokens.slice(from, from + limit);
  return reply(context, {
    tokens: page.map((token) => wireToken(world, token)),
    offset: page.length === 0 ? undefined : writeOffset('tokens', from + page.length),
  });
};

/** Reading, listing and ending consents (sheet §9.1). */
export const tokenRoutes = (app: SandboxApp, world: World): void => {
  app.get('/tokens', (context) => listTokens(world, context));
  app.get('/tokens/:tokenId', (context) => reply(context, { token: wireToken(world, ownToken(world, context)) }));
  app.put('/tokens/:tokenId/cancel', (context) => {
    const token = ownToken(world, context);
    token.cancelledAtMs ??= world.now();
    return reply(context, { result: { status: 'SUCCESS', token: wireToken(world, token) } });
  });
};
