import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { Secret } from '../../../server/lib/secret.js';
import { openStore } from '../../../server/store/open-store.js';
import { openPostgres } from '../../../server/store/postgres.js';
import { openSqlite } from '../../../server/store/sqlite.js';
import { newVault, tamper } from '../../support/engines.js';
import { startPostgres, type PostgresServer } from '../../support/postgres.js';
import { aStoredSession, next } from './fixtures.js';

const unavailable = { name: 'StoreError', code: 'unavailable' };
const now = () => 1_000;

describe('PostgreSQL', () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  it('answers "unavailable" while the server is down and works again when it is back', async () => {
    const url = new Secret(await server.createDatabase());
    const store = await openStore({ engine: { kind: 'postgres', url }, vault: await newVault(), now });
    await store.sessions.insert(aStoredSession());
    await server.crash();
    await assert.rejects(store.ping(), unavailable);
    await assert.rejects(store.sessions.find('session-1'), unavailable);
    await assert.rejects(store.sessions.replace(next(aStoredSession())), unavailable);
    await assert.rejects(store.sessions.claimDue(1, 1, 1), unavailable);
    await server.start();
    await store.ping();
    assert.deepEqual(await store.sessions.find('session-1'), aStoredSession());
    await store.close();
  });

  it('does not open on a server that is not there, or that does not know the database', async () => {
    const vault = await newVault();
    const open = (url: string) => openStore({ engine: { kind: 'postgres', url: new Secret(url) }, vault, now });
    await assert.rejects(open('postgres://postgres@127.0.0.1:1/none'), unavailable);
    await assert.rejects(open(`postgres://postgres@127.0.0.1:${server.port}/none`), unavailable);
  });

  it('gives up on a server that accepts connections and never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const url = new Secret(`postgres://postgres@127.0.0.1:${port}/none`);
    const engine = { kind: 'postgres', url, connectTimeoutMs: 100 } as const;
    await assert.rejects(openStore({ engine, vault: await newVault(), now }), unavailable);
    silent.close();
  });

  it('gives up on a server that stops answering, and uses new connections afterwards', async () => {
    const address = new URL(await server.createDatabase());
    const line = await interruptibleLine(server.port);
    address.port = String(line.port);
    const engine = openPostgres({ url: new Secret(address.href), maxConnections: 1, statementTimeoutMs: 500 });
    await sql`select 1`.execute(engine.db);
    line.interrupt();
    await assert.rejects(sql`select 1`.execute(engine.db), unavailable);
    await sql`select 1`.execute(engine.db);
    await engine.close();
    await line.close();
  });

  it('survives that the server ends a connection between two statements of a transaction', async () => {
    const address = await server.createDatabase();
    const engine = openPostgres({ url: new Secret(address), maxConnections: 1 });
    const admin = new pg.Client({ connectionString: address });
    await admin.connect();
    // Nobody waits for the connection when it ends: unheard, that would end the process (here, fail the test).
    const broken = engine.db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await admin.query('select pg_terminate_backend($1, 10000)', [rows[0]?.pid]);
      await new Promise(setImmediate);
      await sql`select 1`.execute(transaction);
    });
    await assert.rejects(broken, unavailable);
    await sql`select 1`.execute(engine.db);
    await admin.end();
    await engine.close();
  });

  it('does not wait for a locked row longer than a statement may take', async () => {
    const address = await server.createDatabase();
    const engine = { kind: 'postgres', url: new Secret(address), statementTimeoutMs: 500 } as const;
    const store = await openStore({ engine, vault: await newVault(), now });
    await store.sessions.insert(aStoredSession());
    const holder = new pg.Client({ connectionString: address });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select * from sessions for update');
    await assert.rejects(store.sessions.replace(next(aStoredSession())), unavailable);
    await holder.query('rollback');
    await holder.end();
    assert.equal(await store.sessions.replace(next(aStoredSession())), true);
    await store.close();
  });

  it('commits durably where the default of the database does not', async () => {
    const address = await server.createDatabase();
    const database = new URL(address).pathname.slice(1);
    await tamper(
      { kind: 'postgres', url: new Secret(address) },
      `alter database ${database} set synchronous_commit = off`,
    );
    const engine = openPostgres({ url: new Secret(address) });
    const { rows } = await sql`show synchronous_commit`.execute(engine.db);
    assert.deepEqual(rows, [{ synchronous_commit: 'on' }]);
    await engine.close();
  });

  it('never puts the address with its password into an error', async () => {
    const url = new Secret('postgres://postgres:canary-password@127.0.0.1:1/none');
    const opening = openStore({ engine: { kind: 'postgres', url }, vault: await newVault(), now });
    const error = await opening.then(
      () => assert.fail('opened'),
      (reason: unknown) => reason,
    );
    assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /canary/);
  });
});

describe('SQLite', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bank-connect-sqlite-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('keeps the file, its journals and its folder to their owner', async () => {
    const path = join(folder, 'private', 'store.db');
    const store = await openStore({ engine: { kind: 'sqlite', path }, vault: await newVault(), now });
    await store.sessions.insert(aStoredSession());
    for (const file of [path, `${path}-wal`, `${path}-shm`]) assert.equal((await stat(file)).mode & 0o777, 0o600, file);
    assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
    await store.close();
  });

  it('writes ahead, waits for the disk and overwrites what is erased', async () => {
    const engine = openSqlite(join(folder, 'settings.db'));
    const pragma = async (name: string) =>
      Object.values((await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(engine.db)).rows[0] ?? {});
    assert.deepEqual(await pragma('journal_mode'), ['wal']);
    assert.deepEqual(await pragma('synchronous'), [2]);
    assert.deepEqual(await pragma('secure_delete'), [1]);
    await engine.close();
  });

  it('answers "unavailable" for a path that cannot be a file and for a file that is no database', async () => {
    const vault = await newVault();
    const open = (path: string) => openStore({ engine: { kind: 'sqlite', path }, vault, now });
    await writeFile(join(folder, 'plain.txt'), 'Not a database, and long enough to be looked at. '.repeat(30));
    await assert.rejects(open(join(folder, 'plain.txt', 'store.db')), unavailable);
    await assert.rejects(open(join(folder, 'plain.txt')), unavailable);
  });

  it('refuses a value that libsql cannot bind instead of ending the process', async () => {
    const engine = openSqlite(':memory:');
    for (const value of [true, undefined, {}, Number.NaN]) {
      await assert.rejects(sql`select ${value}`.execute(engine.db), TypeError);
    }
    await engine.close();
  });
});

/** A TCP line to a local port that can fall silent without closing. */
async function interruptibleLine(target: number) {
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as AddressInfo).port,
    /** The connections of now stay open and say nothing any more. */
    interrupt: () => sockets.forEach((socket) => socket.unpipe().pause()),
    async close() {
      sockets.forEach((socket) => socket.destroy());
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
