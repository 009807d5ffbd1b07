import { sql, type Insertable, type Kysely, type Selectable, type Transaction } from 'kysely';
import { nextNoticeAt } from '../connection/end-notices.js';
import type { Clock } from '../lib/clock.js';
import { claimDue, openRows, type OnUnreadable } from './due-rows.js';
import type { Engine } from './engine.js';
import { insertEvents, sealEvents } from './outbox.js';
import type { ConnectionTable, Schema } from './schema.js';
import { psuHash } from './shopper-repository.js';
import type { ConnectionRepository, RefreshLease } from './repositories.js';
import type { StoredConnection } from './stored.js';
import type { Vault } from './store.js';

type Row = Selectable<ConnectionTable>;
type Database = Kysely<Schema> | Transaction<Schema>;

export const connectionContext = (row: Pick<Row, 'merchant_id' | 'id' | 'version'>): string =>
  `connection/${row.merchant_id}/${row.id}/${row.version}`;

export async function sealConnection(vault: Vault, stored: StoredConnection): Promise<Insertable<ConnectionTable>> {
  const key = { id: stored.connection.id, merchant_id: stored.merchantId, version: stored.version };
  return {
    ...key,
    created_at: Date.parse(stored.connection.createdAt),
    psu_hash: psuHash(vault, stored.merchantId, stored.psuId),
    revoke_at: nextRevocation(stored),
    notice_at: nextNoticeAt(stored) ?? null,
    key_id: vault.writingKeyId,
    sealed: await vault.seal(stored, connectionContext(key)),
  };
}

function nextRevocation({ revocation, retired = [] }: StoredConnection): number | null {
  const times = [...(revocation === undefined ? [] : [revocation]), ...retired].map(({ nextAt }) => nextAt);
  return times.length === 0 ? null : Math.min(...times);
}

export interface ConnectionRepositoryDeps {
  readonly engine: Engine;
  readonly vault: Vault;
  readonly now: Clock;
  readonly onUnreadable: OnUnreadable;
}

export async function insertConnection(db: Database, row: Insertable<ConnectionTable>): Promise<void> {
  await db.insertInto('connections').values(row).execute();
}

/**
 * Writes a connection with the grant of a new consent, unless somebody else wrote it meanwhile. Whoever is refreshing the old
 * grant has lost the right to, and what was sent needs no outcome any more.
 */
export async function renewConnection(
  db: Kysely<Schema> | Transaction<Schema>,
  row: Insertable<ConnectionTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('connections')
    .set({
      ...row,
      refresh_fence: sql`refresh_fence + 1`,
      refresh_holder: null,
      refresh_until: null,
      refresh_fingerprint: null,
      refresh_sent_at: null,
    })
    .where('merchant_id', '=', row.merchant_id)
    .where('id', '=', row.id)
    .where('version', '=', row.version - 1)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export function createConnectionRepository({
  engine,
  vault,
  now,
  onUnreadable,
}: ConnectionRepositoryDeps): ConnectionRepository {
  const { db } = engine;
  const openRow = async (row: Row) => (await vault.open(row.sealed, connectionContext(row))) as StoredConnection;

  return {
    async find(merchantId, id) {
      const row = await db
        .selectFrom('connections')
        .selectAll()
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : openRow(row);
    },

    async list(merchantId, { after, limit }) {
      let query = db.selectFrom('connections').selectAll().where('merchant_id', '=', merchantId);
      if (after !== undefined) {
        query = query.where((where) =>
          where(where.refTuple('created_at', 'id'), '<', where.tuple(after.createdAt, after.id)),
        );
      }
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return Promise.all(rows.map(openRow));
    },

    async replace(next, { lease, events = [] } = {}) {
      const row = await sealConnection(vault, next);
      if (events.length === 0) return update(db, row, lease);
      const eventRows = await sealEvents(vault, row, events, now());
      return db.transaction().execute(async (transaction) => {
        if (!(await update(transaction, row, lease))) return false;
        await insertEvents(transaction, eventRows);
        return true;
      });
    },

    async claimRevocations(at, leaseMs, limit) {
      const rows = await claimDue(engine, 'connections', 'revoke_at', { at, leaseMs, limit });
      return openRows('connections', rows, openRow, onUnreadable);
    },

    async claimNotices(at, leaseMs, limit) {
      const rows = await claimDue(engine, 'connections', 'notice_at', { at, leaseMs, limit });
      return openRows('connections', rows, openRow, onUnreadable);
    },

    async delete(merchantId, id) {
      return db.transaction().execute(async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom('connections')
          .where('merchant_id', '=', merchantId)
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows !== 1n) return false;
        await transaction.deleteFrom('unattended_calls').where('connection_id', '=', id).execute();
        return true;
      });
    },
  };
}

async function update(db: Database, row: Insertable<ConnectionTable>, lease?: RefreshLease): Promise<boolean> {
  let query = db
    .updateTable('connections')
    .set(row)
    .where('merchant_id', '=', row.merchant_id)
    .where('id', '=', row.id)
    .where('version', '=', row.version - 1);
  if (lease !== undefined) query = query.where('refresh_fence', '=', lease.fence);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return numUpdatedRows === 1n;
}
