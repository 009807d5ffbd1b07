import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'libsql';
import { Kysely, sql, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import type { Engine } from './engine.js';
import type { Schema } from './schema.js';
import { StoreError } from './store-error.js';

const busyTimeoutMs = 5_000;
const migrationTimeoutMs = 60_000;
const migrationPollMs = 20;

/**
 * The embedded engine: one file (mode 0600) in write-ahead mode. An acknowledged write is on the disk (`synchronous = FULL`),
 * an erased row is overwritten (`secure_delete`).
 */
export function openSqlite(path: string): Engine {
  const database = translated(() => open(path));
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: guarded(database) }) });
  return {
    db,
    skipsLockedRows: false,
    nowMs: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,

    async migrate(run) {
      // Kysely takes no lock on SQLite; an immediate transaction lets one instance migrate at a time.
      await beginImmediate(database);
      try {
        await run(db);
        translated(() => database.exec('commit'));
      } catch (error) {
        if (database.inTransaction) database.exec('rollback');
        throw error;
      }
    },

    async close() {
      await db.destroy();
      if (database.open) database.close();
    },
  };
}

function open(path: string): Database.Database {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite gives its journal files the mode of the database.
    closeSync(openSync(path, 'a', 0o600));
  }
  const database = new Database(path);
  database.pragma(`busy_timeout = ${busyTimeoutMs}`);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('secure_delete = ON');
  return database;
}

/** Waits for the write lock without blocking the event loop, as SQLite's own timeout would. */
async function beginImmediate(database: Database.Database): Promise<void> {
  database.pragma('busy_timeout = 0');
  try {
    for (let waitedMs = 0; !tryBeginImmediate(database, waitedMs); waitedMs += migrationPollMs) {
      await setTimeout(migrationPollMs);
    }
  } finally {
    database.pragma(`busy_timeout = ${busyTimeoutMs}`);
  }
}

function tryBeginImmediate(database: Database.Database, waitedMs: number): boolean {
  try {
    database.exec('begin immediate');
    return true;
  } catch (cause) {
    if (codeOf(cause).startsWith('SQLITE_BUSY') && waitedMs < migrationTimeoutMs) return false;
    throw toStoreError(cause);
  }
}

/** The database as Kysely uses it, with typed errors and checked parameters. */
function guarded(database: Database.Database): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql): SqliteStatement {
      const statement = translated(() => database.prepare(sql));
      return {
        reader: statement.reader,
        all: (parameters) => translated(() => statement.all(bindable(parameters))),
        run: (parameters) => translated(() => statement.run(bindable(parameters))),
        iterate: (parameters) => statement.iterate(bindable(parameters)),
      };
    },
  };
}

/** libsql ends the whole process on a boolean or an object, so nothing but what SQLite knows reaches it. */
function bindable(parameters: readonly unknown[]): unknown[] {
  for (const value of parameters) {
    const known = value === null || typeof value === 'string' || typeof value === 'bigint' || Number.isFinite(value);
    if (!known) throw new TypeError(`A value of type ${typeof value} cannot be stored`);
  }
  return [...parameters];
}

function translated<T>(call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw toStoreError(cause);
  }
}

const duplicateCodes = ['SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE'];
/** Locked, full or broken: codes of SQLite, and of the file system when the file is made. */
const unavailableCodes = /^(SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|NOMEM|CORRUPT|NOTADB|PROTOCOL)|E[A-Z]+$)/;
/** What libsql says without a code. */
const unavailableMessages = /ConnectionFailed|connection is not open/;

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

function toStoreError(cause: unknown): unknown {
  const code = codeOf(cause);
  if (duplicateCodes.includes(code)) return new StoreError('duplicate', 'The row is already there', { cause });
  if (unavailableCodes.test(code) || (cause instanceof Error && unavailableMessages.test(cause.message))) {
    return new StoreError('unavailable', 'The database file cannot be used', { cause });
  }
  return cause instanceof TypeError ? cause : new StoreError('failed', 'SQLite refused a statement', { cause });
}
