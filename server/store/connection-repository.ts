import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import { claimDue, openRows, type OnUnreadable } from './due-rows.js';
import type { Engine } from './engine.js';
import type { ConnectionTable, Schema } from './schema.js';
import type { ConnectionRepository, StoredConnection, Vault } from './store.js';

type Row = Selectable<ConnectionTable>;

export const connectionContext = (row: Pick<Row, 'merchant_id' | 'id' | 'version'>): string =>
  `connection/${row.merchant_id}/${row.id}/${row.version}`;

export async function sealConnection(vault: Vault, stored: StoredConnection): Promise<Insertable<ConnectionTable>> {
  const key = { id: stored.connection.id, merchant_id: stored.merchantId, version: stored.version };
  return {
    ...key,
    created_at: Date.parse(stored.connection.createdAt),
    revoke_at: stored.revocation?.nextAt ?? null,
    key_id: vault.writingKeyId,
    sealed: await vault.seal(stored, connectionContext(key)),
  };
}

export interface ConnectionRepositoryDeps {
  readonly engine: Engine;
  readonly vault: Vault;
  readonly onUnreadable: OnUnreadable;
}

export async function insertConnection(
  db: Kysely<Schema> | Transaction<Schema>,
  row: Insertable<ConnectionTable>,
): Promise<void> {
  await db.insertInto('connections').values(row).execute();
}

export function createConnectionRepository({
  engine,
  vault,
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

    async replace(next, lease) {
      const row = await sealConnection(vault, next);
      let update = db
        .updateTable('connections')
        .set(row)
        .where('merchant_id', '=', row.merchant_id)
        .where('id', '=', row.id)
        .where('version', '=', next.version - 1);
      if (lease !== undefined) update = update.where('refresh_fence', '=', lease.fence);
      const { numUpdatedRows } = await update.executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async claimRevocations(at, leaseMs, limit) {
      const rows = await claimDue(engine, 'connections', 'revoke_at', { at, leaseMs, limit });
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
