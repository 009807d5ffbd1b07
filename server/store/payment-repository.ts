import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { Clock } from '../lib/clock.js';
import { claimDue, openRows, type OnUnreadable } from './due-rows.js';
import type { Engine } from './engine.js';
import { insertEvents, sealEvents } from './outbox.js';
import type { PaymentTable, Schema } from './schema.js';
import type { PaymentRepository } from './repositories.js';
import type { StoredPayment } from './stored.js';
import type { Vault } from './store.js';

type Row = Selectable<PaymentTable>;
type Database = Kysely<Schema> | Transaction<Schema>;

export const paymentContext = (row: Pick<Row, 'merchant_id' | 'id' | 'version'>): string =>
  `payment/${row.merchant_id}/${row.id}/${row.version}`;

export async function sealPayment(vault: Vault, stored: StoredPayment): Promise<Omit<Row, 'psu_hash'>> {
  const key = { id: stored.payment.id, merchant_id: stored.merchantId, version: stored.version };
  return {
    ...key,
    created_at: Date.parse(stored.payment.createdAt),
    look_at: stored.lookAt ?? null,
    key_id: vault.writingKeyId,
    sealed: await vault.seal(stored, paymentContext(key)),
  };
}

/** In the transaction of the session, which lets nobody else write it before it is over. */
export async function putPayment(db: Database, row: Insertable<PaymentTable>): Promise<void> {
  const { version, look_at, key_id, sealed } = row;
  await db
    .insertInto('payments')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ version, look_at, key_id, sealed }))
    .execute();
}

export interface PaymentRepositoryDeps {
  readonly engine: Engine;
  readonly vault: Vault;
  readonly now: Clock;
  readonly onUnreadable: OnUnreadable;
}

export function createPaymentRepository({
  engine,
  vault,
  now,
  onUnreadable,
}: PaymentRepositoryDeps): PaymentRepository {
  const { db } = engine;
  const openRow = async (row: Row) => (await vault.open(row.sealed, paymentContext(row))) as StoredPayment;

  return {
    async find(merchantId, id) {
      const row = await db
        .selectFrom('payments')
        .selectAll()
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : openRow(row);
    },

    async list(merchantId, { after, limit }) {
      let query = db.selectFrom('payments').selectAll().where('merchant_id', '=', merchantId);
      if (after !== undefined) {
        query = query.where((where) =>
          where(where.refTuple('created_at', 'id'), '<', where.tuple(after.createdAt, after.id)),
        );
      }
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return Promise.all(rows.map(openRow));
    },

    async claimDue(at, leaseMs, limit) {
      const rows = await claimDue(engine, 'payments', 'look_at', { at, leaseMs, limit });
      return openRows('payments', rows, openRow, onUnreadable);
    },

    async replace(next, { events = [] } = {}) {
      const row = await sealPayment(vault, next);
      const eventRows = await sealEvents(vault, row, events, now());
      return db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('payments')
          .set(row)
          .where('merchant_id', '=', row.merchant_id)
          .where('id', '=', row.id)
          .where('version', '=', next.version - 1)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) return false;
        await insertEvents(transaction, eventRows);
        return true;
      });
    },
  };
}
