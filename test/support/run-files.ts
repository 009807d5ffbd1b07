import { resolve } from 'node:path';
import { after, describe } from 'node:test';
import { pathToFileURL } from 'node:url';

/** How long one file may take: far more than any does, so that a test that hangs is a failure and not a run without an end. */
const fileTimeoutMs = 5 * 60_000;
/** How long what the tests started may take to be gone when they are over. */
const leftoversMs = 15_000;

/**
 * Runs test files in this process, each a suite of its own, so its hooks are its own too. A module that several files share
 * must not wait at its top level: what comes after the wait would count for the file that was first to import it.
 */
export function runFiles(files: readonly string[]): void {
  describe('files', () => {
    for (const file of files) {
      describe(file, { timeout: fileTimeoutMs }, async () => {
        await import(pathToFileURL(resolve(file)).href);
      });
    }
    after(() => {
      const end = (): never => {
        process.stderr.write(`Something that a test started still runs after all of: ${files.join(', ')}\n`);
        process.exit(1);
      };
      setTimeout(end, leftoversMs).unref();
    });
  });
}
