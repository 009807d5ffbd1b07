import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';

describe('npm start', () => {
  it('says which base port it cannot take', async () => {
    const child = spawn(process.execPath, ['.ci/exec.mjs', 'demo/start.ts', '--json'], {
      env: { ...process.env, BANK_CONNECT_PORT: 'eighty' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 1);
    assert.match(words, /BANK_CONNECT_PORT must be a number/);
  });
});
