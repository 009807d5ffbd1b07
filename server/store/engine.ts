import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';

/** What differs between the two engines; all else is one query layer. */
export interface Engine {
  readonly db: Kysely<Schema>;
  /** Several instances share the tables: rows that another one holds are passed over. */
  readonly skipsLockedRows: boolean;
  /** Runs migrations so that of several starting instances one migrates and the others wait. */
  migrate(run: (db: Kysely<Schema>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}
