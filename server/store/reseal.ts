import type { Kysely, Selectable } from 'kysely';
import { connectionContext } from './connection-repository.js';
import { registrationContext } from './registration-repository.js';
import { webhookEventContext } from './outbox.js';
import { paymentContext } from './payment-repository.js';
import type {
  ConnectionTable,
  PaymentTable,
  RegistrationTable,
  Schema,
  SessionTable,
  WebhookEventTable,
} from './schema.js';
import { sessionContext } from './session-repository.js';
import { psuHash } from './shopper-repository.js';
import type { StoredConnection, StoredSession } from './stored.js';
import type { Vault } from './store.js';

const batchSize = 50;

/** The tables with sealed rows. */
const sealedTables = ['sessions', 'connections', 'registrations', 'webhook_events', 'payments'] as const;
type SealedTable = (typeof sealedTables)[number];
type SealedRow =
  | Selectable<SessionTable>
  | Selectable<ConnectionTable>
  | Selectable<RegistrationTable>
  | Selectable<WebhookEventTable>
  | Selectable<PaymentTable>;

/** What binds a row. */
function contextOf(table: SealedTable, row: SealedRow): string {
  if (!('merchant_id' in row)) return registrationContext(row);
  if (table === 'webhook_events') return webhookEventContext(row);
  if (table === 'payments') return paymentContext(row);
  return table === 'sessions' ? sessionContext(row) : connectionContext(row);
}

/**
 * Encrypts again, with the key that writes, every row that was sealed with another one. The version of a row does not
 * change, and a row that somebody wrote in the meantime is left as they wrote it.
 */
export async function reseal(
  db: Kysely<Schema>,
  vault: Vault,
  signal?: AbortSignal,
): Promise<{ resealed: number; unreadable: number }> {
  const total = { resealed: 0, unreadable: 0 };
  for (const table of sealedTables) {
    let last = '';
    while (signal?.aborted !== true) {
      const rows = await outdatedRows(db, table, vault.writingKeyId, last);
      for (const row of rows) {
        const outcome = await resealRow(db, vault, table, row);
        if (outcome !== 'overtaken') total[outcome] += 1;
      }
      const end = rows.at(-1);
      if (end === undefined) break;
      last = end.id;
    }
  }
  return total;
}

function outdatedRows(
  db: Kysely<Schema>,
  table: SealedTable,
  writingKeyId: string,
  after: string,
): Promise<SealedRow[]> {
  return db
    .selectFrom(table)
    .selectAll()
    .where('key_id', '!=', writingKeyId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(batchSize)
    .execute();
}

/** The keyed hash of the shopper changes with the key. */
function shopperOf(vault: Vault, table: SealedTable, row: SealedRow, value: unknown): { psu_hash?: string | null } {
  if (!('merchant_id' in row)) return {};
  if (table === 'sessions') {
    const { session } = value as Pick<StoredSession, 'session'>;
    return { psu_hash: psuHash(vault, row.merchant_id, session.params.psuId) };
  }
  return table === 'connections'
    ? { psu_hash: psuHash(vault, row.merchant_id, (value as StoredConnection).psuId) }
    : {};
}

async function resealRow(
  db: Kysely<Schema>,
  vault: Vault,
  table: SealedTable,
  row: SealedRow,
): Promise<'resealed' | 'unreadable' | 'overtaken'> {
  const context = contextOf(table, row);
  let value: unknown;
  try {
    value = await vault.open(row.sealed, context);
  } catch {
    return 'unreadable';
  }
  const { numUpdatedRows } = await db
    .updateTable(table)
    .set({
      sealed: await vault.seal(value, context),
      key_id: vault.writingKeyId,
      ...shopperOf(vault, table, row, value),
    })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .where('key_id', '=', row.key_id)
    .executeTakeFirst();
  return numUpdatedRows === 1n ? 'resealed' : 'overtaken';
}
