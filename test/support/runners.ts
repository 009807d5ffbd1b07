import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deal } from './deal.js';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export const sum = (counts: readonly Counts[]): Counts => ({
  passed: counts.reduce((total, each) => total + each.passed, 0),
  failed: counts.reduce((total, each) => total + each.failed, 0),
});

/** The `*.test.ts` files below a folder, sorted, with forward slashes. */
export function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}

/** When a run is given up, in milliseconds. */
const runTimeoutMs = 20 * 60_000;

/**
 * Runs a command whose reporter writes its counts to the file in BANK_CONNECT_COUNTS.
 * A runner that breaks or hangs without counts, or fails without a failed test, is one failure.
 */
async function runCounted(args: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'bank-connect-counts-'));
  const file = join(folder, 'counts.json');
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(process.execPath, args, {
        stdio: ['ignore', 'inherit', 'inherit'],
        timeout: runTimeoutMs,
        env: { ...process.env, BANK_CONNECT_COUNTS: file, NODE_ENV: 'test' },
      });
      const end = (): void => void child.kill();
      process.once('exit', end);
      child.once('error', reject).once('exit', (ended) => {
        process.off('exit', end);
        resolve(ended);
      });
    });
    const counts = readCounts(file);
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(file: string): Counts {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/**
 * node:test through tsx. Output: the failures in full. The files are dealt out to as many `processes`, which run at once: to
 * load the server or to start the demo takes longer than most files do. More processes than cores, because they wait a lot.
 */
export async function runNodeTests(files: readonly string[], processes: number): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'bank-connect-tests-'));
  try {
    return await runCounted([
      '--import',
      'tsx',
      '--test',
      `--test-concurrency=${processes}`,
      '--test-reporter=./test/support/node-reporter.mjs',
      '--test-reporter-destination=stdout',
      ...deal(files, processes).map((share, index) => writeEntry(join(folder, `${index}.mjs`), share)),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeEntry(path: string, files: readonly string[]): string {
  const runFiles = JSON.stringify(new URL('./run-files.ts', import.meta.url).href);
  writeFileSync(path, `import { runFiles } from ${runFiles};\nrunFiles(${JSON.stringify(files)});\n`);
  return path;
}

/** Widget tests in a browser. */
export const runWidgetTests = (files: readonly string[]): Promise<Counts> =>
  runCounted([
    'node_modules/@web/test-runner/dist/bin.js',
    '--config',
    'test/web-test-runner.config.mjs',
    '--files',
    ...files,
  ]);
