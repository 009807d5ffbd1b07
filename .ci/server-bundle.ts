import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf } from './hash.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

interface Bundle {
  /** Vite's mode. */
  readonly mode: string;
  readonly sources: readonly string[];
  /** The folder's name but for the hash of the sources. */
  readonly prefix: string;
}
const tools = ['vite.config.ts', 'tsconfig.json', 'package-lock.json'];
const server: Bundle = { mode: 'server', sources: ['server', ...tools], prefix: '.server-' };
const children: Bundle = {
  mode: 'server-tests',
  sources: ['server', 'demo/sandbox', 'test/server', 'test/support', ...tools],
  prefix: '.server-tests-',
};

/**
 * The companion server as the demo and the tests run it: `bank-connect` in few files, which start in a fifth of the time that
 * the TypeScript loader takes for the sources. Gives back the script; it is made when its sources have changed, in two
 * seconds. What is published is made by the TypeScript compiler.
 */
export const serverBundle = (): string => join(upToDate(server), 'cli.js');

/** In the same way, the script of a process that a test starts and kills; its name as in vite.config.ts. */
export const childScript = (name: string): string => join(upToDate(children), `${name}.js`);

function upToDate(bundle: Bundle): string {
  const hash = hashOf(bundle.sources.map((path) => join(root, path))).slice(0, 16);
  const folder = join(dist, bundle.prefix + hash);
  if (!existsSync(folder)) make(bundle, folder);
  return folder;
}

function make({ mode, prefix }: Bundle, folder: string): void {
  mkdirSync(dist, { recursive: true });
  for (const old of readdirSync(dist)) {
    const hash = old.startsWith(prefix) ? old.slice(prefix.length) : '';
    if (/^[0-9a-f]{16}$/.test(hash)) rmSync(join(dist, old), { recursive: true, force: true });
  }
  // Made elsewhere and moved, so that of two processes that start at once none finds half of it.
  const own = mkdtempSync(join(dist, '.new-server-'));
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  execFileSync(process.execPath, [vite, 'build', '--mode', mode, '--outDir', own], { cwd: root, stdio: 'pipe' });
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
