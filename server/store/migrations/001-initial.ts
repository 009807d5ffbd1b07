import type { Kysely, Migration } from 'kysely';

/** Sessions, connections, the last good bank lists, logos. */
export const initial: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('sessions')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('merchant_id', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('token_hash', 'text', (column) => column.notNull().unique())
      .addColumn('provider', 'text')
      .addColumn('correlation_hash', 'text')
      .addColumn('wake_at', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('sessions_correlation')
      .on('sessions')
      .columns(['merchant_id', 'provider', 'correlation_hash'])
      .execute();
    await db.schema.createIndex('sessions_wake').on('sessions').column('wake_at').execute();
    await db.schema.createIndex('sessions_ended').on('sessions').column('ended_at').execute();

    await db.schema
      .createTable('connections')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('merchant_id', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('revoke_at', 'bigint')
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('connections_revoke').on('connections').column('revoke_at').execute();
    await db.schema
      .createIndex('connections_newest')
      .on('connections')
      .columns(['merchant_id', 'created_at', 'id'])
      .execute();

    await db.schema
      .createTable('bank_snapshots')
      .addColumn('provider', 'text', (column) => column.primaryKey())
      .addColumn('banks', 'text', (column) => column.notNull())
      .addColumn('fetched_at', 'bigint', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('logos')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('media_type', 'text', (column) => column.notNull())
      .addColumn('bytes', 'text', (column) => column.notNull())
      .addColumn('fetched_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
