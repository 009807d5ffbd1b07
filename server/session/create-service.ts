import { isoTime } from '../lib/clock.js';
import type { ChooseAccounts } from '../contract/accounts.js';
import type { CredentialsSubmission, CredentialsView } from '../contract/fields.js';
import type { CreatedSession, CreateSession, GiveConsent, SessionResult, SessionView } from '../contract/session.js';
import { choiceFaults } from './account-choice.js';
import { answerFaults } from './answers.js';
import { sha256 } from './binding.js';
import { receiveCallback } from './callbacks.js';
import { findBank, newSession } from './creation.js';
import { Engine } from './engine.js';
import { SessionError } from './errors.js';
import type { Decide } from './journal.js';
import { consentFaults } from './payment-order.js';
import type { PsuContext, SessionDeps } from './ports.js';
import { connectionToRenew } from './renewal.js';
import { toResult } from './result.js';
import type { SessionService } from './service.js';
import { isTerminal, type LeaveMode, type Session, type SessionBank, type SessionState } from './types.js';
import { toCredentialsView } from './view.js';

/**
 * Sessions over one store. Every provider call is preceded by a stored state that says so; what a crash leaves behind is
 * picked up by whoever finds it due. Methods throw `SessionError`, and let the store's own errors pass.
 */
export function createSessionService(deps: SessionDeps): SessionService {
  return new StoredSessions(deps);
}

/** Turns requests into events, and sessions into what the caller may see. */
class StoredSessions implements SessionService {
  readonly #deps: SessionDeps;
  readonly #engine: Engine;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#engine = new Engine(deps);
  }

  async create(merchantId: string, request: CreateSession): Promise<CreatedSession> {
    const { merchants, randomToken, randomId } = this.#deps;
    const merchant = merchants.get(merchantId);
    if (!merchant) throw new SessionError('not_found');
    const { connectionId } = request;
    const renews =
      connectionId === undefined ? undefined : await connectionToRenew(this.#deps, merchantId, connectionId);
    const session = newSession(this.#deps, this.#engine.limits, merchant, request, renews);
    const clientToken = randomToken();
    await this.#engine.journal.insert(session, sha256(clientToken), randomId());
    return { id: session.id, clientToken, expiresAt: isoTime(session.expiresAt), paymentId: session.payment?.id };
  }

  async result(merchantId: string, id: string): Promise<SessionResult> {
    const session = await this.#find(id);
    if (session?.merchantId !== merchantId) throw new SessionError('not_found');
    return toResult(session);
  }

  async authenticate(clientToken: string) {
    const found = await this.#deps.store.sessions.findByTokenHash(sha256(clientToken));
    if (!found || !this.#isReadable(found.session)) throw new SessionError('unauthorized');
    const { id, merchantId, params, payment } = found.session;
    return { id, merchantId, origin: params.origin, ...(payment && { pays: true }) };
  }

  /** Who comes back the next day finds what was completed; any other end is only told for a while. */
  #isReadable({ state, expiresAt }: Session): boolean {
    return state.status === 'completed' || this.#deps.now() < expiresAt + this.#engine.limits.tokenGraceMs;
  }

  readonly withdraw = async (merchantId: string, id: string, traceId: string): Promise<void> => {
    const session = await this.#find(id);
    if (session?.merchantId !== merchantId || isTerminal(session.state)) return;
    await this.#engine.journal.apply(id, traceId, (_, at) => ({ type: 'cancelled', at }));
  };

  async view(id: string): Promise<SessionView> {
    return this.#engine.view(await this.#read(id));
  }

  subscribe(id: string, listener: (view: SessionView) => void): () => void {
    return this.#engine.watchers.subscribe(id, listener);
  }

  chooseBank(id: string, bankId: string | null, psu: PsuContext): Promise<SessionView> {
    return this.#actAndView(id, psu, ({ params, payment, state }, at) => {
      if (bankId === null) return { type: 'bank_left', at };
      if (params.connectionId !== undefined) return { type: 'bank_chosen', at, bank: sameBank(state, bankId) };
      const bank = findBank(this.#deps, bankId, params.country, payment ? 'payment' : 'access');
      if (!bank) throw new SessionError('bank_not_found');
      return { type: 'bank_chosen', at, bank };
    });
  }

  giveConsent(id: string, { accepted, text, locale, payment: shown }: GiveConsent, psu: PsuContext) {
    return this.#actAndView(id, psu, ({ state, params, payment }, at) => {
      if (!accepted) return { type: 'consent_declined', at };
      const faults = consentFaults(payment?.order, shown);
      if (faults.length > 0) throw new SessionError('invalid_request', { fields: faults });
      const bankId = 'bank' in state ? state.bank.id : '';
      const agreed = { bankId, text, locale, acceptedAt: isoTime(at), scopes: params.scopes };
      const consent = { ...agreed, ...(payment && { orderHash: payment.orderHash }) };
      return { type: 'consent_accepted', at, consent, traceId: psu.traceId };
    });
  }

  async credentials(id: string): Promise<CredentialsView> {
    const view = toCredentialsView(await this.#read(id));
    if (!view) throw new SessionError('wrong_state');
    return view;
  }

  submitCredentials(id: string, { round, values }: CredentialsSubmission, psu: PsuContext): Promise<SessionView> {
    return this.#actAndView(id, psu, (session, at) => {
      const { state } = session;
      const faults =
        state.status === 'credentials' && round === session.round ? answerFaults(state.fields, values) : [];
      if (faults.length > 0) throw new SessionError('invalid_request', { fields: faults });
      return { type: 'credentials_submitted', at, round, values };
    });
  }

  confirm(id: string, psu: PsuContext): Promise<SessionView> {
    return this.#actAndView(id, psu, (_, at) => ({ type: 'confirmed', at }));
  }

  chooseAccounts(id: string, { accountIds }: ChooseAccounts, psu: PsuContext): Promise<SessionView> {
    return this.#actAndView(id, psu, ({ state }, at) => {
      const faults = state.status === 'account_selection' ? choiceFaults(state, accountIds) : [];
      if (faults.length > 0) throw new SessionError('invalid_request', { fields: faults });
      return { type: 'accounts_chosen', at, accountIds };
    });
  }

  async accountToDisclose(id: string) {
    const { state, params, merchantId } = await this.#read(id);
    if (!('connectionId' in state) || state.status !== 'completed') throw new SessionError('wrong_state');
    const [account] = state.accounts;
    if (account === undefined || !params.accounts?.autofill) throw new SessionError('wrong_state');
    return { merchantId, connectionId: state.connectionId, accountId: account.id };
  }

  cancel(id: string, psu: PsuContext): Promise<SessionView> {
    return this.#actAndView(id, psu, (_, at) => ({ type: 'cancelled', at }));
  }

  async leave(id: string, mode: LeaveMode, psu: PsuContext) {
    const binding = this.#deps.randomToken();
    const departure = { bindingHash: sha256(binding), mode };
    const { state, payment } = await this.#act(id, psu, (_, at) => ({ type: 'left_for_bank', at, departure }));
    if (state.status !== 'redirect') throw new SessionError('wrong_state');
    return { url: state.url, binding, bankName: state.bank.name, ...(payment && { order: payment.order }) };
  }

  async receiveCallback(
    merchantId: string,
    providerId: string,
    query: string,
    bindings: ReadonlyMap<string, string>,
    psu: PsuContext,
  ) {
    const { journal, presence } = this.#engine;
    const callback = { merchantId, providerId, query, bindings, psu };
    const { id } = await receiveCallback(this.#deps, journal, presence, callback);
    return { sessionId: id };
  }

  async done(id: string) {
    const session = await this.#find(id);
    const merchant = session && this.#deps.merchants.get(session.merchantId);
    const mode = session && modeOf(session);
    const returnUrl = session && merchant?.returnUrls[session.params.returnUrlId];
    if (!merchant || mode === undefined || returnUrl === undefined) return undefined;
    return { mode, returnUrl, merchantName: merchant.name };
  }

  async frameAncestor(id: string): Promise<string | undefined> {
    const session = await this.#find(id);
    return session && !isTerminal(session.state) ? session.params.origin : undefined;
  }

  start(): void {
    this.#engine.start();
  }

  stop(graceMs: number): Promise<void> {
    return this.#engine.stop(graceMs);
  }

  async #find(id: string): Promise<Session | undefined> {
    return (await this.#deps.store.sessions.find(id))?.session;
  }

  async #read(id: string): Promise<Session> {
    const session = await this.#find(id);
    if (!session) throw new SessionError('not_found');
    return session;
  }

  /** Does what the shopper asked for; the session after it. */
  async #act(id: string, psu: PsuContext, decide: Decide): Promise<Session> {
    this.#engine.presence.note(id, psu);
    const { session, refused } = await this.#engine.journal.apply(id, psu.traceId, decide);
    if (refused) throw new SessionError(refused);
    return session;
  }

  async #actAndView(id: string, psu: PsuContext, decide: Decide): Promise<SessionView> {
    return this.#engine.view(await this.#act(id, psu, decide));
  }
}

/** The bank of a renewal is settled; the shopper can only begin again there. */
function sameBank(state: SessionState, bankId: string): SessionBank {
  if ('bank' in state && state.bank.id === bankId) return state.bank;
  const message = 'This session renews a connection; only its own bank can be chosen.';
  throw new SessionError('invalid_request', { fields: [{ path: 'bankId', message }] });
}

/** How the shopper left for the bank the last time. */
const modeOf = ({ authorisation }: Session): LeaveMode | undefined =>
  authorisation?.callback?.mode ?? authorisation?.departures.at(-1)?.mode;
