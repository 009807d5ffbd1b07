import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, test } from 'node:test';
import { spawnServer, temporaryFolder, writeFiles } from '../../support/server-process.js';
import { unsafeSettings } from './unsafe-settings.js';

/** Every case is held against the schema and rules in config.test.ts; a process of its own gets the first of each key. */
const onePerKey = Object.entries(unsafeSettings).filter(
  ([, { names }], index, all) => all.findIndex(([, other]) => other.names === names) === index,
);

/** Declares: the process does not start with the unsafe settings of so many keys. */
export function doesNotStart(keys = onePerKey.length): void {
  describe('the server process', { concurrency: availableParallelism() }, () => {
    for (const [name, { settings, env, files, names }] of onePerKey.slice(0, keys)) {
      test(`does not start with ${name}`, { timeout: 60_000 }, async (t) => {
        const cwd = writeFiles(temporaryFolder(t), { 'config.json': JSON.stringify(settings), ...files });
        const { code, stdout, stderr } = await spawnServer(t, {
          cwd,
          env: { BANK_CONNECT_CONFIG: 'config.json', ...env },
        }).ended;
        assert.equal(code, 1);
        assert.equal(stdout, '');
        const lines = stderr.split('\n').filter((line) => line.startsWith(`${names}: `));
        assert.equal(lines.length, 1, stderr);
        assert.ok(!/canary/i.test(stderr), stderr);
      });
    }
  });
}

/** How many keys have unsafe settings. */
export const keysWithUnsafeSettings = onePerKey.length;
