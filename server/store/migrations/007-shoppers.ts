import type { Kysely, Migration } from 'kysely';

/** By what the data of one shopper is found when it has to be erased. */
export const shoppers: Migration = {
  async up(db: Kysely<unknown>) {
    for (const table of ['sessions', 'connections', 'payments']) {
      await db.schema.alterTable(table).addColumn('psu_hash', 'text').execute();
      await db.schema.createIndex(`${table}_psu`).on(table).columns(['merchant_id', 'psu_hash']).execute();
    }
    await db.schema.alterTable('webhook_events').addColumn('about', 'text').execute();
    await db.schema
      .createIndex('webhook_events_about')
      .on('webhook_events')
      .columns(['merchant_id', 'about'])
      .execute();
  },
};
