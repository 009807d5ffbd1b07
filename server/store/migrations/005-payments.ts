import type { Kysely, Migration } from 'kysely';

/** Payments: they outlive the session that made them, and are followed until their end is known. */
export const payments: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('payments')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('merchant_id', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('look_at', 'bigint')
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('payments_look').on('payments').column('look_at').execute();
    await db.schema
      .createIndex('payments_newest')
      .on('payments')
      .columns(['merchant_id', 'created_at', 'id'])
      .execute();
  },
};
