import { setTimeout as delay } from 'node:timers/promises';
import { assertNever } from '../lib/assert-never.js';
import { ProviderError, type CallContext, type Provider, type ProviderBank } from '../providers/provider.js';
import { SessionError } from './errors.js';
import type { Journal } from './journal.js';
import type { Limits } from './limits.js';
import type { SessionDeps } from './ports.js';
import type { Presence } from './presence.js';
import { checkedStep, StoppedError, toFailure, withDeadline } from './provider-call.js';
import type { Session, SessionEffect, SessionEvent } from './types.js';
import { accessUntil } from './view.js';

type Asking = Extract<SessionEffect, { readonly call: number }>;
type Undoing = Exclude<SessionEffect, Asking>;

/** How long a result is offered to a store that cannot be reached; then the journal takes over. */
const reportTries = 8;

/**
 * Performs the effects of stored changes: one provider call per effect, in the background, with a deadline and a lease that
 * is renewed while it runs. What comes back goes into the journal as an event; what comes back too late is undone.
 */
export class Operations {
  readonly #running = new Map<Promise<void>, { readonly id: string; readonly call?: number }>();
  readonly #stopping = new AbortController();

  constructor(
    private readonly deps: SessionDeps,
    private readonly limits: Limits,
    private readonly journal: Journal,
    private readonly presence: Presence,
  ) {}

  run(session: Session, effects: readonly SessionEffect[], traceId: string): void {
    if (this.#stopping.signal.aborted) return;
    for (const effect of effects) {
      const work = 'call' in effect ? this.#ask(session, effect, traceId) : this.#undo(session, effect, traceId);
      const running = work.catch((error: unknown) => this.#unexpected(session, error, traceId));
      this.#running.set(running, { id: session.id, call: 'call' in effect ? effect.call : undefined });
      void running.finally(() => this.#running.delete(running));
    }
  }

  /** True while this process carries the call out: then it is not lost, however late it is. */
  isRunning(id: string, call: number): boolean {
    return [...this.#running.values()].some((running) => running.id === id && running.call === call);
  }

  /** Waits for what runs, at most `graceMs`; then breaks it off and forgets it: the journal knows what was under way. */
  async drain(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#stopping.abort(), graceMs);
    while (this.#running.size > 0) await Promise.all(this.#running.keys());
    clearTimeout(timer);
    this.#stopping.abort();
  }

  async #ask(session: Session, effect: Asking, traceId: string): Promise<void> {
    const { call } = effect;
    const { id } = session;
    const renewal = setInterval(() => this.#renew(id, call, traceId), this.limits.leaseMs / 3);
    try {
      const event = await this.#answer(session, effect, traceId);
      if (event) await this.#report(session, event, traceId);
    } finally {
      clearInterval(renewal);
    }
  }

  #renew(id: string, call: number, traceId: string): void {
    const renewed = this.journal.apply(id, traceId, (_, at) => ({ type: 'lease_renewed', at, call }));
    renewed.catch((error: unknown) =>
      this.deps.logger.warn({ err: error, sessionId: id, traceId }, 'lease not renewed'),
    );
  }

  /** The event that the call comes to; undefined when the server stopped in the middle of it. */
  async #answer(session: Session, effect: Asking, traceId: string): Promise<SessionEvent | undefined> {
    const { call, bank } = effect;
    const { now, randomId, jitter = Math.random } = this.deps;
    try {
      const provider = this.#provider(bank.provider);
      if (effect.type === 'read_accounts') {
        const read = (context: CallContext) => provider.data.accounts(effect.grant, context);
        const accounts = await this.#call(session, provider, 'accounts', traceId, read);
        return { type: 'accounts_read', at: now(), call, accounts: this.deps.describeAccounts(accounts, randomId) };
      }
      const asked = await this.#call(
        session,
        provider,
        nameOf(effect),
        traceId,
        this.#question(session, provider, effect),
      );
      const step = checkedStep(asked, provider, this.deps.environment);
      return { type: 'step_arrived', at: now(), call, step, traceId, connectionId: randomId(), jitter: jitter() };
    } catch (error) {
      if (error instanceof StoppedError) return undefined;
      const { failure, retryable } = toFailure(error, traceId);
      const { code, detail } = failure;
      this.deps.logger.warn(
        { sessionId: session.id, traceId, provider: bank.provider, code, detail },
        'provider call failed',
      );
      return { type: 'call_failed', at: now(), call, failure, retryable, jitter: jitter() };
    }
  }

  #question(session: Session, provider: Provider, effect: Exclude<Asking, { type: 'read_accounts' }>) {
    if (effect.type === 'resume') {
      return (context: CallContext) => provider.consent.resume(effect.flow, effect.input, context);
    }
    const { params, merchantId } = session;
    const request = {
      sessionId: session.id,
      bank: this.#bank(effect.bank),
      scopes: params.scopes,
      callbackUrl: `${this.deps.publicUrl}/callback/${merchantId}/${provider.id}`,
      accessUntil: accessUntil(session),
      purpose: params.purpose,
      merchantName: this.deps.merchants.get(merchantId)?.name ?? '',
      country: effect.bank.country,
      locale: params.locale,
      psuId: params.psuId,
    };
    return (context: CallContext) => provider.consent.begin(request, context);
  }

  async #call<T>(
    session: Session,
    provider: Provider,
    operation: string,
    traceId: string,
    call: (context: CallContext) => Promise<T>,
  ): Promise<T> {
    const psu = this.presence.of(session.id);
    const started = performance.now();
    let result = 'ok';
    try {
      return await withDeadline(this.limits.callMs, this.#stopping.signal, (signal) => call({ signal, traceId, psu }));
    } catch (error) {
      result = toFailure(error, traceId).failure.code;
      throw error;
    } finally {
      this.deps.metrics?.providerCalled(provider.id, operation, result, (performance.now() - started) / 1000);
    }
  }

  /** Writes the answer down, if need be for as long as a store that restarts takes. */
  async #report(session: Session, event: SessionEvent, traceId: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        const { refused, session: current } = await this.journal.apply(session.id, traceId, () => event);
        if (refused) this.#discard(session, current, event, traceId);
        return;
      } catch (error) {
        if (tries === reportTries || error instanceof SessionError) throw error;
        await delay(100 * 2 ** tries, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
        if (this.#stopping.signal.aborted) return;
      }
    }
  }

  /** An answer that nobody waits for any more: what it opened at the provider is closed, unless the attempt went on without it. */
  #discard(asked: Session, current: Session, event: SessionEvent, traceId: string): void {
    this.deps.logger.info({ sessionId: asked.id, traceId, event: event.type }, 'stale answer dropped');
    if (event.type !== 'step_arrived' || !('bank' in asked.state)) return;
    if (current.attempts === asked.attempts && goesOn(current)) return;
    const { step } = event;
    const { bank } = asked.state;
    if (step.kind === 'refused') return;
    const undo: Undoing =
      step.kind === 'authorised'
        ? { type: 'revoke_grant', bank, grant: step.grant }
        : { type: 'cancel_at_provider', bank, flow: step.flow };
    this.run(asked, [undo], traceId);
  }

  /** Told once, best effort: what the provider does not hear it forgets by itself. */
  async #undo(session: Session, effect: Undoing, traceId: string): Promise<void> {
    try {
      const provider = this.#provider(effect.bank.provider);
      if (effect.type === 'revoke_grant') {
        if (!provider.capabilities.revocation) return;
        await this.#call(session, provider, 'revoke', traceId, (context) =>
          provider.data.revoke(effect.grant, context),
        );
      } else {
        await this.#call(session, provider, 'cancel', traceId, (context) =>
          provider.consent.cancel(effect.flow, context),
        );
      }
    } catch (error) {
      const { code, detail } = toFailure(error, traceId).failure;
      this.deps.logger.warn({ sessionId: session.id, traceId, code, detail, effect: effect.type }, 'provider not told');
    }
  }

  #provider(id: string): Provider {
    const provider = this.deps.providers.get(id);
    if (!provider)
      throw new ProviderError('bank_not_found', { retryable: false, detail: 'the provider is not configured' });
    return provider;
  }

  #bank({ id, provider }: Asking['bank']): ProviderBank {
    const source = this.deps.catalogue.find(id)?.sources.find((candidate) => candidate.provider === provider);
    if (!source) throw new ProviderError('bank_not_found', { retryable: false, detail: 'the bank left the list' });
    return source.bank;
  }

  #unexpected(session: Session, error: unknown, traceId: string): void {
    this.deps.logger.error({ err: error, sessionId: session.id, traceId }, 'operation not written down');
  }
}

/** The name of a question in metrics. */
function nameOf(effect: Exclude<Asking, { type: 'read_accounts' }>): string {
  switch (effect.type) {
    case 'begin':
      return 'begin';
    case 'resume':
      return effect.input.kind;
    default:
      return assertNever(effect);
  }
}

/** The attempt is alive or came to its end without the answer. */
const goesOn = ({ state }: Session): boolean =>
  state.status === 'completed' || 'flow' in state || state.status === 'processing';
