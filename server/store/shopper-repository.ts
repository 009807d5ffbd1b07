import type { Kysely, Transaction } from 'kysely';
import type { Engine } from './engine.js';
import type { Schema } from './schema.js';
import type { ShopperRepository } from './repositories.js';
import type { Vault } from './store.js';

/** Both engines limit the parameters of one statement. */
const idsPerStatement = 500;

/** The names of a shopper in the database: one for each key of the ring, the one that is written first. */
export const psuHashes = (vault: Vault, merchantId: string, psuId: string): readonly string[] =>
  vault.digests(psuId, `psu/${merchantId}`);

/** What is written beside a row of this shopper. */
export const psuHash = (vault: Vault, merchantId: string, psuId: string | undefined): string | null =>
  psuId === undefined ? null : (psuHashes(vault, merchantId, psuId)[0] ?? null);

export function createShopperRepository({ db }: Engine, vault: Vault): ShopperRepository {
  const idsOf = async (table: 'sessions' | 'connections' | 'payments', merchantId: string, psuId: string) => {
    const rows = await db
      .selectFrom(table)
      .select('id')
      .where('merchant_id', '=', merchantId)
      .where('psu_hash', 'in', psuHashes(vault, merchantId, psuId))
      .execute();
    return rows.map(({ id }) => id);
  };

  return {
    sessions: (merchantId, psuId) => idsOf('sessions', merchantId, psuId),
    connections: (merchantId, psuId) => idsOf('connections', merchantId, psuId),

    async erase(merchantId, psuId, alsoAbout) {
      const sessions = await idsOf('sessions', merchantId, psuId);
      const payments = await idsOf('payments', merchantId, psuId);
      const about = [...new Set([...sessions, ...payments, ...alsoAbout])];
      return db.transaction().execute(async (transaction) => ({
        sessions: await deleteRows(transaction, 'sessions', 'id', merchantId, sessions),
        payments: await deleteRows(transaction, 'payments', 'id', merchantId, payments),
        webhookEvents: await deleteRows(transaction, 'webhook_events', 'about', merchantId, about),
      }));
    },
  };
}

async function deleteRows(
  db: Kysely<Schema> | Transaction<Schema>,
  table: 'sessions' | 'payments' | 'webhook_events',
  column: 'id' | 'about',
  merchantId: string,
  values: readonly string[],
): Promise<number> {
  let deleted = 0;
  for (let start = 0; start < values.length; start += idsPerStatement) {
    const { numDeletedRows } = await db
      .deleteFrom(table)
      .where('merchant_id', '=', merchantId)
      .where(column as 'id', 'in', values.slice(start, start + idsPerStatement))
      .executeTakeFirst();
    deleted += Number(numDeletedRows);
  }
  return deleted;
}
