import { isoTime } from '../lib/clock.js';
import type { Grant } from '../providers/authorisation.js';
import type { StoredAccount, StoredConnection } from '../store/stored.js';
import { isLimitedBy } from './account-steps.js';
import type { SessionEvent } from './events.js';
import { toConsentRecord } from './result.js';
import type { Session, SessionBank } from './types.js';
import { accessUntil } from './view.js';

/** What a session came to, when this change completes it. */
export interface Completion {
  readonly session: Session;
  readonly at: number;
  readonly bank: SessionBank;
  readonly grant: Grant;
  readonly connectionId: string;
  /** The connection that it renews; with `recognised`, as it was when its accounts were recognised. */
  readonly renews?: string;
  readonly recognised?: StoredConnection;
  /** The accounts of the connection; absent where they could not be read. */
  readonly accounts?: readonly StoredAccount[];
  /** The only accounts that it may ever have. */
  readonly limitedTo?: readonly string[];
}

export function completionOf(before: Session, after: Session, event: SessionEvent): Completion | undefined {
  if (after.state.status !== 'completed' || !('connectionId' in after.state)) return undefined;
  const { bank, connectionId } = after.state;
  const at = { session: after, at: event.at, bank, connectionId };
  const accountIds = after.state.accounts.map(({ id }) => id);
  const { state } = before;
  if (state.status === 'account_selection') {
    const { grant, renews } = state;
    const accounts = state.accounts.filter(({ id }) => accountIds.includes(id));
    return { ...at, grant, accounts, limitedTo: accountIds, ...(renews === undefined ? {} : { renews }) };
  }
  if (state.status !== 'processing' || state.operation.kind !== 'accounts') return undefined;
  const { grant, renews } = state.operation;
  const granted = { ...at, grant, ...(connectionId === renews ? { renews } : {}) };
  if (event.type !== 'accounts_read') return granted;
  const recognised = event.renews === undefined ? {} : { recognised: event.renews };
  if (!isLimitedBy(after, event)) return { ...granted, ...recognised, accounts: event.accounts };
  const accounts = event.accounts.filter(({ id }) => accountIds.includes(id));
  return { ...granted, ...recognised, accounts, limitedTo: accountIds };
}

/** The connection that comes with the completion of a session. */
export function newConnection({ session, at, bank, connectionId, grant, ...read }: Completion): StoredConnection {
  const { scopes, reference, psuId } = session.params;
  const { accounts = [], limitedTo } = read;
  return {
    connection: {
      id: connectionId,
      status: 'active',
      bank: { id: bank.id, name: bank.name },
      scopes: [...scopes],
      sessionId: session.id,
      reference,
      createdAt: isoTime(at),
      expiresAt: endOf(session, grant),
      consent: lastConsent(session),
      ...(limitedTo === undefined ? {} : { accountIds: [...limitedTo] }),
    },
    merchantId: session.merchantId,
    ...(psuId === undefined ? {} : { psuId }),
    provider: bank.provider,
    providerBankId: bank.providerBankId,
    grant,
    accounts,
    version: 1,
  };
}

/**
 * The connection with the grant of a new consent: everything that was said about the old one is over. `endsOldGrant`: the old
 * grant has to be ended at the provider, because the new one is of another consent.
 */
export function renewedConnection(
  stored: StoredConnection,
  { session, at, grant, accounts, limitedTo }: Completion,
  endsOldGrant: boolean,
): StoredConnection {
  const { accountIds, ...known } = stored.connection;
  const { consent, earlierConsents = [] } = known;
  const retired = { grant: stored.grant, requestedAt: at, tries: 0, nextAt: at };
  // Accounts that could not be read change nothing; read ones have no limit but the one that they came with.
  const limit = accounts === undefined ? accountIds : limitedTo;
  return {
    ...stored,
    connection: {
      ...known,
      status: 'active',
      scopes: [...session.params.scopes],
      renewedAt: isoTime(at),
      expiresAt: endOf(session, grant),
      consent: lastConsent(session),
      ...(consent === undefined ? {} : { earlierConsents: [...earlierConsents, consent] }),
      ...(limit === undefined ? {} : { accountIds: [...limit] }),
    },
    psuId: session.params.psuId ?? stored.psuId,
    grant,
    refreshed: { at },
    accounts: accounts ?? stored.accounts,
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
