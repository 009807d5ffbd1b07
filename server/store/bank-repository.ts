import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { ProviderBank } from '../providers/provider-data.js';
import type { Schema } from './schema.js';
import type { BankSnapshotRepository, LogoRepository } from './repositories.js';

/** A list that another release wrote in another shape is no copy to start from. */
const Banks: z.ZodType<readonly ProviderBank[]> = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    countries: z.array(z.string()),
    bic: z.string().optional(),
    logoUrl: z.string().optional(),
    down: z.boolean().optional(),
    accounts: z.boolean().optional(),
    payments: z.boolean().optional(),
    data: z.record(z.string(), z.json()),
  }),
);

/** Bank lists are public: they are not encrypted. */
export function createBankSnapshotRepository(db: Kysely<Schema>): BankSnapshotRepository {
  return {
    async read(provider) {
      const row = await db.selectFrom('bank_snapshots').selectAll().where('provider', '=', provider).executeTakeFirst();
      if (row === undefined) return undefined;
      const { success, data } = Banks.safeParse(JSON.parse(row.banks));
      return success ? { banks: data, fetchedAt: row.fetched_at } : undefined;
    },

    async write(provider, banks, fetchedAt) {
      const values = { banks: JSON.stringify(banks), fetched_at: fetchedAt };
      await db
        .insertInto('bank_snapshots')
        .values({ provider, ...values })
        .onConflict((conflict) => conflict.column('provider').doUpdateSet(values))
        .execute();
    },
  };
}

export function createLogoRepository(db: Kysely<Schema>): LogoRepository {
  return {
    async read(key) {
      const row = await db.selectFrom('logos').selectAll().where('key', '=', key).executeTakeFirst();
      if (row === undefined) return undefined;
      const bytes = new Uint8Array(Buffer.from(row.bytes, 'base64'));
      return { mediaType: row.media_type, bytes, fetchedAt: row.fetched_at };
    },

    async write(key, mediaType, bytes, fetchedAt) {
      const values = { media_type: mediaType, bytes: Buffer.from(bytes).toString('base64'), fetched_at: fetchedAt };
      await db
        .insertInto('logos')
        .values({ key, ...values })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
        .execute();
    },
  };
}
