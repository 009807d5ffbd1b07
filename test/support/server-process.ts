import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { serverBundle } from '../../.ci/server-bundle.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ServerProcess {
  readonly child: ChildProcess;
  /** The first line of standard output that holds this message; rejects when the process ends before. */
  line(message: string): Promise<Record<string, unknown>>;
  readonly ended: Promise<Ended>;
}

/** A folder of its own for one test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'bank-connect-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files below a folder; gives the folder back. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Runs `bank-connect` as a process of its own, in `cwd`, with nothing else in its environment. */
export function spawnServer(
  t: TestContext,
  {
    args = ['serve'],
    cwd,
    env = {},
  }: {
    args?: readonly string[];
    cwd: string;
    env?: Readonly<Record<string, string>>;
  },
): ServerProcess {
  const child = spawn(process.execPath, [serverBundle(), ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, stdout, stderr };
  });
  const find = (message: string) => stdout.split('\n').find((line) => line.includes(`"msg":"${message}"`));
  return {
    child,
    ended,
    async line(message) {
      for (;;) {
        const found = find(message);
        if (found !== undefined) return JSON.parse(found) as Record<string, unknown>;
        const more = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
        if (!more && find(message) === undefined) throw new Error(`Ended without "${message}":\n${stdout}${stderr}`);
      }
    },
  };
}
