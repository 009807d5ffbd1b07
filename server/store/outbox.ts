import { createHash } from 'node:crypto';
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { Announcement, WebhookEvent } from '../contract/webhooks.js';
import { isoTime } from '../lib/clock.js';
import type { Schema, WebhookEventTable } from './schema.js';
import type { Vault } from './store.js';

/** The row whose change is announced, as it is after the change. */
interface Changed {
  readonly merchant_id: string;
  readonly id: string;
  readonly version: number;
}

export const webhookEventContext = (row: Pick<Selectable<WebhookEventTable>, 'merchant_id' | 'id'>): string =>
  `webhook-event/${row.merchant_id}/${row.id}`;

/**
 * Rows for what a change is announced with, due at once. An event has the id of the change that it tells of, so that no
 * change can be announced twice.
 */
export function sealEvents(
  vault: Vault,
  { merchant_id, id, version }: Changed,
  announcements: readonly Announcement[],
  at: number,
): Promise<Insertable<WebhookEventTable>[]> {
  return Promise.all(
    announcements.map(async (announcement, index) => {
      const key = { merchant_id, id: eventId(merchant_id, id, version, index) };
      const event: WebhookEvent = { id: key.id, createdAt: isoTime(at), ...announcement };
      return {
        ...key,
        about: id,
        version: 1,
        created_at: at,
        state: 'pending',
        due_at: at,
        began_at: at,
        tries: 0,
        key_id: vault.writingKeyId,
        sealed: await vault.seal(event, webhookEventContext(key)),
      };
    }),
  );
}

/** In the transaction of the change itself. */
export async function insertEvents(
  db: Kysely<Schema> | Transaction<Schema>,
  rows: readonly Insertable<WebhookEventTable>[],
): Promise<void> {
  if (rows.length > 0) await db.insertInto('webhook_events').values(rows).execute();
}

/** Letters, digits, `-` and `_` only: it goes into a header and a path, and what is signed is split at dots. */
const eventId = (...change: readonly (string | number)[]): string =>
  `evt_${createHash('sha256').update(JSON.stringify(change)).digest('base64url').slice(0, 27)}`;
