import type { CreatedSession, CreateSession, GiveConsent, SessionResult, SessionView } from '../contract/session.js';
import type { CredentialsSubmission, CredentialsView } from '../contract/fields.js';
import { isoTime } from '../lib/clock.js';
import { answerFaults } from './answers.js';
import { sha256 } from './binding.js';
import { receiveCallback } from './callbacks.js';
import { findBank, newSession } from './creation.js';
import { SessionError } from './errors.js';
import { Journal, type Decide } from './journal.js';
import { defaultLimits } from './limits.js';
import { Operations } from './operations.js';
import type { PsuContext, SessionDeps, SessionMerchant } from './ports.js';
import { Presence } from './presence.js';
import { toResult } from './result.js';
import { Scheduler } from './scheduler.js';
import { isTerminal, type LeaveMode, type Session } from './types.js';
import { toCredentialsView, toView } from './view.js';
import { wakeTime } from './waits.js';
import { Watchers } from './watchers.js';

export { SessionError } from './errors.js';
export type { PsuContext, SessionDeps, SessionMerchant } from './ports.js';

/** The browser's side of one session, reached with a client token or by a navigation. */
export interface SessionService {
  /** For the merchant's backend. Throws `invalid_request` naming the field for an unknown origin, return URL or bank. */
  create(merchantId: string, request: CreateSession): Promise<CreatedSession>;
  result(merchantId: string, id: string): Promise<SessionResult>;

  /** The session of a client token. Unknown and outdated tokens are `unauthorized`, alike in every respect. */
  authenticate(
    clientToken: string,
  ): Promise<{ readonly id: string; readonly merchantId: string; readonly origin: string }>;
  view(id: string): Promise<SessionView>;
  /** Calls back with every new view until unsubscribed; across instances too, within a second. */
  subscribe(id: string, listener: (view: SessionView) => void): () => void;

  chooseBank(id: string, bankId: string | null, psu: PsuContext): Promise<SessionView>;
  giveConsent(id: string, consent: GiveConsent, psu: PsuContext): Promise<SessionView>;
  /** The fields of the current round; `wrong_state` when none are asked for. */
  credentials(id: string): Promise<CredentialsView>;
  submitCredentials(id: string, submission: CredentialsSubmission, psu: PsuContext): Promise<SessionView>;
  confirm(id: string, psu: PsuContext): Promise<SessionView>;
  cancel(id: string, psu: PsuContext): Promise<SessionView>;

  /** The start hop, after the Origin check: where to send the browser, and the binding secret to set as a cookie. */
  leave(
    id: string,
    mode: 'popup' | 'tab',
    psu: PsuContext,
  ): Promise<{ readonly url: string; readonly binding: string; readonly bankName: string }>;
  /**
   * A callback. `bindings` holds the values of the binding cookies by the first 8 hex digits of the SHA-256 of the session id.
   * Finds the session by provider and correlation id, checks the binding before anything else, journals the query and
   * answers; the exchange follows in the background. A repeated callback in the right browser answers the same again.
   */
  receiveCallback(
    merchantId: string,
    providerId: string,
    query: string,
    bindings: ReadonlyMap<string, string>,
    psu: PsuContext,
  ): Promise<{ readonly sessionId: string }>;
  /** What the done page needs: how the shopper left, and where the merchant's page is. */
  done(
    id: string,
  ): Promise<{ readonly mode: 'popup' | 'tab'; readonly returnUrl: string; readonly merchantName: string } | undefined>;
  /** The origin that may frame the credential page of this session, or undefined. */
  frameAncestor(id: string): Promise<string | undefined>;

  /** Starts the waking of due sessions. */
  start(): void;
  /** Stops waking, waits for running operations (at most `graceMs`), leaves the rest to the journal. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Sessions over one store. Every provider call is preceded by a stored state that says so; what a crash leaves behind is
 * picked up by whoever finds it due. Methods throw `SessionError`, and let the store's own errors pass.
 */
export function createSessionService(deps: SessionDeps): SessionService {
  const limits = { ...defaultLimits, ...deps.limits };
  const { sessions } = deps.store;
  const { now, logger, randomId } = deps;

  const merchantOf = ({ merchantId }: Session): SessionMerchant => {
    const merchant = deps.merchants.get(merchantId);
    if (!merchant) throw new SessionError('not_found');
    return merchant;
  };
  const viewOf = (session: Session): SessionView => toView(session, merchantOf(session));

  const watchers = new Watchers({ sessions, logger, toView: viewOf, catchUpMs: limits.tickMs });
  const presence = new Presence(now, (id) => watchers.isWatched(id));
  const journal = new Journal({ sessions, now, limits });
  const operations = new Operations(deps, limits, journal, presence);

  const wake = async (id: string): Promise<void> => {
    await journal.apply(id, randomId(), (session, at) => {
      if (session.leaseUntil === undefined) return { type: 'poll_due', at };
      const call = session.calls;
      return operations.isRunning(id, call)
        ? { type: 'lease_renewed', at, call }
        : { type: 'lease_ended', at, traceId: randomId() };
    });
  };
  const scheduler = new Scheduler({ sessions, now, logger, tickMs: limits.tickMs, leaseMs: limits.leaseMs, wake });

  journal.onCommit(({ before, after, effects, traceId }) => {
    operations.run(after, effects, traceId);
    watchers.publish(after, before);
    const wakeAt = wakeTime(after);
    if (wakeAt !== undefined) scheduler.nudge(wakeAt);
    if (before?.state.status === after.state.status) return;
    const { status } = after.state;
    const code = 'failure' in after.state ? after.state.failure.code : undefined;
    logger.info({ sessionId: after.id, traceId, from: before?.state.status, status, code }, 'session changed');
    if (!isTerminal(after.state)) return;
    presence.forget(after.id);
    deps.metrics?.sessionEnded(status, code);
  });

  let cleaning: NodeJS.Timeout | undefined;
  const clean = async (): Promise<void> => {
    presence.sweep(limits.sessionMs);
    try {
      await sessions.prune(now() - limits.retentionMs);
    } catch (error) {
      logger.warn({ err: error }, 'old sessions not deleted');
    }
  };

  const find = async (id: string): Promise<Session> => {
    const found = await sessions.find(id);
    if (!found) throw new SessionError('not_found');
    return found.session;
  };
  /** Does what the shopper asked for; answers the session after it. */
  const act = async (id: string, psu: PsuContext, decide: Decide): Promise<Session> => {
    presence.note(id, psu);
    const { session, refused } = await journal.apply(id, psu.traceId, decide);
    if (refused) throw new SessionError(refused);
    return session;
  };

  return {
    async create(merchantId, request) {
      const merchant = deps.merchants.get(merchantId);
      if (!merchant) throw new SessionError('not_found');
      const session = newSession(deps, limits, merchant, request);
      const clientToken = deps.randomToken();
      await journal.insert(session, sha256(clientToken), randomId());
      return { id: session.id, clientToken, expiresAt: isoTime(session.expiresAt) };
    },

    async result(merchantId, id) {
      const session = await find(id);
      if (session.merchantId !== merchantId) throw new SessionError('not_found');
      return toResult(session);
    },

    async authenticate(clientToken) {
      const found = await sessions.findByTokenHash(sha256(clientToken));
      if (!found || now() >= found.session.expiresAt + limits.tokenGraceMs) throw new SessionError('unauthorized');
      const { id, merchantId, params } = found.session;
      return { id, merchantId, origin: params.origin };
    },

    view: async (id) => viewOf(await find(id)),
    subscribe: (id, listener) => watchers.subscribe(id, listener),

    async chooseBank(id, bankId, psu) {
      const session = await act(id, psu, ({ params }, at) => {
        if (bankId === null) return { type: 'bank_left', at };
        const bank = findBank(deps, bankId, params.country);
        if (!bank) throw new SessionError('bank_not_found');
        return { type: 'bank_chosen', at, bank };
      });
      return viewOf(session);
    },

    async giveConsent(id, { accepted, text, locale }, psu) {
      const session = await act(id, psu, ({ state, params }, at) => {
        if (!accepted) return { type: 'consent_declined', at };
        const bankId = 'bank' in state ? state.bank.id : '';
        const consent = { bankId, text, locale, acceptedAt: isoTime(at), scopes: params.scopes };
        return { type: 'consent_accepted', at, consent, traceId: psu.traceId };
      });
      return viewOf(session);
    },

    async credentials(id) {
      const view = toCredentialsView(await find(id));
      if (!view) throw new SessionError('wrong_state');
      return view;
    },

    async submitCredentials(id, { round, values }, psu) {
      const session = await act(id, psu, (current, at) => {
        const { state } = current;
        const faults =
          state.status === 'credentials' && round === current.round ? answerFaults(state.fields, values) : [];
        if (faults.length > 0) throw new SessionError('invalid_request', { fields: faults });
        return { type: 'credentials_submitted', at, round, values };
      });
      return viewOf(session);
    },

    confirm: async (id, psu) => viewOf(await act(id, psu, (_, at) => ({ type: 'confirmed', at }))),
    cancel: async (id, psu) => viewOf(await act(id, psu, (_, at) => ({ type: 'cancelled', at }))),

    async leave(id, mode, psu) {
      const binding = deps.randomToken();
      const departure = { bindingHash: sha256(binding), mode };
      const { state } = await act(id, psu, (_, at) => ({ type: 'left_for_bank', at, departure }));
      if (state.status !== 'redirect') throw new SessionError('wrong_state');
      return { url: state.url, binding, bankName: state.bank.name };
    },

    async receiveCallback(merchantId, providerId, query, bindings, psu) {
      const callback = { merchantId, providerId, query, bindings, psu };
      const { id } = await receiveCallback(deps, journal, presence, callback);
      return { sessionId: id };
    },

    async done(id) {
      const session = (await sessions.find(id))?.session;
      const mode = session && modeOf(session);
      const merchant = session && deps.merchants.get(session.merchantId);
      const returnUrl = merchant?.returnUrls[session?.params.returnUrlId ?? ''];
      if (!mode || !merchant || returnUrl === undefined) return undefined;
      return { mode, returnUrl, merchantName: merchant.name };
    },

    async frameAncestor(id) {
      const session = (await sessions.find(id))?.session;
      return session && !isTerminal(session.state) ? session.params.origin : undefined;
    },

    start() {
      scheduler.start();
      cleaning = setInterval(() => void clean(), limits.cleanMs);
    },

    async stop(graceMs) {
      clearInterval(cleaning);
      watchers.stop();
      const deadline = performance.now() + graceMs;
      await scheduler.stop(graceMs);
      await operations.drain(Math.max(0, deadline - performance.now()));
    },
  };
}

/** How the shopper left for the bank the last time. */
const modeOf = ({ authorisation }: Session): LeaveMode | undefined =>
  authorisation?.callback?.mode ?? authorisation?.departures.at(-1)?.mode;
