import type { Kysely, Migration } from 'kysely';

/** Who refreshes a grant, what was sent and has no outcome yet; the budgets of calls without the shopper. */
export const refreshes: Migration = {
  async up(db: Kysely<unknown>) {
    const connections = () => db.schema.alterTable('connections');
    await connections()
      .addColumn('refresh_fence', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
    await connections().addColumn('refresh_holder', 'text').execute();
    await connections().addColumn('refresh_until', 'bigint').execute();
    await connections().addColumn('refresh_fingerprint', 'text').execute();
    await connections().addColumn('refresh_sent_at', 'bigint').execute();
    await db.schema.createIndex('connections_refresh_sent').on('connections').column('refresh_sent_at').execute();

    await db.schema
      .createTable('unattended_calls')
      .addColumn('connection_id', 'text', (column) => column.notNull())
      .addColumn('endpoint', 'text', (column) => column.notNull())
      .addColumn('place', 'integer', (column) => column.notNull())
      .addColumn('taken_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('unattended_calls_place', ['connection_id', 'endpoint', 'place'])
      .execute();
  },
};
