import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { fetchBytes, type FetchBytesOptions } from '../../../server/lib/fetch-bytes.js';
import { startScriptedServer, type ScriptedServer } from './scripted-server.js';

const opened: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

async function serve(answer: Parameters<typeof startScriptedServer>[0]): Promise<ScriptedServer> {
  const server = await startScriptedServer(answer);
  opened.push(server);
  return server;
}

const fetchFrom = (address: string, overrides: Partial<FetchBytesOptions> = {}) =>
  fetchBytes(address, {
    maxBytes: 1_000,
    timeoutMs: 500,
    signal: AbortSignal.timeout(5_000),
    environment: 'sandbox',
    allowedOrigins: new Set([new URL(address).origin]),
    ...overrides,
  });

test('gives the bytes and what the server calls them', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([1, 2, 3]));
  });
  const { contentType, bytes } = await fetchFrom(`${server.origin}/logo.png?size=2`);
  assert.deepEqual([contentType, [...bytes]], ['image/png', [1, 2, 3]]);
  assert.equal(server.requests[0]?.url, '/logo.png?size=2');
  assert.equal(server.requests[0].headers['accept-encoding'], 'identity');
});

describe('an address that is not called', () => {
  for (const [name, address, origins] of [
    ['an origin that is not listed', 'http://127.0.0.1:9/x', ['http://127.0.0.1:10']],
    ['another port', 'https://cdn.example:444/x', ['https://cdn.example']],
    ['plain http elsewhere, though listed', 'http://cdn.example/x', ['http://cdn.example']],
    ['a user name', 'https://cdn.example@169.254.169.254/x', ['https://169.254.169.254']],
    ['a file', 'file:///etc/passwd', ['null', 'file://']],
    ['no address', '//cdn.example/x', ['https://cdn.example']],
  ] as const) {
    test(name, async () => {
      await assert.rejects(
        fetchBytes(address, {
          maxBytes: 1,
          timeoutMs: 50,
          signal: AbortSignal.timeout(1_000),
          environment: 'sandbox',
          allowedOrigins: new Set<string>(origins),
        }),
        { code: 'bad_provider_answer', detail: 'address not allowed' },
      );
    });
  }

  test('http on this machine in production', async () => {
    const server = await serve((_, response) => response.end());
    await assert.rejects(fetchFrom(server.origin, { environment: 'production' }), { code: 'bad_provider_answer' });
    assert.equal(server.requests.length, 0);
  });
});

describe('an answer that is not taken', () => {
  test('a redirect, even to an allowed origin', async () => {
    const server = await serve((_, response) => response.writeHead(302, { location: '/other' }).end());
    await assert.rejects(fetchFrom(server.origin), { code: 'bad_provider_answer' });
    assert.equal(server.requests.length, 1);
  });

  test('another status than 200', async () => {
    for (const [status, retryable] of [
      [204, false],
      [404, false],
      [503, true],
    ] as const) {
      const server = await serve((_, response) => response.writeHead(status).end());
      await assert.rejects(fetchFrom(server.origin), { code: 'bad_provider_answer', retryable });
    }
  });

  test('more bytes than allowed', async () => {
    const server = await serve((_, response) => response.end(Buffer.alloc(1_001)));
    await assert.rejects(fetchFrom(server.origin), { code: 'bad_provider_answer', detail: 'GET /: too_large' });
  });

  test('one that does not come', async () => {
    const server = await serve(() => undefined);
    await assert.rejects(fetchFrom(server.origin, { timeoutMs: 30 }), { code: 'provider_unavailable' });
  });

  test('one that nobody waits for any more', async () => {
    const server = await serve(() => undefined);
    await assert.rejects(fetchFrom(server.origin, { signal: AbortSignal.timeout(20) }), { code: 'interrupted' });
  });
});

test('keeps no connection open', async () => {
  const server = await serve((_, response) => response.end('x'));
  await fetchFrom(server.origin);
  assert.equal(server.requests[0]?.headers.connection, 'close');
});
