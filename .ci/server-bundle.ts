import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf } from './hash.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const sources = ['server', 'vite.config.ts', 'tsconfig.json', 'package-lock.json'].map((path) => join(root, path));
const prefix = '.server-';

/**
 * The companion server as the demo and the tests run it: `bank-connect` in few files, which start in a fifth of the time that
 * the TypeScript loader takes for the sources. Gives back the script; it is made when its sources have changed, in two
 * seconds. What is published is made by the TypeScript compiler.
 */
export function serverBundle(): string {
  const folder = join(dist, prefix + hashOf(sources).slice(0, 16));
  if (!existsSync(folder)) bundle(folder);
  return join(folder, 'cli.js');
}

function bundle(folder: string): void {
  mkdirSync(dist, { recursive: true });
  for (const old of readdirSync(dist)) {
    if (old.startsWith(prefix)) rmSync(join(dist, old), { recursive: true, force: true });
  }
  // Made elsewhere and moved, so that of two processes that start at once none finds half of it.
  const own = mkdtempSync(join(dist, '.new-server-'));
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  execFileSync(process.execPath, [vite, 'build', '--mode', 'server', '--outDir', own], { cwd: root, stdio: 'pipe' });
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
