import { randomUUID } from 'node:crypto';

import { userCall } from '../auth/caller.js';
import { ApiError, invalidRequest } from '../errors.js';
import { reply, type SandboxApp } from '../http.js';
import type { World } from '../world.js';

/** `POST /payment`: one payment for one consent of scope `pisp` (sheet §3.6, §4). */
export const paymentRoute = (app: SandboxApp, world: World): void => {
  app.post(`/${world.version}/payment`, async (context) => {
    const { consent, body } = await userCall(context, world, 'application/json');
    if (consent.scope !== 'pisp') throw new ApiError('insufficient_scope', 'the token is not for payments');
    if (typeof body['Amount'] !== 'string' || !/^\d{1,9}\.\d{2}$/.test(body['Amount'])) {
      throw invalidRequest('Amount is not a decimal text');
    }
    if (consent.payments > 0) throw new ApiError('consent_inactive', 'the consent was for one payment');
    consent.payments += 1;
    return reply(context, { PaymentReference: randomUUID() });
  });
};
