import type { Kysely, Migration } from 'kysely';

/** When the merchant is told next that a consent ends. What is there already is looked at once. */
export const endNotices: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('connections')
      .addColumn('notice_at', 'bigint', (column) => column.defaultTo(0))
      .execute();
    await db.schema.createIndex('connections_notice').on('connections').column('notice_at').execute();
  },
};
