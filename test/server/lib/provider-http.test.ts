import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  answerJson,
  createProviderHttp,
  type CallOptions,
  type HttpLimits,
  type HttpRequest,
} from '../../../server/lib/provider-http.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import { startFaultProxy } from '../../support/fault-proxy.js';
import { json, startScriptedServer, type ScriptedServer } from './scripted-server.js';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<ScriptedServer> {
  const server = await startScriptedServer(answer);
  opened.push(server);
  return server;
}

const get = (path = '/'): HttpRequest => ({ method: 'GET', path, headers: {} });
const post: HttpRequest = { method: 'POST', path: '/', headers: { 'content-type': 'application/json' }, body: '{}' };

const client = (origin: string, limits: Partial<HttpLimits> = {}) =>
  createProviderHttp(origin, {
    now: Date.now,
    random: () => 0.5,
    environment: 'sandbox',
    limits: { retryBaseMs: 1, maxRetries: 0, ...limits },
  });

const options = (overrides: Partial<CallOptions> = {}): CallOptions => ({
  signal: AbortSignal.timeout(20_000),
  ...overrides,
});

const read = async (origin: string, limits: Partial<HttpLimits> = {}, request = get()): Promise<unknown> =>
  answerJson(await client(origin, limits).send(() => request, options()), 'GET /');

async function failure(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  assert(error instanceof ProviderError, `${String(error)} is no ProviderError`);
  return error;
}

test('sends method, path, headers and body as they are, and asks for no encoding', async () => {
  const server = await serve((_, response) => json(response, {}));
  await client(server.origin).send(
    () => ({ method: 'PUT', path: '/a:b/%2F?c=d', headers: { 'x-one': '1' }, body: '{"ü":1}' }),
    options(),
  );
  const [{ method, url, headers, body } = assert.fail()] = server.requests;
  assert.deepEqual([method, url, headers['x-one'], body], ['PUT', '/a:b/%2F?c=d', '1', '{"ü":1}']);
  assert.equal(headers['accept-encoding'], 'identity');
});

describe('redirects', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    for (const method of ['GET', 'POST'] as const) {
      test(`${method} answered ${status} ends there; the other host sees nothing`, async () => {
        const other = await serve((_, response) => json(response, { stolen: true }));
        const server = await serve((_, response) => {
          response.writeHead(status, { location: `${other.origin}/x` }).end();
        });
        const error = await failure(client(server.origin).send(() => (method === 'GET' ? get() : post), options()));
        assert.deepEqual([error.code, error.retryable], ['bad_provider_answer', false]);
        assert.equal(error.detail, `${method} /: redirect`);
        assert.equal(other.requests.length, 0);
        assert.equal(server.requests.length, 1);
      });
    }
  }
});

describe('too much', () => {
  test('a gzip bomb is refused unopened', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024));
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb);
    });
    const before = process.memoryUsage().rss;
    const error = await failure(read(server.origin));
    assert.deepEqual([error.code, error.detail], ['bad_provider_answer', 'GET /: encoding']);
    assert(process.memoryUsage().rss - before < 30 * 1024 * 1024);
  });

  test('an endless body ends at the limit', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const error = await failure(read(server.origin, { maxBytes: 256 * 1024 }));
    assert.deepEqual([error.code, error.detail], ['bad_provider_answer', 'GET /: too_large']);
  });

  test('an announced size above the limit is not waited for', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '2000000' });
      response.flushHeaders();
    });
    assert.equal((await failure(read(server.origin))).detail, 'GET /: too_large');
  });

  test('the limit can be raised for one call, and is exact', async () => {
    const server = await serve((_, response) => json(response, `"${'x'.repeat(98)}"`));
    const send = (maxBytes: number) => client(server.origin).send(() => get(), options({ maxBytes }));
    assert.equal((await send(100)).body.length, 100);
    assert.equal((await failure(send(99))).detail, 'GET /: too_large');
  });

  test('headers without end are refused', async () => {
    const server = await serve((_, response) => {
      for (let index = 0; index < 60; index++) response.setHeader(`x-${index}`, 'y'.repeat(1_000));
      json(response, {});
    });
    assert.equal((await failure(read(server.origin))).code, 'provider_unavailable');
  });
});

describe('too slow', () => {
  test('no first byte in time', async () => {
    const server = await serve(() => undefined);
    const error = await failure(read(server.origin, { firstByteMs: 50 }));
    assert.deepEqual(
      [error.code, error.retryable, error.detail],
      ['provider_unavailable', true, 'GET /: first_byte_timeout'],
    );
  });

  test('a byte now and then', async () => {
    const server = await serve((_, response) => json(response, { a: 'x'.repeat(500) }));
    const proxy = await startFaultProxy(server.origin);
    opened.push(proxy);
    proxy.set({ sliceBytes: 1, sliceEveryMs: 10 });
    const start = performance.now();
    const error = await failure(read(proxy.origin, { totalMs: 200 }));
    assert.match(error.detail ?? '', /timeout/);
    assert(performance.now() - start < 2_000);
  });

  test('the whole deadline covers the retries, too', async () => {
    const server = await serve((_, response) => json(response, {}, 503));
    const limits = { totalMs: 300, maxRetries: 50, retryBaseMs: 100 };
    const start = performance.now();
    assert.equal((await client(server.origin, limits).send(() => get(), options())).status, 503);
    assert(performance.now() - start < 1_000);
    assert(server.requests.length > 1 && server.requests.length < 10);
  });

  test('an answer that must not be lost is waited for, to a limit of its own', async () => {
    const server = await serve((_, response) => void setTimeout(() => json(response, { late: true }), 120));
    const limits = { firstByteMs: 30, totalMs: 60, patienceMs: 5_000 };
    const patient = options({ patient: true });
    assert.equal((await client(server.origin, limits).send(() => post, patient)).status, 200);
    const impatient = await failure(client(server.origin, { ...limits, patienceMs: 30 }).send(() => post, patient));
    assert.match(impatient.detail ?? '', /timeout/);
  });

  test('a server that takes no connection', async () => {
    const error = await failure(read('http://127.0.0.1:1'));
    assert.deepEqual([error.code, error.retryable, error.detail], ['provider_unavailable', true, 'GET /: connect']);
  });

  test('a black hole behind an open port', async () => {
    const server = await serve((_, response) => json(response, {}));
    const proxy = await startFaultProxy(server.origin);
    opened.push(proxy);
    proxy.set({ blackhole: true });
    assert.equal((await failure(read(proxy.origin, { firstByteMs: 80 }))).detail, 'GET /: first_byte_timeout');
  });
});

describe('broken off', () => {
  test('at every byte of an answer, by FIN and by RST, is an error and never half an answer', async () => {
    const body = '{"accounts":[{"id":"a:1"}]}';
    const whole = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const raw = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(whole));
    });
    raw.listen(0, '127.0.0.1');
    await once(raw, 'listening');
    const proxy = await startFaultProxy(`http://127.0.0.1:${(raw.address() as AddressInfo).port}`);
    for (const cutBy of ['close', 'reset'] as const) {
      for (let cutAfterBytes = 1; cutAfterBytes < whole.length; cutAfterBytes++) {
        proxy.set({ cutAfterBytes, cutBy });
        const { code, retryable } = await failure(read(proxy.origin, { firstByteMs: 2_000 }));
        assert.deepEqual([code, retryable], ['provider_unavailable', true], `${cutBy} after ${cutAfterBytes} bytes`);
      }
    }
    proxy.set({});
    assert.deepEqual(await read(proxy.origin), JSON.parse(body));
    await proxy.close();
    raw.close();
  });

  test('in a chunked body is an error', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"a":1}');
      setImmediate(() => response.destroy());
    });
    assert.equal((await failure(read(server.origin))).detail, 'GET /: broken');
  });

  test('an answer that is no HTTP is an error', async () => {
    const server = await serve((request) => request.socket.end('SSH-2.0-OpenSSH\r\n\r\n'));
    assert.equal((await failure(read(server.origin))).detail, 'GET /: broken');
  });
});

describe('JSON', () => {
  const readBody = async (body: string | Buffer, contentType = 'application/json'): Promise<unknown> => {
    const server = await serve((_, response) => {
      response.writeHead(200, contentType === '' ? {} : { 'content-type': contentType }).end(body);
    });
    return read(server.origin);
  };

  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/problem+json',
  ]) {
    test(`${type} is JSON`, async () => assert.deepEqual(await readBody('{}', type), {}));
  }
  for (const type of ['text/html', 'text/plain', '', 'application/jsonp', 'application/octet-stream']) {
    test(`${type || 'no type'} is none`, async () => {
      assert.equal((await failure(readBody('{}', type))).detail, 'GET /: not JSON by its content type');
    });
  }
  for (const [name, body] of [
    ['nothing', ''],
    ['half a body', '{"a":'],
    ['HTML', '<html>'],
    ['NaN', '{"a":NaN}'],
    ['two values', '{}{}'],
    ['a trailing comma', '[1,]'],
  ] as const) {
    test(`${name} is malformed`, async () => {
      const error = await failure(readBody(body));
      assert.deepEqual(
        [error.code, error.detail, error.cause],
        ['bad_provider_answer', 'GET /: malformed JSON', undefined],
      );
    });
  }
  test('UTF-16 and broken UTF-8 are malformed', async () => {
    for (const body of [Buffer.from('{}', 'utf16le'), Buffer.from([0x22, 0xc3, 0x28, 0x22])]) {
      assert.equal((await failure(readBody(body))).code, 'bad_provider_answer');
    }
  });
  test('a byte order mark is let through', async () => assert.deepEqual(await readBody('\ufeff{"a":1}'), { a: 1 }));
  test('of a repeated key the last value counts', async () => {
    assert.deepEqual(await readBody('{"a":1,"a":2}'), { a: 2 });
  });
});

describe('retries', () => {
  const flaky = (status: number, headers: Record<string, string> = {}, good = 3) =>
    serve((_, response, count) => (count < good ? json(response, {}, status, headers) : json(response, { count })));
  const retrying = { maxRetries: 2 };

  for (const status of [500, 502, 503, 504]) {
    test(`a GET that is answered ${status} is repeated twice`, async () => {
      const server = await flaky(status);
      assert.deepEqual(await read(server.origin, retrying), { count: 3 });
    });
  }

  test('no more than twice', async () => {
    const server = await flaky(503, {}, 9);
    assert.equal((await client(server.origin, retrying).send(() => get(), options())).status, 503);
    assert.equal(server.requests.length, 3);
  });

  test('when everything fails there are few of them, and one call in a calm has its two again', async () => {
    const server = await serve((_, response) => json(response, {}, 503));
    const http = client(server.origin, { maxRetries: 2 });
    for (let call = 0; call < 300; call += 1) await http.send(() => get(), options());
    const inStorm = server.requests.length;
    assert.ok(inStorm > 300 && inStorm <= 330, `${inStorm} requests for 300 calls`);
    for (let call = 0; call < 40; call += 1) await http.send(() => get(), options({ retry: false }));
    await http.send(() => get(), options());
    assert.equal(server.requests.length - inStorm, 40 + 3);
  });

  test('a GET whose connection breaks is repeated', async () => {
    const server = await serve((request, response, count) => {
      if (count < 3) request.socket.destroy();
      else json(response, { count });
    });
    assert.deepEqual(await read(server.origin, retrying), { count: 3 });
  });

  test('a POST is never repeated', async () => {
    const failing = await flaky(503);
    assert.equal((await client(failing.origin, retrying).send(() => post, options())).status, 503);
    const breaking = await serve((request) => request.socket.destroy());
    await failure(client(breaking.origin, retrying).send(() => post, options()));
    assert.deepEqual([failing.requests.length, breaking.requests.length], [1, 1]);
  });

  test('a POST that only reads is', async () => {
    const server = await flaky(503);
    const reading = options({ idempotent: true });
    assert.equal((await client(server.origin, retrying).send(() => post, reading)).status, 200);
    assert.equal(server.requests.length, 3);
    const once = await flaky(503);
    await client(once.origin, retrying).send(() => post, options({ idempotent: true, retry: false }));
    assert.equal(once.requests.length, 1);
  });

  test('a GET that must not be repeated is not', async () => {
    const server = await flaky(503);
    await client(server.origin, retrying).send(() => get(), options({ retry: false }));
    assert.equal(server.requests.length, 1);
  });

  test('what the client did wrong is not repeated', async () => {
    for (const status of [400, 401, 403, 404, 429, 501]) {
      const server = await flaky(status);
      assert.equal((await client(server.origin, retrying).send(() => get(), options())).status, status);
      assert.equal(server.requests.length, 1);
    }
  });

  test('too many requests is repeated when the server says when', async () => {
    const server = await flaky(429, { 'retry-after': '0' });
    assert.deepEqual(await read(server.origin, retrying), { count: 3 });
  });

  test('a wait that is longer than the deadline is not begun', async () => {
    const server = await flaky(503, { 'retry-after': '30' });
    const start = performance.now();
    assert.equal((await client(server.origin, retrying).send(() => get(), options())).status, 503);
    assert(performance.now() - start < 2_000);
    assert.equal(server.requests.length, 1);
  });

  test('each try is built anew', async () => {
    const server = await flaky(503);
    let built = 0;
    await client(server.origin, retrying).send(() => ({ ...get(), headers: { 'x-try': String(++built) } }), options());
    assert.deepEqual(
      server.requests.map(({ headers }) => headers['x-try']),
      ['1', '2', '3'],
    );
  });
});

describe('doubt', () => {
  test('is left by a call that may have had its effect, and by no other', async () => {
    const doubts = async (origin: string, limits: Partial<HttpLimits> = {}) =>
      (await failure(client(origin, limits).send(() => post, options()))).inDoubt;
    const silent = await serve(() => undefined);
    const breaking = await serve((request) => request.socket.destroy());
    const large = await serve((_, response) => json(response, 'x'.repeat(2_000)));
    const elsewhere = await serve((_, response) => void response.writeHead(307, { location: '/' }).end());
    assert.equal(await doubts(silent.origin, { firstByteMs: 40 }), true);
    assert.equal(await doubts(breaking.origin), true);
    assert.equal(await doubts(large.origin, { maxBytes: 1_000 }), true);
    assert.equal(await doubts('http://127.0.0.1:1'), false);
    assert.equal(await doubts(elsewhere.origin), false);
  });

  test('is left by an answer that cannot be read', async () => {
    const server = await serve((_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('?'));
    assert.equal((await failure(read(server.origin))).inDoubt, true);
  });
});

describe('giving up', () => {
  test('before, during and between tries ends the call as interrupted', async () => {
    const silent = await serve(() => undefined);
    const busy = await serve((_, response) => json(response, {}, 503));
    const aborted = AbortSignal.abort(new Error('stop'));
    const soon = (): AbortSignal => AbortSignal.timeout(40);
    const calls = [
      client(silent.origin).send(() => get(), { signal: aborted }),
      client(silent.origin).send(() => get(), { signal: soon() }),
      client(busy.origin, { maxRetries: 2, retryBaseMs: 10_000 }).send(() => get(), { signal: soon() }),
    ];
    for (const call of calls) assert.equal((await failure(call)).code, 'interrupted');
  });
});

describe('the origin', () => {
  const make =
    (origin: string, environment: 'sandbox' | 'production' = 'sandbox') =>
    () =>
      createProviderHttp(origin, { now: Date.now, random: () => 0, environment });

  test('is https, or http on this machine in the sandbox', () => {
    assert.doesNotThrow(make('https://api.example', 'production'));
    assert.doesNotThrow(make('http://127.0.0.1:4102'));
    for (const bad of [
      make('http://127.0.0.1:4102', 'production'),
      make('http://api.example'),
      make('https://api.example/'),
      make('https://api.example/v1'),
      make('ftp://api.example'),
    ]) {
      assert.throws(bad, TypeError);
    }
  });

  test('cannot be left by a path', async () => {
    const server = await serve((_, response) => json(response, {}));
    for (const path of ['//evil.example/', 'http://evil.example/', 'x', '', '/a b', '/a\r\nx: y', '/ü']) {
      await assert.rejects(
        client(server.origin).send(() => get(path), options()),
        TypeError,
      );
    }
    assert.equal(server.requests.length, 0);
  });
});

test('says nothing of query, headers and body in an error', async () => {
  const server = await serve((request) => request.socket.destroy());
  const secret = {
    method: 'POST',
    path: '/p?otp=123456',
    headers: { authorization: 'Bearer s3cret' },
    body: 'pin=9876',
  } as const;
  const error = await failure(client(server.origin).send(() => secret, options()));
  const told = JSON.stringify([error.message, error.detail, String(error.cause)]);
  assert(!/123456|s3cret|9876/.test(told), told);
});
