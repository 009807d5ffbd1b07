import { departureOf, sha256 } from './binding.js';
import { SessionError } from './errors.js';
import type { Journal } from './journal.js';
import type { PsuContext, SessionDeps } from './ports.js';
import type { Presence } from './presence.js';
import type { SessionEvent } from './events.js';
import type { Departure, Session } from './types.js';

/** A callback as it came in: the path says for whom it is, the query what it is about, the cookies who brings it. */
export interface Callback {
  readonly merchantId: string;
  readonly providerId: string;
  /** The raw query string without `?`. */
  readonly query: string;
  /** Values of the binding cookies by binding key. */
  readonly bindings: ReadonlyMap<string, string>;
  readonly psu: PsuContext;
}

/**
 * Takes a callback. In this order: it must name a flow of this merchant at this provider; the browser must be the one that
 * left; then it is written down, once. Only after that is the provider called, in the background.
 *
 * A browser that did not start the flow burns it: no call is ever made for it, not even when the right browser brings the
 * same callback later. The same callback again in the right browser is answered the same, without a second exchange;
 * a different one is `wrong_state`.
 */
export async function receiveCallback(
  deps: SessionDeps,
  journal: Journal,
  presence: Presence,
  callback: Callback,
): Promise<Session> {
  const { merchantId, providerId, query, bindings, psu } = callback;
  const { traceId } = psu;
  const provider = deps.providers.get(providerId);
  if (!provider || !deps.merchants.has(merchantId)) throw new SessionError('not_found');
  const correlationId = provider.consent.correlate(new URLSearchParams(query));
  if (correlationId === undefined) throw new SessionError('invalid_callback');
  const found = await deps.store.sessions.findByCorrelation(merchantId, providerId, correlationId);
  if (!found) throw new SessionError('invalid_callback');

  const queryHash = sha256(query);
  const { session, refused } = await journal.apply(found.session.id, traceId, (current, at) => {
    if (!isFor(current, callback, correlationId)) throw new SessionError('invalid_callback');
    const departure = departureOf(current, bindings);
    if (departure) {
      presence.note(current.id, psu);
      return callbackEvent(current, departure, query, queryHash, at);
    }
    return current.state.status === 'redirect' ? { type: 'callback_in_wrong_browser', at, traceId } : undefined;
  });
  if (!departureOf(session, bindings)) {
    deps.logger.warn({ sessionId: session.id, traceId, provider: providerId }, 'callback in a wrong browser');
    throw new SessionError('wrong_browser');
  }
  if (refused) throw new SessionError(refused);
  return session;
}

/** What was found by the index is checked against the session itself. */
const isFor = ({ merchantId, authorisation }: Session, callback: Callback, correlationId: string): boolean =>
  merchantId === callback.merchantId &&
  authorisation?.provider === callback.providerId &&
  authorisation.correlationId === correlationId;

function callbackEvent(
  { state, authorisation }: Session,
  { mode }: Departure,
  query: string,
  queryHash: string,
  at: number,
): SessionEvent | undefined {
  const awaited = state.status === 'redirect' && state.leftAt !== undefined;
  if (!awaited && authorisation?.callback?.queryHash === queryHash) return undefined;
  return { type: 'callback_received', at, query, queryHash, mode };
}
