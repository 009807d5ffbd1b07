import { z } from 'zod';
import { CredentialField } from '../../../contract/fields.js';
import { PaymentOrder } from '../../../contract/payments.js';
import { ProviderError } from '../../provider-error.js';
import type { FlowState } from '../../authorisation.js';
import type { JsonObject } from '../../json.js';
import { AnswerKey } from '../fields.js';

/** What is to be paid, at which bank, and what else the order to Token.io holds. */
export const PaymentWish = z.object({
  bankId: z.string(),
  /** Ours, the same whenever the same attempt is sent: Token.io takes a reference once. */
  refId: z.string(),
  state: z.string(),
  callbackUrl: z.string(),
  psuId: z.string().optional(),
  order: PaymentOrder,
  localInstrument: z.enum(['SEPA', 'SEPA_INSTANT', 'FASTER_PAYMENTS', 'ELIXIR', 'EU_DOMESTIC_NON_EURO', 'AUTO_SELECT']),
});
export type PaymentWish = z.infer<typeof PaymentWish>;

/** A payment that Token.io has. */
const reference = {
  paymentId: z.string(),
  state: z.string(),
  /** By what a callback finds the session: the payment id, or our state where banks return to us directly. */
  correlationId: z.string(),
  order: PaymentOrder,
  /** The bank had the order at some time: from then on an expiry says nothing about the money. */
  accepted: z.boolean(),
  /** The address that the shopper came back from. Token.io may show it for a moment longer. */
  visited: z.string().optional(),
};
export const PaymentReference = z.object(reference);
export type PaymentReference = z.infer<typeof PaymentReference>;

const shown = { fields: z.array(CredentialField), answers: z.array(AnswerKey) };

const PaymentFlow = z.discriminatedUnion('at', [
  /** What the bank wants to know of the payer is asked for; Token.io does not know of the payment yet. */
  z.object({ at: z.literal('pay-collect'), wish: PaymentWish, ...shown }),
  /** The order was sent, and nobody knows yet whether it arrived. */
  z.object({ at: z.literal('pay-doubt'), wish: PaymentWish, since: z.number() }),
  z.object({ at: z.literal('pay-fields'), ...reference, ...shown }),
  z.object({ at: z.literal('pay-redirect'), ...reference, url: z.string() }),
  z.object({ at: z.literal('pay-decoupled'), ...reference, polls: z.number().int() }),
  z.object({ at: z.literal('pay-wait'), ...reference }),
]);
export type PaymentFlow = z.infer<typeof PaymentFlow>;
export type PaymentFlowAt<K extends PaymentFlow['at']> = Extract<PaymentFlow, { at: K }>;
export type Ordered = Exclude<PaymentFlow, { at: 'pay-collect' | 'pay-doubt' }>;

export function packPayment(flow: PaymentFlow): FlowState {
  const data = flow as unknown as JsonObject;
  if (flow.at === 'pay-collect') return { data };
  if (flow.at === 'pay-doubt') return { data, paymentId: flow.wish.refId };
  return { data, correlationId: flow.correlationId, paymentId: flow.paymentId };
}

/** Whether a flow is one of a payment, and not of account access. */
export const isPayment = ({ data }: FlowState): boolean => {
  const { at } = data;
  return typeof at === 'string' && at.startsWith('pay-');
};

/** Throws `interrupted` for a flow that another version wrote and this one cannot read. */
export function unpackPayment(state: FlowState): PaymentFlow {
  const parsed = PaymentFlow.safeParse(state.data);
  if (!parsed.success) throw new ProviderError('interrupted', { retryable: false, detail: 'unreadable flow state' });
  return parsed.data;
}

/** The reference of a flow, without what belongs to its step. */
export const paymentReferenceOf = (flow: Ordered): PaymentReference => PaymentReference.parse(flow);
