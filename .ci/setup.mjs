// Makes a bare clone ready: checks Node, then installs what the lockfile asks for when it is not there yet.
// Plain Node without dependencies, because it runs before there are any.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lockfile = join(root, 'package-lock.json');
/** Written by npm at the end of an install, so it is missing or old after one that broke off. */
const installed = join(root, 'node_modules', '.package-lock.json');
/** The lockfile's hash at the last install by this script; survives a checkout that only touches times. */
const stamp = join(root, 'node_modules', '.bank-connect-setup');
const oldestNode = [20, 19];

function assertNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Error(`Bank Connect needs Node ${oldestNode.join('.')} or newer; this is ${process.version}.`);
}

const lockfileHash = () => createHash('sha256').update(readFileSync(lockfile)).digest('hex');

function isInstalled() {
  try {
    if (statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return true;
    return readFileSync(stamp, 'utf8') === lockfileHash();
  } catch {
    return false;
  }
}

/** Installs the dependencies unless they are there. Everything npm says goes to stderr. Throws when it fails. */
export function setup() {
  assertNodeVersion();
  if (isInstalled()) return;
  console.error('Installing dependencies (npm ci) …');
  const npm = process.env['npm_execpath'];
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, 'ci', '--no-fund', '--no-audit'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error || status !== 0) throw new Error('npm ci failed; its words are above.', { cause: error });
  writeFileSync(stamp, lockfileHash());
}
