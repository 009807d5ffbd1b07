import { badAnswer } from '../../../lib/provider-http.js';
import { parseSafeUrl, type Environment } from '../../../lib/safe-url.js';
import { echoFaults } from '../../payment-echo.js';
import type { Step } from '../../authorisation.js';
import { pollDelayMs } from '../steps.js';
import { packPayment, type PaymentFlowAt, type PaymentReference } from './flow.js';
import { presentForm } from './form.js';
import { isAccepted, reportOf } from './status.js';
import type { WirePayment } from './wire.js';

/** The step of a flow that can be shown once more: what was shown before, word for word. */
export function paymentStep(
  flow:
    | PaymentFlowAt<'pay-collect'>
    | PaymentFlowAt<'pay-fields'>
    | PaymentFlowAt<'pay-redirect'>
    | PaymentFlowAt<'pay-decoupled'>,
): Step {
  const packed = packPayment(flow);
  switch (flow.at) {
    case 'pay-collect':
    case 'pay-fields':
      return { kind: 'credentials', fields: flow.fields, flow: packed };
    case 'pay-redirect':
      return { kind: 'redirect', url: flow.url, flow: packed };
    case 'pay-decoupled': {
      const retryAfterMs = pollDelayMs(flow.polls);
      // Token.io has no words of the bank here, and asks the bank by itself: nothing is to be confirmed to us.
      return { kind: 'decoupled', message: '', needsConfirmation: false, retryAfterMs, flow: packed };
    }
  }
}

/** How the payment stands, as a step: the journey is over, or waits for others than the shopper. */
const standing = (reference: PaymentReference, payment: WirePayment): Step => ({
  kind: 'paid',
  payment: reportOf(payment, reference.accepted),
  flow: packPayment({ at: 'pay-wait', ...reference }),
});

/** What a payment of Token.io asks for next. `polls` counts the looks at an approval. */
export function stepOfPayment(
  known: PaymentReference,
  payment: WirePayment,
  environment: Environment,
  polls = 0,
): Step {
  const reference = { ...known, accepted: known.accepted || isAccepted(payment) };
  // Nobody approves an order that is not the one that was given.
  if (echoFaults(reference.order, reportOf(payment, false).echo ?? {}).length > 0) return standing(reference, payment);
  const { authentication = {} } = payment;
  switch (payment.status) {
    case 'INITIATION_PENDING_REDIRECT_AUTH':
    case 'INITIATION_PENDING_REDIRECT_HP':
    case 'INITIATION_PENDING_REDIRECT_PBL': {
      const url = parseSafeUrl(authentication.redirectUrl ?? '', environment)?.href;
      if (url === undefined) throw badAnswer('an unsafe redirect address');
      if (url === reference.visited) return standing(reference, payment);
      return paymentStep({ at: 'pay-redirect', ...reference, url });
    }
    case 'INITIATION_PENDING_EMBEDDED_AUTH': {
      const form = presentForm(authentication);
      const flow = packPayment({ at: 'pay-wait', ...reference });
      if (form.kind === 'unsupported') return { kind: 'refused', code: 'unsupported_step', detail: form.reason, flow };
      if (form.kind === 'decoupled') return paymentStep({ at: 'pay-decoupled', ...reference, polls });
      return paymentStep({ at: 'pay-fields', ...reference, fields: [...form.fields], answers: [...form.answers] });
    }
    case 'INITIATION_PENDING_DECOUPLED_AUTH':
      return paymentStep({ at: 'pay-decoupled', ...reference, polls });
    default:
      return standing(reference, payment);
  }
}
