import type { SandboxApp } from '../http.js';
import { ApiError } from '../errors.js';
import { afterVisit, type AfterVisit } from '../journeys/after-visit.js';
import { finalCallbackUrl } from '../journeys/callback-url.js';
import { finish } from '../journeys/outcome.js';
import { hasExpired, type TokenRequest, type Visit } from '../journeys/token-request.js';
import { visitOfCallback } from '../journeys/visits.js';
import { showMessage } from '../pages/layout.js';
import { afterPaymentVisit } from '../payments/after-payment-visit.js';
import type { World } from '../world.js';

const hostedPage = (world: World, request: TokenRequest): string =>
  `${world.publicOrigin}/app/request-token/${request.id}`;

const moveOn = (world: World, request: TokenRequest, visit: Visit): AfterVisit => {
  try {
    return afterVisit(world, request, visit);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    finish(world, request, { reply: {}, result: 'REJECTED', reason: error.message });
    return { kind: 'refused', status: error.status, code: 13, message: error.message };
  }
};

/** Where Token.io sends the browser after the bank: on to the next bank page, to Hosted Pages, or to the TPP. */
const destination = (world: World, request: TokenRequest, after: AfterVisit): string => {
  if (after.kind === 'moved' && after.move.kind === 'redirect') return after.move.url;
  if (request.mode !== 'api' && after.kind === 'moved' && after.move.kind === 'fields') {
    request.hosted.fields = after.move.fields;
    return hostedPage(world, request);
  }
  return finalCallbackUrl(world, request, after);
};

const leave = (world: World, request: TokenRequest, visit: Visit): string =>
  hasExpired(request, world.now())
    ? finalCallbackUrl(world, request)
    : destination(world, request, moveOn(world, request, visit));

/** `/callback`: the bank → Token.io → TPP hop (sheet §10.1). A second load of the same address answers the same. */
export const tokenCallbackRoute = (app: SandboxApp, world: World): void => {
  app.get('/callback', (context) => {
    const visit = visitOfCallback(world, new URL(context.req.url).searchParams);
    const request = world.requests.get(visit?.requestId ?? '');
    const payment = world.payments.get(visit?.requestId ?? '');
    if (visit !== undefined && payment !== undefined) visit.leftTo ??= afterPaymentVisit(world, payment, visit);
    if (visit === undefined || (request === undefined && payment === undefined)) {
      return showMessage(context, { title: 'Not found', text: 'This callback is not known.' }, 404);
    }
    if (request !== undefined) visit.leftTo ??= leave(world, request, visit);
    context.header('cache-control', 'no-store');
    context.header('referrer-policy', 'no-referrer');
    return context.redirect(visit.leftTo ?? '/', 302);
  });
};
