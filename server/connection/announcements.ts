import type { Connection } from '../contract/connections.js';
import type { Announcement } from '../contract/webhooks.js';
import type { StoredConnection } from '../store/stored.js';

/** What the merchant is told of a change: that the connection has become useless, and why. */
export function announcements(before: StoredConnection, after: StoredConnection): readonly Announcement[] {
  const { status } = after.connection;
  if (status === before.connection.status) return [];
  const data = announced(after.connection);
  if (status === 'reauth_required') return [{ type: 'connection.reauth_required', data }];
  if (status !== 'revoked') return [];
  return [{ type: 'connection.revoked', data: { ...data, by: after.revocation === undefined ? 'bank' : 'merchant' } }];
}

/** The connection as events name it: nothing of the shopper, the bank or the accounts. */
export const announced = ({ id, sessionId, reference, expiresAt }: Connection) => ({
  connectionId: id,
  sessionId,
  ...(reference === undefined ? {} : { reference }),
  ...(expiresAt === undefined ? {} : { expiresAt }),
});
