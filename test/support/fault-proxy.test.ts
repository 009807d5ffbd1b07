import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rawCall } from './http.js';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';
import { startScriptedServer, type ScriptedServer } from '../server/lib/scripted-server.js';

let server: ScriptedServer;
let proxy: FaultProxy;

before(async () => {
  server = await startScriptedServer((_, response) => {
    response.sendDate = false;
    response.writeHead(200, { 'content-length': '5' }).end('hello');
  });
  proxy = await startFaultProxy(server.origin);
});
after(async () => {
  await proxy.close();
  await server.close();
});

const ask = (): Promise<string> => rawCall(proxy.origin, 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');

test('passes everything on when nothing is set', async () => {
  proxy.set({});
  assert.match(await ask(), /hello$/);
});

test('waits before the first byte', async () => {
  proxy.set({ latencyMs: 80 });
  const start = performance.now();
  assert.match(await ask(), /hello$/);
  assert(performance.now() - start >= 79);
});

test('hands on slice by slice', async () => {
  proxy.set({ sliceBytes: 20, sliceEveryMs: 5 });
  const start = performance.now();
  const whole = await ask();
  assert.match(whole, /hello$/);
  assert(performance.now() - start >= Math.floor(whole.length / 20) * 4);
});

test('cuts after so many bytes', async () => {
  proxy.set({ cutAfterBytes: 12 });
  assert.equal(await ask(), 'HTTP/1.1 200');
});

test('inverts one byte', async () => {
  proxy.set({ corruptByteAt: 0 });
  assert.match(await ask(), /^[^H]TTP\/1\.1 200[^]*hello$/);
});
