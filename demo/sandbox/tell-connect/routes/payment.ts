import { isIP } from 'node:net';

import { userCall } from '../auth/caller.js';
import { ApiError, invalidRequest } from '../errors.js';
import { reply, type SandboxApp, type SandboxContext } from '../http.js';
import { initiate, paymentOf, wirePayment } from '../payments.js';
import type { World } from '../world.js';

const checkUserIp = (context: SandboxContext): void => {
  const userIp = context.req.header('x-user-ip');
  if (userIp !== undefined && isIP(userIp) === 0) throw invalidRequest('x-user-ip is not an IP address');
};

/** `POST /payment`: one payment for one consent of scope `pisp`; `GET /payment`: how it stands (sheet §3.6, §4). */
export const paymentRoute = (app: SandboxApp, world: World): void => {
  app.post(`/${world.version}/payment`, async (context) => {
    const { consent, body } = await userCall(context, world, 'application/json');
    if (consent.scope !== 'pisp') throw new ApiError('insufficient_scope', 'the token is not for payments');
    checkUserIp(context);
    return reply(context, wirePayment(world, initiate(world, consent, body)));
  });

  app.get(`/${world.version}/payment`, async (context) => {
    const { consent } = await userCall(context, world);
    if (consent.scope !== 'pisp') throw new ApiError('insufficient_scope', 'the token is not for payments');
    checkUserIp(context);
    const entry = paymentOf(world, consent);
    if (entry === undefined) throw new ApiError('not_found', 'no payment was made with this consent');
    return reply(context, wirePayment(world, entry));
  });
};
