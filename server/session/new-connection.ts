import { isoTime } from '../lib/clock.js';
import type { Grant } from '../providers/provider.js';
import type { StoredConnection } from '../store/store.js';
import type { SessionEvent } from './events.js';
import { toConsentRecord } from './result.js';
import type { Operation, Session, SessionBank } from './types.js';
import { accessUntil } from './view.js';

/** What a session came to, when this change completes it. */
export interface Completion {
  readonly session: Session;
  readonly event: SessionEvent;
  readonly bank: SessionBank;
  readonly operation: Extract<Operation, { readonly kind: 'accounts' }>;
  /** The connection that it renews. */
  readonly renews?: string;
}

export function completionOf(before: Session, after: Session, event: SessionEvent): Completion | undefined {
  const { state } = before;
  if (after.state.status !== 'completed' || !('connectionId' in after.state)) return undefined;
  if (state.status !== 'processing' || state.operation.kind !== 'accounts') return undefined;
  const { bank, operation } = state;
  const isRenewal = after.state.connectionId === operation.renews;
  return { session: after, event, bank, operation, ...(isRenewal ? { renews: operation.renews } : {}) };
}

/** The connection that comes with the completion of a session. */
export function newConnection({ session, event, bank, operation }: Completion): StoredConnection {
  const { scopes, reference, psuId } = session.params;
  return {
    connection: {
      id: operation.connectionId,
      status: 'active',
      bank: { id: bank.id, name: bank.name },
      scopes: [...scopes],
      sessionId: session.id,
      reference,
      createdAt: isoTime(event.at),
      expiresAt: endOf(session, operation.grant),
      consent: lastConsent(session),
    },
    merchantId: session.merchantId,
    ...(psuId === undefined ? {} : { psuId }),
    provider: bank.provider,
    providerBankId: bank.providerBankId,
    grant: operation.grant,
    accounts: event.type === 'accounts_read' ? event.accounts : [],
    version: 1,
  };
}

/**
 * The connection with the grant of a new consent: everything that was said about the old one is over. `endsOldGrant`: the old
 * grant has to be ended at the provider, because the new one is of another consent.
 */
export function renewedConnection(
  stored: StoredConnection,
  { session, event, operation }: Completion,
  endsOldGrant: boolean,
): StoredConnection {
  const { at } = event;
  const { consent, earlierConsents = [] } = stored.connection;
  const retired = { grant: stored.grant, requestedAt: at, tries: 0, nextAt: at };
  return {
    ...stored,
    connection: {
      ...stored.connection,
      status: 'active',
      scopes: [...session.params.scopes],
      renewedAt: isoTime(at),
      expiresAt: endOf(session, operation.grant),
      consent: lastConsent(session),
      ...(consent === undefined ? {} : { earlierConsents: [...earlierConsents, consent] }),
    },
    psuId: session.params.psuId ?? stored.psuId,
    grant: operation.grant,
    refreshed: { at },
    accounts: event.type === 'accounts_read' ? event.accounts : stored.accounts,
    ...(endsOldGrant ? { retired: [...(stored.retired ?? []), retired] } : {}),
    version: stored.version + 1,
  };
}

function lastConsent({ consents }: Session) {
  const consent = consents.at(-1);
  return consent && toConsentRecord(consent);
}

/** As far as the shopper agreed, and no further than the provider lets us. */
function endOf(session: Session, { expiresAt }: Grant): string {
  const agreed = accessUntil(session);
  return expiresAt !== undefined && Date.parse(expiresAt) < Date.parse(agreed) ? expiresAt : agreed;
}
