import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { basePort, freePorts, loopback } from '../../demo/ports.js';

test('takes different free ports from the base upwards', async () => {
  const [base = 0] = await freePorts(0, 1);
  const ports = await freePorts(base, 3);
  assert.equal(new Set(ports).size, 3);
  assert.ok(ports.every((port) => port >= base && port < base + 100));
});

test('passes over a port that is taken', async (t) => {
  const taken = createServer().listen(0, loopback);
  t.after(() => taken.close());
  await once(taken, 'listening');
  const address = taken.address();
  assert.ok(typeof address === 'object' && address !== null);
  const ports = await freePorts(address.port, 1);
  assert.notEqual(ports[0], address.port);
});

test('reads the base port from the environment and refuses nonsense', () => {
  assert.equal(basePort(undefined), 4100);
  assert.equal(basePort('5200'), 5200);
  for (const text of ['no', '0', '-1', '70000', '1e3']) assert.throws(() => basePort(text), /BANK_CONNECT_PORT/);
});
