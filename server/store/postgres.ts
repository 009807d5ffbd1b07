import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  sql,
  type DatabaseConnection,
  type PostgresPool,
  type PostgresPoolClient,
} from 'kysely';
import pg from 'pg';
import type { Secret } from '../lib/secret.js';
import type { Engine } from './engine.js';
import type { Schema } from './schema.js';
import { StoreError } from './store-error.js';

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database?sslmode=verify-full` */
  readonly url: Secret;
  /** Connections of this instance; default 10. */
  readonly maxConnections?: number;
  /** Default 3000. */
  readonly connectTimeoutMs?: number;
  /** How long one statement may take, waiting for locks included; default 5000. */
  readonly statementTimeoutMs?: number;
}

/** A server that no longer answers at all is given up a little after its own limit. */
const answerGraceMs = 1_000;
const migrationTimeoutMs = 600_000;

/** The engine for several instances behind a load balancer. */
export function openPostgres(options: PostgresOptions): Engine {
  const { url, maxConnections = 10, connectTimeoutMs = 3_000, statementTimeoutMs = 5_000 } = options;
  const connect = { connectionString: url.reveal(), connectionTimeoutMillis: connectTimeoutMs, keepAlive: true, types };
  const db = open({
    ...connect,
    max: maxConnections,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + answerGraceMs,
    idle_in_transaction_session_timeout: statementTimeoutMs * 2,
  });
  return {
    db,
    skipsLockedRows: true,
    nowMs: sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`,

    async migrate(run) {
      // Kysely holds an advisory lock meanwhile: instances that start later wait on it, longer than a statement may take.
      const patient = open({ ...connect, max: 1, statement_timeout: migrationTimeoutMs });
      try {
        await run(patient);
      } finally {
        await patient.destroy();
      }
    },

    close: () => db.destroy(),
  };
}

/** All our 64-bit integers are times and counters, exact as numbers. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

function open(config: pg.PoolConfig): Kysely<Schema> {
  const pool = new pg.Pool(config);
  // The pool drops an idle connection that broke; without a listener the process would end.
  pool.on('error', () => undefined);
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: guarded(pool), onCreateConnection: commitDurably }),
  });
}

/** A write that was acknowledged is on the disk, whatever the default of the server is. */
async function commitDurably(connection: DatabaseConnection): Promise<void> {
  await connection.executeQuery(
    CompiledQuery.raw(
      `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'local')`,
    ),
  );
}

/** The pool as Kysely uses it, with typed errors; a connection on which a call broke is not used again. */
function guarded(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((cause: unknown) => {
        throw toStoreError(cause);
      });
      const known = clients.get(client);
      if (known !== undefined) return known;
      // A connection can end between two statements of a transaction, when nobody waits for it; the next one will notice.
      client.on('error', () => undefined);
      const wrapped = guardedClient(client);
      clients.set(client, wrapped);
      return wrapped;
    },
  };
}

type Query = (sql: string, parameters: readonly unknown[]) => Promise<unknown>;

function guardedClient(client: pg.PoolClient): PostgresPoolClient {
  let broken: StoreError | undefined;
  const query: Query = async (sql, parameters) => {
    if (broken !== undefined) throw broken;
    try {
      return await client.query(sql, [...parameters]);
    } catch (cause) {
      const error = toStoreError(cause);
      if (!(cause instanceof pg.DatabaseError)) broken = error;
      throw error;
    }
  };
  return { query: query as PostgresPoolClient['query'], release: () => client.release(broken) };
}

/** SQLSTATE classes in which the statement itself is at fault: data, integrity, state of the transaction, syntax, schema. */
const faultClasses = /^(0A|21|22|23|25|2B|2D|34|42|44)/;

/** Error codes: PostgreSQL documentation, appendix A. What has none comes from the connection. */
function toStoreError(cause: unknown): StoreError {
  const code = cause instanceof pg.DatabaseError ? (cause.code ?? '') : '';
  if (code === '23505') return new StoreError('duplicate', 'The row is already there', { cause });
  if (code === '25006' || !faultClasses.test(code)) {
    return new StoreError('unavailable', 'PostgreSQL cannot be reached or cannot serve at the moment', { cause });
  }
  return new StoreError('failed', 'PostgreSQL refused a statement', { cause });
}
