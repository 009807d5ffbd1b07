import type { Announcement } from '../contract/webhooks.js';
import type { StoredConnection } from '../store/stored.js';
import { announced } from './announcements.js';

const dayMs = 86_400_000;
/** How many days ahead the merchant is told that a consent ends; 0: it is over. */
const daysAhead = [14, 7, 1, 0] as const;
type DaysAhead = (typeof daysAhead)[number];

interface Notice {
  readonly daysLeft: DaysAhead;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The notices that are still to come, in their order. What lay in the past when the shopper agreed is none. */
function noticesOf({ connection, endNotice }: StoredConnection): readonly Notice[] {
  const { status, expiresAt, createdAt, renewedAt = createdAt } = connection;
  if (expiresAt === undefined || status === 'revoked') return [];
  const end = Date.parse(expiresAt);
  // An end that comes earlier than was said is no reason to begin anew; a later one is.
  const isNew = endNotice === undefined || Date.parse(endNotice.expiresAt) < end;
  return daysAhead
    .map((daysLeft) => ({ daysLeft, at: end - daysLeft * dayMs }))
    .filter(({ daysLeft, at }) => (isNew || daysLeft < endNotice.daysLeft) && at > Date.parse(renewedAt));
}

/** When the merchant is told next, epoch milliseconds. */
export const nextNoticeAt = (stored: StoredConnection): number | undefined => noticesOf(stored)[0]?.at;

/**
 * The connection once the merchant was told what is due, and the words. Of several that are due at once, after an outage say,
 * only the last one is true.
 */
export function notice(
  stored: StoredConnection,
  now: number,
): { readonly stored: StoredConnection; readonly events: readonly Announcement[] } {
  const due = noticesOf(stored).findLast(({ at }) => at <= now);
  const { connection } = stored;
  const { expiresAt } = connection;
  if (due === undefined || expiresAt === undefined) return { stored, events: [] };
  const { daysLeft } = due;
  const told = { ...stored, endNotice: { expiresAt, daysLeft } };
  const data = { ...announced(connection), expiresAt };
  if (daysLeft === 0) return { stored: told, events: [{ type: 'connection.expired', data }] };
  // Who has to come back for another reason knows that already.
  if (connection.status !== 'active') return { stored: told, events: [] };
  return { stored: told, events: [{ type: 'connection.expiring', data: { ...data, daysLeft } }] };
}
