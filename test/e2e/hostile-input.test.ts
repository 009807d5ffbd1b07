import assert from 'node:assert/strict';
import { connect as openSocket } from 'node:net';
import { describe, it } from 'node:test';
import { ErrorBody } from '../../server/contract/errors.js';
import { call, connect, createSession, leave, view, viewIn } from './companion-api.js';
import { useDemo, useOwnDemo } from './shopper.js';

const deepJson = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;

const brokenBodies: readonly (readonly [name: string, body: string])[] = [
  ['malformed JSON', '{"bankId": '],
  ['a null', 'null'],
  ['an array', '[]'],
  ['a number', '7'],
  ['an unknown key', '{"bankId":"x","surprise":true,"accepted":true,"text":"x","locale":"en","round":1,"values":{}}'],
  ['a wrong type', '{"bankId":7,"accepted":"yes","text":[],"round":"1","values":"x","scopes":"accounts"}'],
  ['deep JSON', deepJson.slice(0, 16_000)],
  ['a prototype key', '{"__proto__":{"bankId":"x"}}'],
  ['an empty body', ''],
  ['a NUL', '{"bankId":"\\u0000","locale":"\\u0000"}'],
];

const browserPosts = ['bank', 'consent', 'confirm', 'cancel', 'credentials'].map((name) => `/v1/session/${name}`);

/** Sends bytes as they are: no client between. */
const rawRequest = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = openSocket(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.once('error', reject).once('close', () => resolve(answer));
  });

describe('hostile input', () => {
  const { demo } = useDemo();

  const assertCoded = (answer: { status: number; text: string }, what: string): void => {
    assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${answer.text}`);
    assert.ok(ErrorBody.safeParse(JSON.parse(answer.text)).success, `${what}: ${answer.text}`);
  };

  for (const [name, body] of brokenBodies) {
    it(`answers ${name} with a coded 4xx on every route and leaves the session as it was`, async () => {
      const { clientToken } = await createSession(demo());
      const before = await view(demo(), clientToken);
      const sameOrigin = { origin: demo().server };
      for (const path of browserPosts.filter((each) => !/cancel|confirm/.test(each) || body !== '')) {
        assertCoded(await call(demo(), 'POST', path, { token: clientToken, body, headers: sameOrigin }), path);
      }
      if (body !== '')
        assertCoded(await call(demo(), 'POST', '/v1/sessions', { token: demo().apiKey, body }), '/v1/sessions');
      assert.deepEqual(await view(demo(), clientToken), before);
    });
  }

  it('refuses unknown and malformed tokens on every route', async () => {
    for (const token of ['x', 'A'.repeat(43), 'a b', `bc_${'x'.repeat(43)}`, 'ä'.repeat(10)].map(encodeURIComponent)) {
      for (const path of ['/v1/session', '/v1/session/events', '/v1/banks', '/v1/sessions/x', '/v1/connections']) {
        const answer = await call(demo(), 'GET', path, { token });
        assert.equal(answer.status, 401, path);
        assertCoded(answer, path);
      }
    }
  });

  it('does not take a client token for an API key, nor the other way round', async () => {
    const { id, clientToken } = await createSession(demo());
    assert.equal((await call(demo(), 'GET', `/v1/sessions/${id}`, { token: clientToken })).status, 401);
    assert.equal((await call(demo(), 'GET', '/v1/session', { token: demo().apiKey })).status, 401);
  });

  it('answers unknown ids with 404, whatever they look like', async () => {
    const ids = ['x', '..%2f..%2fetc', '%00', "'%20or%201=1", 'a'.repeat(300), '__proto__'];
    for (const id of ids) {
      for (const path of [`/v1/sessions/${id}`, `/v1/connections/${id}`, `/v1/connections/${id}/accounts`]) {
        const answer = await call(demo(), 'GET', path, { token: demo().apiKey });
        assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
        assertCoded(answer, path);
      }
      for (const path of [`/frame/${id}`, `/done/${id}`]) {
        const { status } = await call(demo(), 'GET', path);
        assert.ok([400, 404].includes(status), `${path}: ${status}`);
      }
    }
  });

  it('refuses large bodies, other media types and other methods in its own words', async () => {
    const { clientToken: token } = await createSession(demo());
    const large = JSON.stringify({ bankId: 'x'.repeat(20_000) });
    assert.equal((await call(demo(), 'POST', '/v1/session/bank', { token, body: large })).code, 'payload_too_large');
    const headers = { 'content-type': 'text/plain' };
    assert.equal(
      (await call(demo(), 'POST', '/v1/session/bank', { token, body: '{}', headers })).code,
      'unsupported_media_type',
    );
    assert.equal((await call(demo(), 'DELETE', '/v1/session', { token })).code, 'method_not_allowed');
  });

  it('answers an address of 17 KB, and headers beyond every limit, with a coded 4xx', async () => {
    const long = await call(demo(), 'GET', `/v1/banks?country=${'D'.repeat(17_000)}`);
    assertCoded(long, 'long address');
    const port = Number(new URL(demo().server).port);
    const answer = await rawRequest(port, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 431 /);
    assert.match(answer, /"headers_too_large"/);
    assert.match(await rawRequest(port, 'NONSENSE\r\n\r\n'), /^HTTP\/1\.1 400 /);
  });
});

const base64 = (text: string): string => Buffer.from(text).toString('base64').replaceAll('=', '');
const fields = (list: unknown): string => base64(JSON.stringify({ fields: list }));
const otp = { id: 'otp', description: 'One-time passcode' };

/** Blobs that no bank sends; each must be refused. */
const hostileBlobs: readonly (readonly [name: string, blob: string])[] = [
  ['garbage base64', 'aG*k~~'],
  ['base64 with garbage inside', `${fields([otp]).slice(0, 8)}*${fields([otp]).slice(8)}`],
  ['text that is not JSON', base64('hello')],
  [
    'invalid UTF-8',
    Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]).toString('base64').replaceAll('=', ''),
  ],
  ['deep JSON', base64(`{"fields":${'['.repeat(2_000)}${']'.repeat(2_000)}}`)],
  ['duplicate keys', base64('{"fields":[{"id":"otp","id":"pin"}]}')],
  ['a hundred fields', fields(Array.from({ length: 100 }, (_, n) => ({ ...otp, id: `f${n}` })))],
  ['an oversized description', fields([{ ...otp, description: 'x'.repeat(9_000) }])],
  ['a list instead of an object', base64('[1,2]')],
];

describe('hostile callbacks', () => {
  const { demo } = useOwnDemo();

  /** A session whose shopper is at the bank, and the callback address of its attempt. */
  const atTheBank = async () => {
    demo().tokenIo.control.calls.clear();
    const { clientToken } = await createSession(demo());
    await connect(demo(), clientToken, 'token-io:sim-redirect-then-otp');
    await viewIn(demo(), clientToken, 'redirect');
    const { cookie } = await leave(demo(), clientToken);
    const path =
      demo()
        .tokenIo.control.calls.list()
        .find((each) => each.path.endsWith('/authorization'))?.path ?? '';
    const requestId = decodeURIComponent(path.split('/')[2] ?? '');
    const callback = `/callback/larch-lumen/token-io?request-id=${requestId}&request_id=${requestId}`;
    return { clientToken, cookie, callback };
  };

  it('refuses every hostile credential-fields blob with a coded 4xx, and the session stays usable', async () => {
    const { clientToken, cookie, callback } = await atTheBank();
    for (const [name, blob] of hostileBlobs) {
      const address = `${callback}&credential-fields=${encodeURIComponent(blob)}`;
      const answer = await call(demo(), 'GET', address, { headers: { cookie } });
      assert.ok(answer.status >= 300 && answer.status < 500, `${name}: ${answer.status}`);
      const now = await view(demo(), clientToken);
      assert.ok(!['completed', 'credentials', 'failed'].includes(now.status), `${name}: ${now.status}`);
    }
    await call(demo(), 'POST', '/v1/session/bank', { token: clientToken, body: { bankId: null } });
    await viewIn(demo(), clientToken, 'bank_selection');
  });

  it('refuses repeated keys and a callback longer than any bank sends', async () => {
    const { cookie, callback } = await atTheBank();
    for (const address of [`${callback}&request-id=other`, `${callback}&credential-fields=${'A'.repeat(17_000)}`]) {
      const answer = await call(demo(), 'GET', address, { headers: { cookie } });
      assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
    }
  });

  for (const [name, value] of [
    ['without the binding cookie', undefined],
    ['with a wrong binding cookie', 'A'.repeat(43)],
  ] as const) {
    it(`calls no provider for a callback ${name}, and burns the attempt`, async () => {
      const { clientToken, cookie, callback } = await atTheBank();
      const calls = demo().tokenIo.control.calls.list().length;
      const headers = value && { cookie: `${cookie.split('=')[0] ?? ''}=${value}` };
      const address = `${callback}&credential-fields=${encodeURIComponent(fields([otp]))}`;
      const answer = await call(demo(), 'GET', address, headers ? { headers } : {});
      assert.equal(answer.status, 403);
      const { problem } = await viewIn(demo(), clientToken, 'attempt_failed');
      assert.equal(problem.code, 'wrong_browser');
      assert.equal(demo().tokenIo.control.calls.list().length, calls);
    });
  }

  it('answers a callback for nobody with a page and no provider call', async () => {
    const { cookie } = await atTheBank();
    const calls = demo().tokenIo.control.calls.list().length;
    for (const address of [
      '/callback/larch-lumen/token-io?request-id=rq:unknown&request_id=rq:unknown',
      '/callback/larch-lumen/token-io',
      '/callback/nobody/token-io?request-id=x&request_id=x',
      '/callback/larch-lumen/nothing?request-id=x&request_id=x',
    ]) {
      const answer = await call(demo(), 'GET', address, { headers: { cookie } });
      assert.ok(answer.status >= 400 && answer.status < 500, `${address}: ${answer.status}`);
    }
    assert.equal(demo().tokenIo.control.calls.list().length, calls);
  });

  it('takes the start hop from the merchant of the session only', async () => {
    const { clientToken } = await createSession(demo());
    await connect(demo(), clientToken, 'token-io:sim-redirect');
    await viewIn(demo(), clientToken, 'redirect');
    const body = new URLSearchParams({ clientToken, mode: 'tab' }).toString();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const origin of [undefined, 'null', demo().server, demo().sandbox, `${demo().shop}.evil.example`]) {
      const headers = { ...form, ...(origin !== undefined && { origin }) };
      const answer = await call(demo(), 'POST', '/start', { headers, body });
      assert.equal(answer.status, 403, String(origin));
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    assert.equal((await call(demo(), 'GET', '/start')).status, 405);
    assert.equal(
      (await call(demo(), 'POST', '/start', { headers: { ...form, origin: demo().shop }, body })).status,
      200,
    );
  });
});
