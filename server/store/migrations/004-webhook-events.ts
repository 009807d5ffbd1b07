import type { Kysely, Migration } from 'kysely';

/** What merchants are told of by webhook, and how far it has got. */
export const webhookEvents: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('webhook_events')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('merchant_id', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('due_at', 'bigint')
      .addColumn('began_at', 'bigint', (column) => column.notNull())
      .addColumn('tries', 'integer', (column) => column.notNull())
      .addColumn('tried_at', 'bigint')
      .addColumn('outcome', 'text')
      .addColumn('settled_at', 'bigint')
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('webhook_events_list')
      .on('webhook_events')
      .columns(['merchant_id', 'created_at', 'id'])
      .execute();
    await db.schema.createIndex('webhook_events_due').on('webhook_events').column('due_at').execute();
    await db.schema.createIndex('webhook_events_settled').on('webhook_events').column('settled_at').execute();
  },
};
