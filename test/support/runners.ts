import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

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

/** How many processes share the files of one run: enough to keep two cores busy to the end. */
const processes = 8;

/**
 * node:test through tsx. Output: the failures in full. Files share processes, because to load the server takes longer than
 * most files do; each is a suite of its own there, so its hooks are its own too.
 */
export async function runNodeTests(files: readonly string[], concurrency = 2): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'bank-connect-tests-'));
  try {
    return await runCounted([
      '--import',
      'tsx',
      '--test',
      `--test-concurrency=${concurrency}`,
      '--test-reporter=./test/support/node-reporter.mjs',
      '--test-reporter-destination=stdout',
      ...inTurn(files, processes).map((share, index) => writeEntry(join(folder, `${index}.mjs`), share)),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Deals the files out like cards, so that neighbours, which take about as long, go to different processes. */
const inTurn = (files: readonly string[], shares: number): string[][] =>
  Array.from({ length: Math.min(shares, files.length) }, (_, share) =>
    files.filter((_file, index) => index % shares === share),
  );

function writeEntry(path: string, files: readonly string[]): string {
  const suites = files.map((file) => {
    const address = JSON.stringify(pathToFileURL(resolve(file)).href);
    return `describe(${JSON.stringify(file)}, async () => { await import(${address}); });`;
  });
  writeFileSync(path, ["import { describe } from 'node:test';", ...suites, ''].join('\n'));
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
