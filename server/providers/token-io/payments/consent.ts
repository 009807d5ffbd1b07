import type { Provider } from '../../provider.js';
import { isPayment, unpackPayment } from './flow.js';
import type { TokenPayments } from './payments.js';

type Consent = Provider['consent'];

/** One way for payments, the other for account access: requests and flows say which they are. */
export const withPayments = (access: Consent, payments: TokenPayments): Consent => ({
  begin: async (request, context) =>
    request.payment ? payments.begin(request, request.payment, context) : access.begin(request, context),
  correlate: (query) => access.correlate(query),
  resume: async (flow, input, context) =>
    isPayment(flow) ? payments.resume(unpackPayment(flow), input, context) : access.resume(flow, input, context),
  async cancel(flow, context) {
    if (!isPayment(flow)) await access.cancel(flow, context);
    else if (flow.paymentId !== undefined) await payments.cancel(flow, context);
  },
});
