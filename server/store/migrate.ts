import { Migrator, type Kysely, type Migration } from 'kysely';
import { initial } from './migrations/001-initial.js';
import { registrations } from './migrations/002-registrations.js';
import { refreshes } from './migrations/003-refreshes.js';
import { webhookEvents } from './migrations/004-webhook-events.js';
import { payments } from './migrations/005-payments.js';
import { endNotices } from './migrations/006-end-notices.js';
import { shoppers } from './migrations/007-shoppers.js';
import type { Schema } from './schema.js';
import { StoreError } from './store-error.js';

/** In order of their names. A migration that has been released never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-initial': initial,
  '002-registrations': registrations,
  '003-refreshes': refreshes,
  '004-webhook-events': webhookEvents,
  '005-payments': payments,
  '006-end-notices': endNotices,
  '007-shoppers': shoppers,
};

/**
 * Brings the schema up to this version of the program. A database that is already further on is left alone: migrations
 * expand first and contract a release later, so the version before can run on it (docs/decisions).
 */
export async function migrateToLatest(
  db: Kysely<Schema>,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...known }) } });
  const pending = (await migrator.getMigrations()).filter((migration) => migration.executedAt === undefined);
  if (pending.length === 0) return;
  const { error } = await migrator.migrateToLatest();
  if (error instanceof StoreError) throw error;
  if (error !== undefined) throw new StoreError('failed', 'The schema could not be migrated', { cause: error });
}
