import { ApiError, invalid } from '../errors.js';
import { readJson, reply, type SandboxApp } from '../http.js';
import { afterVisit } from '../journeys/after-visit.js';
import { visitOfCallback } from '../journeys/visits.js';
import { hasExpired } from '../journeys/token-request.js';
import { isObject } from '../wire.js';
import type { World } from '../world.js';
import { takeVisit, tick } from '../payments/engine.js';
import { wirePayment } from '../payments/wire-payment.js';
import { wireMove } from './authorization.js';
import { checkShape } from './shape.js';

/** `POST /callback/initiation`: the TPP hands over the query that the bank sent to it (sheet §10.2). */
export const callbackInitiationRoute = (app: SandboxApp, world: World): void => {
  app.post('/callback/initiation', (context) => {
    const member = context.get('member');
    if (member.callbackType !== 'TPP_CALLBACK') {
      throw new ApiError('PERMISSION_DENIED', 'the member has the Token.io callback');
    }
    const body = readJson(context);
    checkShape(body, { query: 'string' }, 'CallbackInitiation');
    const given = isObject(body) ? body['query'] : undefined;
    const query = new URLSearchParams(typeof given === 'string' ? given : '');
    const visit = visitOfCallback(world, query);
    const request = world.requests.get(visit?.requestId ?? '');
    const payment = world.payments.get(visit?.requestId ?? '');
    if (visit !== undefined && payment?.memberId === member.id) {
      if (visit.used) throw invalid('query: the code was used before');
      visit.used = true;
      tick(world, payment);
      takeVisit(world, payment, visit.decision?.kind === 'approve' ? 'approve' : (visit.decision?.error ?? ''));
      return reply(context, { payment: wirePayment(payment, payment.views[0]) });
    }
    if (visit === undefined || request?.memberId !== member.id) throw invalid('query: not a callback of this member');
    if (visit.used) throw invalid('query: the code was used before');
    if (hasExpired(request, world.now())) {
      throw new ApiError('FAILED_PRECONDITION', `TokenRequest ${request.id} has expired`);
    }
    const after = afterVisit(world, request, visit);
    if (after.kind === 'refused' && after.status !== 'CANCELED') {
      throw new ApiError(after.status, after.message, { external: true });
    }
    const more = after.kind === 'moved' && after.move.kind !== 'done' ? wireMove(after.move) : {};
    return reply(context, { tokenRequestId: request.id, ...more });
  });
};
