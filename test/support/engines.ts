import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe } from 'node:test';
import Database from 'libsql';
import pg from 'pg';
import { Secret } from '../../server/lib/secret.js';
import { openStore, type StoreOptions } from '../../server/store/open-store.js';
import type { Store, Vault } from '../../server/store/store.js';
import { createVault, type VaultKey } from '../../server/store/vault.js';
import { startPostgres, type PostgresServer } from './postgres.js';

/** One of the two engines, with what a test needs to open stores on it. Everything it opened is closed at the end. */
export interface EngineUnderTest {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** Options of a new database that has the schema, and no rows. */
  newDatabase(): Promise<StoreOptions['engine']>;
  /** Options of a new database that has not even the schema. */
  bareDatabase(): Promise<StoreOptions['engine']>;
  /** Options of a new database with all that is in another one, which no store may have open. */
  copyOf(database: StoreOptions['engine']): Promise<StoreOptions['engine']>;
  /** Opens a store; unless `engine` names a database, on one that is empty and no other test uses at the time. */
  open(options?: Partial<StoreOptions>): Promise<Store>;
  /** The server behind it; PostgreSQL only. */
  server(): PostgresServer;
}

export const newKey = (id: string): VaultKey => ({ id, key: new Secret(randomBytes(32).toString('base64url')) });
export const newVault = (): Promise<Vault> => createVault([newKey('test')]);

/** One server for all test files of this process, gone with it; every user has databases of their own. */
let sharedPostgres: Promise<PostgresServer> | undefined;
/** A database with the schema and nothing else, to be copied: that takes a third of the time that the migrations take. */
let postgresSchema: Promise<StoreOptions['engine']> | undefined;

async function withSchema(bare: Promise<StoreOptions['engine']>): Promise<StoreOptions['engine']> {
  const engine = await bare;
  const store = await openStore({ engine, vault: await newVault(), now: Date.now });
  await store.close();
  return engine;
}

/** Declares the same tests for both engines. */
export function onEachEngine(subject: string, define: (engine: EngineUnderTest) => void): void {
  for (const name of ['SQLite', 'PostgreSQL'] as const) {
    describe(`${subject} on ${name}`, () => {
      const stores: Store[] = [];
      let folder = '';
      let server: PostgresServer | undefined;
      let databases = 0;

      before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'bank-connect-store-'));
        if (name === 'PostgreSQL') server = await (sharedPostgres ??= startPostgres());
      });
      after(async () => {
        await Promise.allSettled(stores.map((store) => store.close()));
        await rm(folder, { recursive: true, force: true });
      });

      const running = (): PostgresServer => {
        if (server === undefined) throw new Error('This engine has no server');
        return server;
      };
      const postgresAt = (url: string): StoreOptions['engine'] => ({
        kind: 'postgres',
        url: new Secret(url),
        maxConnections: 4,
      });
      const newPath = (): string => join(folder, `${(databases += 1)}`, 'store.db');
      const bareDatabase = async (): Promise<StoreOptions['engine']> =>
        name === 'SQLite' ? { kind: 'sqlite', path: newPath() } : postgresAt(await running().createDatabase());
      const copyOf = async (original: StoreOptions['engine']): Promise<StoreOptions['engine']> => {
        if (original.kind === 'postgres') return postgresAt(await running().createDatabase(original.url.reveal()));
        const path = newPath();
        await mkdir(dirname(path), { mode: 0o700 });
        // What was written last is in a file beside it.
        await tamper(original, 'pragma wal_checkpoint(truncate)');
        await copyFile(original.path, path);
        return { kind: 'sqlite', path };
      };
      let sqliteSchema: Promise<StoreOptions['engine']> | undefined;
      const newDatabase = async (): Promise<StoreOptions['engine']> =>
        copyOf(
          await (name === 'SQLite'
            ? (sqliteSchema ??= withSchema(bareDatabase()))
            : (postgresSchema ??= withSchema(bareDatabase()))),
        );

      // To make a PostgreSQL database takes a while; to empty one, nothing.
      let emptied: StoreOptions['engine'] | undefined;
      const emptyDatabase = async (): Promise<StoreOptions['engine']> => {
        if (name === 'SQLite') return newDatabase();
        if (emptied === undefined) return (emptied = await newDatabase());
        await tamper(
          emptied,
          'truncate sessions, connections, registrations, payments, webhook_events, unattended_calls, bank_snapshots, logos',
        );
        return emptied;
      };

      define({
        name,
        newDatabase,
        bareDatabase,
        copyOf,
        server: running,
        async open(options = {}) {
          const store = await openStore({
            engine: options.engine ?? (await emptyDatabase()),
            vault: options.vault ?? (await newVault()),
            now: options.now ?? (() => 1_000),
            ...(options.onUnreadable === undefined ? {} : { onUnreadable: options.onUnreadable }),
          });
          stores.push(store);
          return store;
        },
      });
    });
  }
}

/** Runs one statement behind the store's back, as somebody with access to the database could. */
export async function tamper(database: StoreOptions['engine'], statement: string): Promise<void> {
  if (database.kind === 'sqlite') {
    const file = new Database(database.path);
    file.exec(statement);
    file.close();
    return;
  }
  const client = new pg.Client({ connectionString: database.url.reveal() });
  await client.connect();
  await client.query(statement);
  await client.end();
}
