import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { runCommand } from '../../../server/run-command.js';
import { startBankList } from '../../support/bank-list.js';
import { call, open } from '../../support/http.js';
import { spawnServer, temporaryFolder, writeFiles } from '../../support/server-process.js';
import { productionSettings, sandboxSettings } from './settings.js';

const apiKey = `bc_${randomBytes(32).toString('base64url')}`;
const builtFiles = { 'dist/bank-connect.js': '//', 'dist/bank-connect.classic.js': '//', 'dist/frame.js': '//' };

/** The whole server with real parts, in a folder of its own. */
async function startServer(t: TestContext, how: Partial<Parameters<typeof spawnServer>[1]> = {}) {
  const settings = sandboxSettings();
  const bankList = await startBankList();
  t.after(() => bankList.close());
  const cwd = writeFiles(temporaryFolder(t), {
    ...builtFiles,
    'config.json': JSON.stringify({
      ...settings,
      merchants: [{ ...settings.merchants[0], apiKeyHashes: [createHash('sha256').update(apiKey).digest('hex')] }],
      providers: [{ ...settings.providers[0], apiUrl: bankList.origin }],
      assetsDir: 'dist',
    }),
    // Lets a test make the process fail where nobody catches it.
    'boom.mjs': `process.on('SIGUSR2', () => void Promise.reject(new Error('boom')));`,
  });
  const server = spawnServer(t, { cwd, env: { BANK_CONNECT_CONFIG: 'config.json' }, ...how });
  const { port, ...listening } = await server.line('listening');
  return { ...server, cwd, listening, origin: `http://127.0.0.1:${String(port)}` };
}

const createSession = async (origin: string) => {
  const answer = await call(origin, '/v1/sessions', {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.json() as { id: string; clientToken: string };
};

for (const [signal, how] of [
  ['SIGTERM', {}],
  ['SIGINT', { args: ['serve', '--config', 'config.json'], env: {} }],
] as const) {
  test(`${signal} ends open streams, closes the store and ends the process with 0`, { timeout: 60_000 }, async (t) => {
    const server = await startServer(t, how);
    const { clientToken } = await createSession(server.origin);
    const headers = { authorization: `Bearer ${clientToken}`, origin: 'http://shop.localhost:4100' };
    const stream = await open(server.origin, '/v1/session/events', { headers });
    const streamEnded = new Promise((resolve) => stream.once('close', resolve));
    stream.resume();
    const stoppedAt = Date.now();
    server.child.kill(signal);
    const { code, stdout, stderr } = await server.ended;
    await streamEnded;
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(Date.now() - stoppedAt < 5_000);
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
    assert.deepEqual(messages.slice(-2), ['stopping', 'stopped']);
    await assert.rejects(call(server.origin, '/healthz'));
  });
}

describe('the whole server', () => {
  test(
    'serves a session from its creation to its end, and remembers it after a kill',
    { timeout: 60_000 },
    async (t) => {
      const server = await startServer(t);
      assert.deepEqual(server.listening.environment, 'sandbox');
      const created = await createSession(server.origin);
      const widget = { authorization: `Bearer ${created.clientToken}`, origin: 'http://shop.localhost:4100' };
      const view = await call(server.origin, '/v1/session', { headers: widget });
      assert.equal((view.json() as { status: string }).status, 'bank_selection');
      assert.equal(view.headers['access-control-allow-origin'], 'http://shop.localhost:4100');
      const frame = await call(server.origin, `/frame/${created.id}`);
      assert.match(String(frame.headers['content-security-policy']), /frame-ancestors http:\/\/shop\.localhost:4100;/);

      server.child.kill('SIGKILL');
      await server.ended;
      const again = spawnServer(t, { cwd: server.cwd, env: { BANK_CONNECT_CONFIG: 'config.json' } });
      const origin = `http://127.0.0.1:${String((await again.line('listening')).port)}`;
      const cancelled = await call(origin, '/v1/session/cancel', { method: 'POST', headers: widget });
      assert.equal((cancelled.json() as { status: string }).status, 'cancelled');
      const result = await call(origin, `/v1/sessions/${created.id}`, {
        headers: { authorization: `Bearer ${apiKey}` },
      });
      assert.equal((result.json() as { status: string }).status, 'cancelled');
      const { text } = await call(origin, '/metrics');
      assert.match(text, /^bank_connect_sessions_ended_total\{status="cancelled",code=""\} 1$/m);
      again.child.kill('SIGTERM');
      const { stdout } = await again.ended;
      assert.ok(!stdout.includes(created.clientToken) && !stdout.includes(apiKey));
    },
  );

  test('becomes ready when its bank list is there, and offers it', { timeout: 60_000 }, async (t) => {
    const server = await startServer(t);
    const { clientToken } = await createSession(server.origin);
    while ((await call(server.origin, '/readyz')).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const headers = { authorization: `Bearer ${clientToken}` };
    const list = await call(server.origin, '/v1/banks', { headers });
    const { country, banks } = list.json() as { country: string; banks: { id: string; name: string }[] };
    assert.deepEqual([country, banks.map(({ name }) => name)], ['DE', ['One Bank']]);
  });

  test(
    'ends with 1, and a line that says why, when something is rejected and nobody notices',
    { timeout: 60_000 },
    async (t) => {
      const env = { BANK_CONNECT_CONFIG: 'config.json', NODE_OPTIONS: '--import ./boom.mjs' };
      const server = await startServer(t, { env });
      server.child.kill('SIGUSR2');
      const { code, stdout } = await server.ended;
      assert.equal(code, 1);
      assert.match(stdout, /"level":"fatal".*"message":"boom".*"msg":"unhandled rejection"/);
    },
  );

  test('does not start without its built files, and says how to get them', { timeout: 60_000 }, async (t) => {
    const settings = { ...productionSettings(), assetsDir: 'nowhere' };
    const cwd = writeFiles(temporaryFolder(t), { 'config.json': JSON.stringify(settings) });
    const { code, stdout } = await spawnServer(t, { cwd, env: { BANK_CONNECT_CONFIG: 'config.json' } }).ended;
    assert.equal(code, 1);
    assert.match(stdout, /frame\.js not found in nowhere; build them/);
  });

  test('does not start where its store cannot be opened', { timeout: 60_000 }, async (t) => {
    const settings = { ...sandboxSettings(), assetsDir: 'dist', database: { path: 'config.json/x.db' } };
    const cwd = writeFiles(temporaryFolder(t), { ...builtFiles, 'config.json': JSON.stringify(settings) });
    const { code, stdout } = await spawnServer(t, { cwd, env: { BANK_CONNECT_CONFIG: 'config.json' } }).ended;
    assert.equal(code, 1);
    assert.match(stdout, /"level":"fatal".*"msg":"cannot start"/);
  });
});

describe('bank-connect', () => {
  /** Runs a command in this process; `c.json` is among its arguments as a file with these settings. */
  async function run(t: TestContext, args: readonly string[], settings: object = {}) {
    const cwd = writeFiles(temporaryFolder(t), { 'c.json': JSON.stringify(settings) });
    let [stdout, stderr] = ['', ''];
    const code = await runCommand(
      args.map((arg) => (arg === 'c.json' ? join(cwd, arg) : arg)),
      { print: (text) => void (stdout += text), complain: (text) => void (stderr += text) },
    );
    return { code, stdout, stderr };
  }

  test('new-key prints a key and the hash that the server looks for', { timeout: 60_000 }, async (t) => {
    const { code, stdout } = await spawnServer(t, { args: ['new-key'], cwd: temporaryFolder(t) }).ended;
    const [, key = '', hash] = /^key {2}(bc_[\w-]{43})\nhash ([0-9a-f]{64})\n$/.exec(stdout) ?? [];
    assert.equal(code, 0);
    assert.equal(createHash('sha256').update(key).digest('hex'), hash);
  });

  test('new-encryption-key prints a key that the server takes', async (t) => {
    const { code, stdout } = await run(t, ['new-encryption-key']);
    assert.deepEqual([code, Buffer.from(stdout.trim(), 'base64url').length], [0, 32]);
    const settings = { ...productionSettings(), encryptionKeys: [{ id: 'new', key: stdout.trim() }] };
    const checked = await run(t, ['check-config', '--config', 'c.json'], settings);
    assert.deepEqual([checked.code, checked.stdout], [0, 'The configuration is fine.\n']);
  });

  test('new-webhook-secret prints a secret that the server takes', async (t) => {
    const { code, stdout } = await run(t, ['new-webhook-secret']);
    assert.equal(code, 0);
    const settings = productionSettings();
    const webhooks = { url: 'https://shop.example/hooks', secrets: [stdout.trim()] };
    const merchants = settings.merchants.map((merchant) => ({ ...merchant, webhooks }));
    const checked = await run(t, ['check-config', '--config', 'c.json'], { ...settings, merchants });
    assert.deepEqual([checked.code, checked.stdout], [0, 'The configuration is fine.\n']);
  });

  test('check-config names every fault', async (t) => {
    const { code, stderr } = await run(t, ['check-config', '--config', 'c.json']);
    assert.equal(code, 1);
    assert.match(stderr, /^The configuration has 6 faults:\n/);
  });

  test('nonsense explains itself', { timeout: 60_000 }, async (t) => {
    const { code, stderr } = await spawnServer(t, { args: ['nonsense'], cwd: temporaryFolder(t) }).ended;
    assert.equal(code, 2);
    assert.match(stderr, /Usage: bank-connect <command>/);
  });

  for (const args of [[], ['toString'], ['serve', 'more'], ['new-key', '--nonsense']]) {
    test(`${args.join(' ') || 'alone'} explains itself`, async (t) => {
      const { code, stderr } = await run(t, args);
      assert.equal(code, 2);
      assert.match(stderr, /Usage: bank-connect <command>/);
    });
  }

  test('is named in the package as it is built', () => {
    const root = new URL('../../../', import.meta.url);
    const { bin } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { bin: Record<string, string> };
    assert.deepEqual(bin, { 'bank-connect': './dist/server/cli.js' });
    assert.ok(readFileSync(join(root.pathname, 'server/cli.ts'), 'utf8').startsWith('#!/usr/bin/env node\n'));
  });
});
