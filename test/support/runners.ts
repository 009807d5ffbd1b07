import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/**
 * Runs a command whose reporter writes its counts to the file in BANK_CONNECT_COUNTS.
 * A runner that breaks without counts, or fails without a failed test, is one failure.
 */
async function runCounted(args: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'bank-connect-counts-'));
  const file = join(folder, 'counts.json');
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      spawn(process.execPath, args, {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, BANK_CONNECT_COUNTS: file, NODE_ENV: 'test' },
      })
        .once('error', reject)
        .once('exit', resolve);
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

/** node:test through tsx. Output: the failures in full. */
export const runNodeTests = (files: readonly string[], concurrency = 2): Promise<Counts> =>
  runCounted([
    '--import',
    'tsx',
    '--test',
    `--test-concurrency=${concurrency}`,
    '--test-reporter=./test/support/node-reporter.mjs',
    '--test-reporter-destination=stdout',
    ...files,
  ]);

/** Widget tests in a browser. */
export const runWidgetTests = (files: readonly string[]): Promise<Counts> =>
  runCounted([
    'node_modules/@web/test-runner/dist/bin.js',
    '--config',
    'test/web-test-runner.config.mjs',
    '--files',
    ...files,
  ]);
