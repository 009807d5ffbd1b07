import type { Kysely, RawBuilder } from 'kysely';
import type { Schema } from './schema.js';

/** What differs between the two engines; all else is one query layer. */
export interface Engine {
  readonly db: Kysely<Schema>;
  /** Several instances share the tables: rows that another one holds are passed over. */
  readonly skipsLockedRows: boolean;
  /** The database's own time in epoch milliseconds: one clock for all instances, whatever theirs say. */
  readonly nowMs: RawBuilder<number>;
  /** Runs migrations so that of several starting instances one migrates and the others wait. */
  migrate(run: (db: Kysely<Schema>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}
