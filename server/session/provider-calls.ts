import { bankIdOf } from '../banks/catalogue.js';
import { ProviderError } from '../providers/provider-error.js';
import type {
  BeginRequest,
  CallContext,
  FlowState,
  Grant,
  PaymentInstruction,
  Step,
} from '../providers/authorisation.js';
import type { Provider } from '../providers/provider.js';
import type { ProviderAccount, ProviderBank } from '../providers/provider-data.js';
import type { Money } from '../contract/money.js';
import type { Balance } from '../contract/connections.js';
import { fitsRules } from './account-choice.js';
import type { SessionEffect } from './events.js';
import type { Limits } from './limits.js';
import type { SessionDeps } from './ports.js';
import type { Presence } from './presence.js';
import { checkedStep, toFailure, withDeadline } from './call-guards.js';
import { checkedOrder, checkedReport } from './payment-order.js';
import type { Session, SessionBank, SessionPayment } from './types.js';
import { sharesConsent } from './renewal.js';
import { accessUntil } from './view.js';

type EffectOf<Type extends SessionEffect['type']> = Extract<SessionEffect, { readonly type: Type }>;

/** Effects that are answered by a step. */
type StepEffect = EffectOf<'begin' | 'resume' | 'pay' | 'settle'>;

/** What an effect says, said to the provider. Every call has a deadline, the shopper's device while there, and a metric. */
export class ProviderCalls {
  readonly #deps: SessionDeps;
  readonly #limits: Limits;
  readonly #presence: Presence;
  readonly #stopping: AbortSignal;

  constructor(deps: SessionDeps, limits: Limits, presence: Presence, stopping: AbortSignal) {
    this.#deps = deps;
    this.#limits = limits;
    this.#presence = presence;
    this.#stopping = stopping;
  }

  /** Throws `ProviderError` for what the provider, or a check of its answer, refuses; and whatever else breaks. */
  async step(session: Session, effect: StepEffect, traceId: string): Promise<Step> {
    const provider = this.#provider(effect.bank);
    const name = effect.type === 'resume' ? effect.input.kind : effect.type;
    const question = await this.#question(session, provider, effect);
    const step = await this.#call(session, provider, name, traceId, question);
    return this.#checked(session, checkedStep(step, provider, this.#deps.environment), traceId);
  }

  /** A payment that is not the one ordered has failed, whatever the provider says; somebody must look at it. */
  #checked({ id, payment }: Session, step: Step, traceId: string): Step {
    if (step.kind !== 'paid' || !payment) return step;
    const checked = checkedReport(step.payment, payment.order);
    if (checked.code === 'payment_mismatch') {
      const { detail } = checked;
      this.#deps.logger.error({ sessionId: id, paymentId: payment.id, traceId, detail }, 'payment does not match');
    }
    return { ...step, payment: checked };
  }

  async accounts(
    session: Session,
    effect: EffectOf<'read_accounts'>,
    traceId: string,
  ): Promise<readonly ProviderAccount[]> {
    const provider = this.#provider(effect.bank);
    return this.#call(session, provider, 'accounts', traceId, (context) =>
      provider.data.accounts(effect.grant, context),
    );
  }

  /**
   * Balances for the shopper's eyes, where the session shows them: of a few accounts, for a few seconds, and only while the
   * shopper is there, by the provider's account id. What cannot be read is left out; the accounts never wait for it longer than that.
   */
  async balances(
    session: Session,
    { bank, grant }: EffectOf<'read_accounts'>,
    accounts: readonly ProviderAccount[],
    traceId: string,
  ): Promise<ReadonlyMap<string, Money>> {
    const rules = session.params.accounts;
    const shown = new Map<string, Money>();
    if (!rules?.showBalances || this.#presence.of(session.id) === undefined) return shown;
    const provider = this.#provider(bank);
    const timeUp = AbortSignal.any([this.#stopping, AbortSignal.timeout(this.#limits.balancesMs)]);
    const read = async ({ id }: ProviderAccount): Promise<void> => {
      const ask = (context: CallContext) => provider.data.balances(grant, id, context);
      const balance = mainBalance(await this.#call(session, provider, 'balances', traceId, ask, timeUp));
      if (balance) shown.set(id, balance.amount);
    };
    const fitting = accounts.filter((account) => fitsRules(account, rules));
    await Promise.allSettled(fitting.slice(0, this.#limits.balances).map(read));
    return shown;
  }

  async undo(
    session: Session,
    effect: EffectOf<'cancel_at_provider' | 'revoke_grant'>,
    traceId: string,
  ): Promise<void> {
    const provider = this.#provider(effect.bank);
    const { consent, data, capabilities } = provider;
    if (effect.type === 'cancel_at_provider') {
      await this.#call(session, provider, 'cancel', traceId, (context) => consent.cancel(effect.flow, context));
    } else if (capabilities.revocation && !(await this.#isNeeded(session, provider, effect.grant))) {
      await this.#call(session, provider, 'revoke', traceId, (context) => data.revoke(effect.grant, context));
    }
  }

  /** The consent of this grant is that of the connection which should be renewed, and is: revoking it would end both. */
  async #isNeeded({ merchantId, params }: Session, provider: Provider, grant: Grant): Promise<boolean> {
    if (params.connectionId === undefined) return false;
    const stored = await this.#deps.store.connections.find(merchantId, params.connectionId);
    return stored !== undefined && stored.revocation === undefined && sharesConsent(provider, stored.grant, grant);
  }

  async #question(session: Session, provider: Provider, effect: StepEffect) {
    const { id, consent } = provider;
    switch (effect.type) {
      case 'resume':
        return (context: CallContext) => consent.resume(effect.flow, effect.input, context);
      case 'pay':
        return (context: CallContext) => initiate(provider, session, effect, context);
      case 'settle':
        return (context: CallContext) => settle(provider, effect.flow, context);
      case 'begin':
    }
    const { params, merchantId } = session;
    const renew = await this.#grantToRenew(session);
    const request: BeginRequest = {
      sessionId: session.id,
      bank: this.#bank(effect.bank),
      scopes: params.scopes,
      callbackUrl: `${this.#deps.publicUrl}/callback/${merchantId}/${id}`,
      accessUntil: accessUntil(session),
      purpose: params.purpose,
      merchantName: this.#deps.merchants.get(merchantId)?.name ?? merchantId,
      country: effect.bank.country,
      locale: params.locale,
      psuId: params.psuId,
      ...(renew === undefined ? {} : { renew }),
      ...(session.payment && { payment: instruction(session, session.payment) }),
    };
    return (context: CallContext) => consent.begin(request, context);
  }

  async #grantToRenew({ merchantId, params }: Session): Promise<Grant | undefined> {
    if (params.connectionId === undefined) return undefined;
    const stored = await this.#deps.store.connections.find(merchantId, params.connectionId);
    if (stored !== undefined && stored.revocation === undefined) return stored.grant;
    const detail = 'the connection was removed before it could be renewed';
    throw new ProviderError('connection_revoked', { retryable: false, detail });
  }

  async #call<T>(
    session: Session,
    provider: Pick<Provider, 'id'>,
    operation: string,
    traceId: string,
    call: (context: CallContext) => Promise<T>,
    stopping: AbortSignal = this.#stopping,
  ): Promise<T> {
    const psu = this.#presence.of(session.id);
    const started = performance.now();
    let result = 'ok';
    try {
      return await withDeadline(this.#limits.callMs, stopping, (signal) => call({ signal, traceId, psu }));
    } catch (error) {
      result = toFailure(error, traceId).failure.code;
      throw error;
    } finally {
      this.#deps.metrics?.providerCalled(provider.id, operation, result, (performance.now() - started) / 1000);
    }
  }

  #provider({ provider: id }: SessionBank): Provider {
    const provider = this.#deps.providers.get(id);
    if (!provider) throw gone('the provider is not configured');
    return provider;
  }

  #bank({ provider, providerBankId }: SessionBank): ProviderBank {
    const found = this.#deps.catalogue.find(bankIdOf(provider, providerBankId));
    const source = found?.sources.find((candidate) => candidate.provider === provider);
    if (!source) throw gone('the bank left the list');
    return source.bank;
  }
}

const instruction = ({ attempts }: Session, payment: SessionPayment): PaymentInstruction => ({
  ...checkedOrder(payment),
  id: payment.id,
  attempt: attempts,
});

/** Sends the order. What was stored before is what is sent, to the letter; nothing has been sent when this refuses. */
async function initiate(
  { payments }: Provider,
  session: Session,
  { grant, flow }: EffectOf<'pay'>,
  context: CallContext,
): Promise<Step> {
  const { payment } = session;
  if (!payments?.initiate || !payment) throw gone('the provider makes no payments');
  return payments.initiate(grant, instruction(session, payment), flow, context);
}

async function settle({ payments }: Provider, flow: FlowState, context: CallContext): Promise<Step> {
  if (!payments) throw gone('the provider makes no payments');
  return { kind: 'paid', ...(await (payments.cancel ?? payments.status)(flow, context)) };
}

/** What can be spent, where the bank says so; else what is booked. */
const mainBalance = (balances: readonly Balance[]): Balance | undefined =>
  balances.find(({ type }) => type === 'available') ?? balances.find(({ type }) => type === 'current') ?? balances[0];

const gone = (detail: string): ProviderError => new ProviderError('bank_not_found', { retryable: false, detail });
