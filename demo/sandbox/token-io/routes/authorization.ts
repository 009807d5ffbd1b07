import type { SandboxBank } from '../banks/bank.js';
import { ApiError, invalid } from '../errors.js';
import { readJson, reply, type SandboxApp } from '../http.js';
import { advance, awaitedStage, type Move } from '../journeys/engine.js';
import { credentialIds } from '../journeys/judge.js';
import { hasExpired, type TokenRequest } from '../journeys/token-request.js';
import { isObject, type JsonObject } from '../wire.js';
import type { World } from '../world.js';
import { checkShape, type Shape } from './shape.js';
import { ownRequest } from './token-requests.js';

const authorizationShape: Shape = {
  credentials: 'string-map',
  consentAccepted: 'boolean',
  useCredentialFlow: 'boolean',
  useWebappCredentialsFlow: 'boolean',
};

/** The three answers of sheet §7.2. `fields` is nested twice. */
export const wireMove = (move: Move): JsonObject => {
  if (move.kind === 'fields') return { fields: { fields: move.fields } };
  if (move.kind === 'redirect') return { redirectUrl: move.url };
  return move.reply;
};

const readCredentials = (body: Record<string, unknown>, bank: SandboxBank): Record<string, string> => {
  const { credentials } = body;
  if (!isObject(credentials)) return {};
  const known = credentialIds(bank.journey);
  const stray = Object.keys(credentials).find((id) => !known.has(id));
  if (stray !== undefined) throw invalid(`credentials.${stray}: the bank has no such credential`);
  return Object.fromEntries(Object.entries(credentials).map(([id, value]) => [id, String(value)]));
};

/** True when the next step takes something from the user other than a visit to the bank. */
const awaitsFields = (request: TokenRequest, bank: SandboxBank): boolean => {
  const stage = awaitedStage(request, bank);
  return stage?.kind === 'fields' || stage?.kind === 'decoupled';
};

const checkOpen = (request: TokenRequest, nowMs: number): SandboxBank => {
  if (hasExpired(request, nowMs)) throw new ApiError('FAILED_PRECONDITION', `TokenRequest ${request.id} has expired`);
  if (request.bank === undefined) throw invalid('requestOptions.bankId: required without Hosted Pages');
  return request.bank;
};

/** `POST /token-requests/{id}/authorization` (sheet §7). */
export const authorizationRoute = (app: SandboxApp, world: World): void => {
  app.post('/token-requests/:requestId/authorization', (context) => {
    const request = ownRequest(world, context);
    const body = readJson(context);
    checkShape(body, authorizationShape, 'InitiateBankAuthorization');
    if (!isObject(body)) throw invalid('the body must be an object');
    const bank = checkOpen(request, world.now());
    const credentials = { ...request.credentials, ...readCredentials(body, bank) };
    if (body['consentAccepted'] !== true) throw invalid('consentAccepted: the consent of the user is required');
    if (body['useWebappCredentialsFlow'] === true) request.mode = 'hosted-credentials';
    if (request.outcome === undefined && awaitsFields(request, bank)) {
      if (request.mode === 'hosted-credentials') {
        return reply(context, { redirectUrl: `${world.publicOrigin}/app/request-token/${request.id}` });
      }
      if (bank.journey.hostedCredentialsOnly) throw invalid(`${bank.id} needs useWebappCredentialsFlow`);
      if (body['useCredentialFlow'] !== true) throw invalid(`${bank.id} needs useCredentialFlow`);
    }
    return reply(context, wireMove(advance(world, request, bank, credentials)));
  });
};
