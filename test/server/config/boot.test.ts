import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { spawnServer, temporaryFolder } from '../../support/server-process.js';
import { doesNotStart } from './boot-kit.js';

doesNotStart(2);

describe('the server process', () => {
  for (const [name, env, says] of [
    ['no configuration', {}, 'BANK_CONNECT_CONFIG: names no file'],
    ['a configuration that is not there', { BANK_CONNECT_CONFIG: 'none.json' }, 'BANK_CONNECT_CONFIG: the file cannot'],
  ] as const) {
    test(`does not start with ${name}`, { timeout: 60_000 }, async (t) => {
      const { code, stderr } = await spawnServer(t, { cwd: temporaryFolder(t), env }).ended;
      assert.equal(code, 1);
      assert.ok(stderr.includes(says), stderr);
    });
  }
});
