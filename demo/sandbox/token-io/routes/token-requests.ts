import { notFound, invalid } from '../errors.js';
import { param, readJson, reply, type SandboxApp, type SandboxContext } from '../http.js';
import { newTokenRequestId } from '../ids.js';
import { hasExpired, type TokenRequest } from '../journeys/token-request.js';
import { isObject, type JsonObject } from '../wire.js';
import type { World } from '../world.js';
import { readTokenRequest } from './token-request-rules.js';

/** The caller's own token request. @throws ApiError NOT_FOUND */
export const ownRequest = (world: World, context: SandboxContext): TokenRequest => {
  const id = param(context, 'requestId');
  const request = world.requests.get(id);
  if (request?.memberId !== context.get('member').id) throw notFound(`TokenRequest ${id}`);
  return request;
};

const withoutCredentials = (payload: JsonObject): JsonObject => ({ ...payload, credentials: undefined });

const wireRequest = (request: TokenRequest): JsonObject => ({
  id: request.id,
  requestOptions: request.options,
  requestPayload: withoutCredentials(request.payload),
});

const stringMap = (value: unknown): Record<string, string> =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, String(member)])) : {};

const createRequest = (world: World, context: SandboxContext): TokenRequest => {
  const member = context.get('member');
  const input = readTokenRequest(readJson(context), member, world.banks, world.now());
  const internal = input.options['tokenInternal'];
  const usingWebApp = isObject(internal) && internal['usingWebApp'] === true;
  const state = input.payload['callbackState'];
  return {
    ...input,
    id: newTokenRequestId(),
    memberId: member.id,
    createdAtMs: world.now(),
    credentials: stringMap(input.payload['credentials']),
    ...(typeof state === 'string' && state !== '' && { callbackState: state }),
    mode: usingWebApp ? 'hosted-credentials' : 'api',
    position: 'start',
    mistakes: 0,
    hosted: { consented: false },
  };
};

/** `PENDING` until the user has authorized, and for a few reads more (sheet §8). */
const readResult = (world: World, request: TokenRequest): JsonObject => {
  const bankId = request.bank?.id;
  if (hasExpired(request, world.now())) return { signature: {}, status: 'EXPIRED', bankId };
  const { outcome } = request;
  if (outcome === undefined) return { signature: {}, status: 'PENDING', bankId };
  if (outcome.pendingReads > 0) {
    outcome.pendingReads -= 1;
    return { signature: {}, status: outcome.meanwhile, bankId };
  }
  return {
    tokenId: outcome.tokenId,
    signature: outcome.signature === undefined ? {} : { ...outcome.signature },
    status: outcome.result,
    statusReasonInformation: outcome.reason,
    bankId,
  };
};

/** `POST /token-requests`, and reading one and its result (sheet §6, §8). */
export const tokenRequestRoutes = (app: SandboxApp, world: World): void => {
  app.post('/token-requests', (context) => {
    const request = createRequest(world, context);
    world.requests.set(request.id, request);
    return reply(context, { tokenRequest: wireRequest(request) });
  });
  app.get('/token-requests/:requestId', (context) =>
    reply(context, { tokenRequest: wireRequest(ownRequest(world, context)) }),
  );
  app.get('/token-requests/:requestId/result', (context) =>
    reply(context, readResult(world, ownRequest(world, context))),
  );
  app.get('/token-requests/:requestId/token_request_result', (context) => {
    const { outcome } = ownRequest(world, context);
    if (outcome?.tokenId === undefined) throw invalid('the token request is not authorized');
    return reply(context, { tokenId: outcome.tokenId, signature: { ...outcome.signature } });
  });
};
