import { isoTime } from '../lib/clock.js';
import type { StoredConnection } from '../store/store.js';
import type { SessionEvent } from './events.js';
import { toConsentRecord } from './result.js';
import type { Session } from './types.js';

/** The connection that comes with the completion of a session; undefined for every other change. */
export function newConnection(before: Session, after: Session, event: SessionEvent): StoredConnection | undefined {
  const { state } = before;
  if (after.state.status !== 'completed' || state.status !== 'processing') return undefined;
  if (state.operation.kind !== 'accounts') return undefined;
  const { bank, operation } = state;
  const { scopes, reference } = after.params;
  const consent = after.consents.at(-1);
  return {
    connection: {
      id: operation.connectionId,
      status: 'active',
      bank: { id: bank.id, name: bank.name },
      scopes: [...scopes],
      sessionId: after.id,
      reference,
      createdAt: isoTime(event.at),
      expiresAt: operation.grant.expiresAt,
      consent: consent && toConsentRecord(consent),
    },
    merchantId: after.merchantId,
    provider: bank.provider,
    providerBankId: bank.providerBankId,
    grant: operation.grant,
    accounts: event.type === 'accounts_read' ? event.accounts : [],
    version: 1,
  };
}
