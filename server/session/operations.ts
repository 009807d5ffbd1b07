import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Money } from '../contract/money.js';
import type { StoredAccount } from '../store/stored.js';
import { SessionError } from './errors.js';
import type { Journal } from './journal.js';
import type { Limits } from './limits.js';
import type { SessionDeps } from './ports.js';
import type { ProviderAccount } from '../providers/provider-data.js';
import type { Presence } from './presence.js';
import { isAnother } from './renewal.js';
import { StoppedError, toFailure } from './call-guards.js';
import { ProviderCalls } from './provider-calls.js';
import type { SessionEffect, SessionEvent } from './events.js';
import type { Failure, Session, SessionState, StateOf } from './types.js';
import { within } from './within.js';

type Asking = Extract<SessionEffect, { readonly call: number }>;
type Undoing = Exclude<SessionEffect, Asking>;

/** What the bank told about its accounts; balances by the provider's account id. */
interface ReadAccounts {
  readonly listed: readonly ProviderAccount[];
  readonly balances: ReadonlyMap<string, Money>;
  readonly traceId: string;
}
/** What a provider's answer is to the session that it reaches. */
type Answer = (at: number) => SessionEvent | Promise<SessionEvent>;

/** How long a result is offered to a store that cannot be reached; then the journal takes over. */
const reportTries = 8;
const breakOffMs = 500;

/**
 * Performs the effects of stored changes: one provider call per effect, in the background, with a deadline and a lease that
 * is renewed while it runs. What comes back goes into the journal as an event; what comes back too late is undone.
 */
export class Operations {
  readonly #deps: SessionDeps;
  readonly #limits: Limits;
  readonly #journal: Journal;
  readonly #running = new Map<Promise<void>, { readonly id: string; readonly call?: number }>();
  readonly #stopping = new AbortController();
  readonly #calls: ProviderCalls;

  constructor(deps: SessionDeps, limits: Limits, journal: Journal, presence: Presence) {
    this.#deps = deps;
    this.#limits = limits;
    this.#journal = journal;
    // Every call listens.
    setMaxListeners(0, this.#stopping.signal);
    this.#calls = new ProviderCalls(deps, limits, presence, this.#stopping.signal);
  }

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
    await within(graceMs, this.#finished());
    this.#stopping.abort();
    // What is broken off ends at once, unless the store hangs.
    await within(breakOffMs, this.#finished());
  }

  /** Also waits for what begins meanwhile. */
  async #finished(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.keys());
  }

  async #ask(session: Session, effect: Asking, traceId: string): Promise<void> {
    const { call } = effect;
    const { id } = session;
    const renewal = setInterval(() => this.#renew(id, call, traceId), this.#limits.leaseMs / 3);
    try {
      const answer = await this.#answer(session, effect, traceId);
      if (answer) await this.#report(session, answer, traceId);
    } finally {
      clearInterval(renewal);
    }
  }

  #renew(id: string, call: number, traceId: string): void {
    const renewed = this.#journal.apply(id, traceId, (_, at) => ({ type: 'lease_renewed', at, call }));
    renewed.catch((error: unknown) =>
      this.#deps.logger.warn({ err: error, sessionId: id, traceId }, 'lease not renewed'),
    );
  }

  /** The event that the call comes to, made when it is written down; undefined when the server stopped in the middle of it. */
  async #answer(session: Session, effect: Asking, traceId: string): Promise<Answer | undefined> {
    const { call } = effect;
    const { randomId, jitter = Math.random } = this.#deps;
    try {
      if (effect.type === 'read_accounts') {
        const listed = await this.#calls.accounts(session, effect, traceId);
        const balances = await this.#calls.balances(session, effect, listed, traceId);
        return (at) => this.#accountsRead(session, effect, { listed, balances, traceId }, at);
      }
      const step = await this.#calls.step(session, effect, traceId);
      const connectionId = randomId();
      const { lateResultMs } = this.#deps.providers.get(effect.bank.provider)?.capabilities ?? {};
      return (at) => ({ type: 'step_arrived', at, call, step, traceId, lateResultMs, connectionId, jitter: jitter() });
    } catch (error) {
      if (error instanceof StoppedError) return undefined;
      const { failure, retryable, inDoubt } = toFailure(error, traceId);
      this.#warn(session, effect, failure, 'provider call failed');
      return (at) => ({ type: 'call_failed', at, call, failure, retryable, inDoubt, jitter: jitter() });
    }
  }

  /** Accounts of a renewed connection keep their ids; the connection is read each time, so that none is given out twice. */
  async #accountsRead(
    session: Session,
    { call, bank, grant }: Extract<Asking, { readonly type: 'read_accounts' }>,
    { listed, balances, traceId }: ReadAccounts,
    at: number,
  ): Promise<SessionEvent> {
    const { describeAccounts, randomId, store, providers } = this.#deps;
    const { connectionId, accounts: rules } = session.params;
    const old = connectionId === undefined ? undefined : await store.connections.find(session.merchantId, connectionId);
    const provider = providers.get(bank.provider);
    const accounts = describeAccounts(listed, randomId, old?.accounts);
    const limitedTo = rules === undefined ? old?.connection.accountIds : undefined;
    const read = {
      type: 'accounts_read',
      at,
      call,
      traceId,
      balances: byPublicId(accounts, balances),
      ...(limitedTo === undefined ? {} : { limitedTo }),
    } as const;
    if (old === undefined || provider === undefined) return { ...read, accounts };
    if (!isAnother(provider, old, grant, accounts)) return { ...read, accounts, renews: old };
    return { ...read, accounts: accounts.filter(({ unlisted }) => unlisted !== true), isAnother: true };
  }

  /** Writes the answer down, if need be for as long as a store that restarts takes. */
  async #report(session: Session, answer: Answer, traceId: string): Promise<void> {
    let event: SessionEvent | undefined;
    const decide = async (_: Session, at: number) => (event = await answer(at));
    for (let tries = 1; ; tries++) {
      try {
        const { refused, session: current } = await this.#journal.apply(session.id, traceId, decide);
        if (refused && event) this.#discard(session, current, event, traceId);
        return;
      } catch (error) {
        // Erased meanwhile: what it opened at the provider is closed.
        if (error instanceof SessionError && error.code === 'not_found') {
          this.#discard(session, { ...session, attempts: Infinity }, await answer(this.#deps.now()), traceId);
          return;
        }
        if (tries === reportTries || error instanceof SessionError) throw error;
        await delay(100 * 2 ** tries, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
        if (this.#stopping.signal.aborted) return;
      }
    }
  }

  /** An answer that nobody waits for any more: what it opened at the provider is closed, unless the attempt went on without it. */
  #discard(asked: Session, current: Session, event: SessionEvent, traceId: string): void {
    this.#deps.logger.info({ sessionId: asked.id, traceId, event: event.type }, 'stale answer dropped');
    if (event.type !== 'step_arrived' || !('bank' in asked.state)) return;
    // No call for a flow that a foreign browser had a hand in, not even to end it.
    if (asked.state.status === 'redirect' && current.lastFailure?.code === 'wrong_browser') return;
    const { step } = event;
    const { bank } = asked.state;
    if (current.attempts === asked.attempts && goesOn(current, bank.provider)) return;
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
      await this.#calls.undo(session, effect, traceId);
    } catch (error) {
      this.#warn(session, effect, toFailure(error, traceId).failure, 'provider not told');
    }
  }

  #warn({ id }: Session, { type, bank }: SessionEffect, { code, detail, traceId }: Failure, message: string): void {
    this.#deps.logger.warn({ sessionId: id, traceId, provider: bank.provider, effect: type, code, detail }, message);
  }

  #unexpected(session: Session, error: unknown, traceId: string): void {
    this.#deps.logger.error({ err: error, sessionId: session.id, traceId }, 'operation not written down');
  }
}

/** The attempt is alive at this provider, or came to its end without the answer. */
const goesOn = ({ state }: Session, provider: string): boolean =>
  (isGranted(state) || 'flow' in state || state.status === 'processing') && state.bank.provider === provider;

const isGranted = (state: SessionState): state is StateOf<'account_selection' | 'completed'> =>
  state.status === 'account_selection' || state.status === 'completed';

const byPublicId = (
  accounts: readonly StoredAccount[],
  balances: ReadonlyMap<string, Money>,
): Readonly<Record<string, Money>> =>
  Object.fromEntries(
    accounts.flatMap(({ id, account }): [string, Money][] => {
      const balance = balances.get(account.id);
      return balance === undefined ? [] : [[id, balance]];
    }),
  );
