import { ProviderError } from '../../provider-error.js';
import type { BeginRequest, CallContext, PaymentInstruction, ResumeInput, Step } from '../../authorisation.js';
import type { Payments } from '../../provider.js';
import type { ProviderDeps } from '../../registry.js';
import type { TokenIoClient } from '../client.js';
import { toCredentials } from '../fields.js';
import type { TokenIoConfig } from '../options.js';
import { callbackRequest } from '../requests.js';
import { PayingBank } from './banks.js';
import { bankQuery, checkPaymentCallback } from './callback.js';
import { debtorFields, debtorFieldsAgain, readDebtor } from './debtor.js';
import {
  packPayment,
  paymentReferenceOf,
  unpackPayment,
  type PaymentFlow,
  type PaymentFlowAt,
  type PaymentReference,
  type PaymentWish,
} from './flow.js';
import { paymentBody, wishOf, type Debtor } from './order.js';
import {
  cancelPaymentRequest,
  embeddedAuthRequest,
  findPaymentRequest,
  paymentRequest,
  readPaymentRequest,
} from './requests.js';
import { reportOf, isAccepted } from './status.js';
import { paymentStep, stepOfPayment } from './steps.js';
import { WirePaymentAnswer, WirePaymentList, type WirePayment } from './wire.js';

/** How long an order that was sent may take to appear at Token.io before it counts as never arrived. */
const arrivalMs = 30_000;

export interface TokenPayments extends Required<Omit<Payments, 'initiate'>> {
  begin(request: BeginRequest, payment: PaymentInstruction, context: CallContext): Promise<Step>;
  resume(flow: PaymentFlow, input: ResumeInput, context: CallContext): Promise<Step>;
}

/** Payments v2 (sheet section 15): the payment is made first, and the shopper approves it in the steps that it asks for. */
export function createPayments(config: TokenIoConfig, deps: ProviderDeps, client: TokenIoClient): TokenPayments {
  const { environment } = deps;

  async function read(paymentId: string, context: CallContext): Promise<WirePayment> {
    const { payment } = await client.call(readPaymentRequest(paymentId), WirePaymentAnswer, context);
    if (payment.id !== paymentId) throw foreign();
    return payment;
  }

  async function find(refId: string, context: CallContext): Promise<WirePayment | undefined> {
    const { payments = [] } = await client.call(findPaymentRequest(refId), WirePaymentList, context);
    return payments.find(({ initiation }) => initiation?.refId === refId);
  }

  /** A payment that Token.io has, as what it asks for next. */
  function follow(wish: PaymentWish, payment: WirePayment): Step {
    const { state, order } = wish;
    const correlationId = config.callback === 'tpp' ? (payment.initiation?.callbackState ?? state) : payment.id;
    const reference = {
      paymentId: payment.id,
      state: payment.initiation?.callbackState ?? state,
      correlationId,
      order,
      accepted: false,
    };
    return stepOfPayment(reference, payment, environment);
  }

  /**
   * Gives the order to Token.io, once. Whatever goes wrong, the payment is looked for by its reference before anything is
   * said: it may be there from this call, from one before a crash, or from a proxy that sent the call twice.
   */
  async function create(wish: PaymentWish, debtor: Debtor | undefined, context: CallContext): Promise<Step> {
    const sensitive = debtor !== undefined;
    try {
      const request = paymentRequest(paymentBody(wish, config, debtor), context);
      return follow(wish, (await client.call(request, WirePaymentAnswer, context, { sensitive })).payment);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return afterFailure(wish, error, context);
    }
  }

  async function afterFailure(wish: PaymentWish, failure: ProviderError, context: CallContext): Promise<Step> {
    const found = await find(wish.refId, context).catch(() => 'nobody knows' as const);
    if (typeof found === 'object') return follow(wish, found);
    // An answer that says no is believed when the payment is not there either.
    if (found === undefined && !failure.inDoubt && !unclear.has(failure.code)) throw failure;
    return doubt({ at: 'pay-doubt', wish, since: deps.now() });
  }

  /** Nobody can pay meanwhile what was never shown, but nothing is sent again either. */
  const doubt = (flow: PaymentFlowAt<'pay-doubt'>): Step => ({
    kind: 'paid',
    payment: { status: 'unknown', detail: 'it is not known whether the order arrived' },
    flow: packPayment(flow),
  });

  async function lookFor(flow: PaymentFlowAt<'pay-doubt'>, context: CallContext): Promise<Step> {
    const found = await find(flow.wish.refId, context);
    if (found) return follow(flow.wish, found);
    if (deps.now() - flow.since < arrivalMs) return doubt(flow);
    const detail = 'the order never arrived';
    return {
      kind: 'paid',
      payment: { status: 'failed', code: 'provider_unavailable', detail },
      flow: packPayment(flow),
    };
  }

  async function submit(
    flow: PaymentFlowAt<'pay-fields'>,
    values: Readonly<Record<string, string>>,
    context: CallContext,
  ): Promise<Step> {
    const answers = toCredentials(values, flow.answers);
    if (!answers) return paymentStep(flow);
    const reference = paymentReferenceOf(flow);
    try {
      const request = embeddedAuthRequest(flow.paymentId, answers, context);
      const { payment } = await client.call(request, WirePaymentAnswer, context, { sensitive: true });
      if (payment.id !== flow.paymentId) throw foreign();
      return stepOfPayment(reference, payment, environment);
    } catch (error) {
      // What was typed may have been taken all the same: how it stands says more than the failure.
      if (!(error instanceof ProviderError) || error.code === 'integrity_failed') throw error;
      return stepOfPayment(reference, await read(flow.paymentId, context), environment);
    }
  }

  /** The browser is back. What it brings is a hint; how the payment stands is read. */
  async function comeBack(flow: PaymentFlowAt<'pay-redirect'>, query: string, context: CallContext): Promise<Step> {
    const reference: PaymentReference = { ...paymentReferenceOf(flow), visited: flow.url };
    if (config.callback === 'tpp') return stepOfPayment(reference, await handOver(flow, query, context), environment);
    checkPaymentCallback(query, { paymentId: flow.paymentId, state: flow.state, memberId: config.memberId });
    return stepOfPayment(reference, await read(flow.paymentId, context), environment);
  }

  /** The bank itself sent the browser (section 10.2): Token.io reads the query. It can be handed over once. */
  async function handOver(
    flow: PaymentFlowAt<'pay-redirect'>,
    query: string,
    context: CallContext,
  ): Promise<WirePayment> {
    const request = callbackRequest(bankQuery(query), context);
    try {
      const { payment } = await client.call(request, WirePaymentAnswer, context, { sensitive: true });
      if (payment.id !== flow.paymentId) throw foreign();
      return payment;
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code === 'integrity_failed') throw error;
      return read(flow.paymentId, context);
    }
  }

  async function look(flow: PaymentFlow, context: CallContext): Promise<Step> {
    switch (flow.at) {
      case 'pay-collect':
        return paymentStep(flow);
      case 'pay-doubt':
        return lookFor(flow, context);
      case 'pay-fields': {
        const payment = await read(flow.paymentId, context);
        const isAsked = payment.status === 'INITIATION_PENDING_EMBEDDED_AUTH';
        return isAsked ? paymentStep(flow) : stepOfPayment(paymentReferenceOf(flow), payment, environment);
      }
      case 'pay-decoupled':
        return stepOfPayment(
          paymentReferenceOf(flow),
          await read(flow.paymentId, context),
          environment,
          flow.polls + 1,
        );
      default:
        return stepOfPayment(paymentReferenceOf(flow), await read(flow.paymentId, context), environment);
    }
  }

  async function status(state: Parameters<Payments['status']>[0], context: CallContext) {
    const flow = unpackPayment(state);
    if (flow.at === 'pay-collect')
      throw new ProviderError('interrupted', { retryable: false, detail: 'nothing was paid' });
    const payment =
      flow.at === 'pay-doubt' ? await find(flow.wish.refId, context) : await read(flow.paymentId, context);
    if (payment === undefined) return { payment: { status: 'unknown' as const }, flow: state };
    const seen = flow.at !== 'pay-doubt' && flow.accepted;
    const next =
      flow.at === 'pay-doubt'
        ? follow(flow.wish, payment).flow
        : packPayment({ ...flow, accepted: seen || isAccepted(payment) });
    return { payment: reportOf(payment, seen), flow: next };
  }

  return {
    begin(request, payment, context) {
      const { rails, asksDebtor } = PayingBank.parse(request.bank.data['paying'] ?? {});
      const about = { rails, state: deps.randomId(), choice: config.localInstrument };
      const wish = wishOf(request, payment, about);
      if (!wish || (asksDebtor && payment.creditor.account.scheme !== 'iban')) {
        throw new ProviderError('bank_not_supported', {
          retryable: false,
          detail: 'the bank has no rail for this order',
        });
      }
      if (!asksDebtor) return create(wish, undefined, context);
      return Promise.resolve(paymentStep({ at: 'pay-collect', wish, fields: [...debtorFields], answers: [] }));
    },

    resume(flow, input, context) {
      if (input.kind === 'callback' && flow.at === 'pay-redirect') return comeBack(flow, input.query, context);
      if (input.kind === 'credentials' && flow.at === 'pay-fields') return submit(flow, input.values, context);
      if (input.kind === 'credentials' && flow.at === 'pay-collect') {
        const debtor = readDebtor(input.values);
        if (debtor === 'missing') return Promise.resolve(paymentStep(flow));
        if (debtor === 'invalid') return Promise.resolve(paymentStep({ ...flow, fields: [...debtorFieldsAgain] }));
        return create(flow.wish, debtor, context);
      }
      return look(flow, context);
    },

    status,

    async cancel(state, context) {
      const flow = unpackPayment(state);
      if (flow.at !== 'pay-collect' && flow.at !== 'pay-doubt') {
        // Only the interface definitions know this call: where it is refused, how the payment stands decides.
        await client.call(cancelPaymentRequest(flow.paymentId), WirePaymentAnswer, context).catch((error: unknown) => {
          if (!(error instanceof ProviderError)) throw error;
        });
      }
      return status(state, context);
    },
  };
}

/** After these an order may have arrived, whatever was answered. */
const unclear: ReadonlySet<string> = new Set(['provider_unavailable', 'bank_unavailable', 'bad_provider_answer']);

const foreign = (): ProviderError =>
  new ProviderError('integrity_failed', { retryable: false, detail: 'an answer about another payment' });
