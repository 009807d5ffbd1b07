import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { freePorts } from '../../demo/ports.js';
import { isUp, startTestDemo } from '../support/test-demo.js';

interface Addresses {
  readonly shop: string;
  readonly server: string;
  readonly sandbox: string;
  readonly apiKey: string;
}

describe('npm start', () => {
  const running = new Set<ChildProcess>();
  after(() => {
    for (const child of running) child.kill('SIGKILL');
  });

  /** Starts the demo as the command does, with --json, and waits for its line. */
  const start = async (): Promise<{ child: ChildProcess; addresses: Addresses; lines: string[] }> => {
    const [base] = await freePorts(0, 1);
    const child = spawn(process.execPath, ['.ci/exec.mjs', 'demo/start.ts', '--json'], {
      env: { ...process.env, BANK_CONNECT_PORT: String(base) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    const lines: string[] = [];
    const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
    const [first] = await Promise.race([
      once(reader, 'line') as Promise<[string]>,
      once(child, 'exit').then(() => {
        throw new Error(`npm start ended: ${words}`);
      }),
    ]);
    return { child, addresses: JSON.parse(first) as Addresses, lines };
  };

  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    const [code] = await ended;
    running.delete(child);
    return code;
  };

  it('prints one line of JSON once everything answers, and SIGTERM stops all of it', async () => {
    const { child, addresses, lines } = await start();
    const { shop, server, sandbox, apiKey } = addresses;
    assert.deepEqual(Object.keys(addresses), ['shop', 'server', 'sandbox', 'apiKey']);
    assert.match(shop, /^http:\/\/shop\.localhost:\d+$/);
    const direct = `http://127.0.0.1:${new URL(server).port}`;
    assert.equal((await fetch(`${direct}/readyz`)).status, 200);
    const created = await fetch(`${direct}/v1/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(created.status, 201);
    assert.deepEqual(await Promise.all([shop, server, sandbox].map(isUp)), [true, true, true]);
    assert.equal(await end(child, 'SIGTERM'), 0);
    assert.deepEqual(await Promise.all([shop, server, sandbox].map(isUp)), [false, false, false]);
    assert.equal(lines.length, 1);
  });

  it('takes the next ports beside a demo that runs, and leaves that one alone', async () => {
    const first = await start();
    const { port } = new URL(first.addresses.shop);
    const second = spawn(process.execPath, ['.ci/exec.mjs', 'demo/start.ts', '--json'], {
      env: { ...process.env, BANK_CONNECT_PORT: port },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    running.add(second);
    const [line] = (await once(createInterface(second.stdout), 'line')) as [string];
    const addresses = JSON.parse(line) as Addresses;
    const ports = new Set([first.addresses, addresses].flatMap((each) => [each.shop, each.server, each.sandbox]));
    assert.equal(ports.size, 6);
    await end(second, 'SIGINT');
    assert.ok(await isUp(first.addresses.server));
    await end(first.child, 'SIGINT');
  });

  it('says with the last words of the companion server why it does not start, and leaves nothing behind', async () => {
    let origin = '';
    const starting = startTestDemo({
      configure: (config) => {
        origin = (config as { publicUrl: string }).publicUrl;
        return { ...config, environment: 'nowhere' };
      },
    });
    await assert.rejects(starting, (error: Error) => {
      assert.match(error.message, /does not start/);
      assert.match(error.message, /environment/);
      return true;
    });
    assert.equal(await isUp(origin), false);
  });
});
