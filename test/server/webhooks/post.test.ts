import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { describe, it, type TestContext } from 'node:test';
import { addressRule } from '../../../server/webhooks/options.js';
import { createPost, type PostDeps, type Resolve } from '../../../server/webhooks/post.js';
import { makeCertificate } from '../../support/certificate.js';
import { startReceiver } from './receiver.js';

const message = { headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
const { signal } = new AbortController();
const nowhere: Resolve = () => Promise.reject(new Error('ENOTFOUND'));

/** Counts whoever connects to this machine. */
async function trap(
  t: TestContext,
  host = '127.0.0.1',
): Promise<{ readonly port: number; readonly caught: () => number }> {
  let caught = 0;
  const server: Server = createServer((socket) => {
    caught += 1;
    socket.destroy();
  });
  server.listen(0, host);
  await once(server, 'listening');
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, caught: () => caught };
}

const postOf = (resolve: Resolve, deps: Partial<PostDeps> = {}) =>
  createPost({ environment: 'production', isAllowedAddress: addressRule([]), resolve, ...deps });

/** Everything that is not a server on the internet, in every spelling that a resolver or a URL may have for it. */
const forbidden = [
  ...['127.0.0.1', '127.1.2.3', '0.0.0.0', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '169.254.0.1', '100.64.0.1', '100.127.255.255', '192.0.0.192', '192.0.2.1', '198.18.0.1'],
  ...['198.51.100.1', '203.0.113.1', '192.88.99.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe', '::ffff:10.0.0.1'],
  ...['64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::1', '2002:7f00:1::', '2002:a00:1::1', '2001:0:a:b::1'],
  ...['fe80::1', 'fe80::1%lo', 'fec0::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '100::1', '2001:db8::1', '3fff::1'],
];

describe('where webhooks go', () => {
  it('is nowhere but the internet, whatever a name stands for', async (t) => {
    const { port, caught } = await trap(t);
    for (const address of forbidden) {
      for (const answer of [[address], ['93.184.215.14', address], [address, '2606:4700::1111']]) {
        const post = postOf(() => Promise.resolve(answer));
        const outcome = await post(`https://hooks.example:${port}/`, message, signal);
        assert.deepEqual(outcome, { kind: 'address_not_allowed' }, `${answer.join(' and ')} was called`);
      }
    }
    assert.equal(caught(), 0);
  });

  it('is nowhere but the internet, however an address is spelt in the URL', async (t) => {
    const { port, caught } = await trap(t);
    const spellings = [
      ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0x7f.1', '127.0.0.1.', '①②⑦.⓪.⓪.①', '0'],
      ...['169.254.169.254', '0xa9fea9fe', '10.1', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[0:0:0:0:0:ffff:7f00:1]'],
      ...['[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[fe80::1]', '[fd00:ec2::254]'],
    ];
    for (const host of spellings) {
      const outcome = await postOf(nowhere)(`https://${host}:${port}/`, message, signal);
      assert.deepEqual(outcome, { kind: 'address_not_allowed' }, `${host} was called`);
    }
    for (const url of [
      `http://hooks.example/`,
      `http://127.0.0.1:${port}/`,
      `https://user:password@hooks.example/`,
      'ftp://hooks.example/',
      'file:///etc/passwd',
      'https://hooks.example\\@127.0.0.1/',
      'https://hooks.example/\r\nx: y',
      'not a url',
    ]) {
      const post = postOf(() => Promise.resolve(['127.0.0.1']));
      assert.deepEqual(await post(url, message, signal), { kind: 'address_not_allowed' }, url);
    }
    assert.equal(caught(), 0);
  });

  it('is the address that was checked: a name is asked for once, and a second answer is never used', async (t) => {
    const { port, caught } = await trap(t);
    const answers = [['93.184.215.14'], ['127.0.0.1']];
    let asked = 0;
    const post = postOf(() => Promise.resolve(answers[(asked += 1) - 1] ?? ['127.0.0.1']), {
      isAllowedAddress: (address) => address === '93.184.215.14',
      limits: { connectMs: 100, totalMs: 200 },
    });
    const first = await post(`https://rebinding.example:${port}/`, message, signal);
    assert.ok(['not_connected', 'timeout', 'broken'].includes(first.kind), first.kind);
    assert.equal(asked, 1);
    assert.deepEqual(await post(`https://rebinding.example:${port}/`, message, signal), {
      kind: 'address_not_allowed',
    });
    assert.equal(caught(), 0);
  });

  it('is where the name leads to, under that name', async (t) => {
    const receiver = await startReceiver();
    t.after(() => receiver.close());
    const isAllowedAddress = addressRule(['127.0.0.0/8']);
    const post = postOf(() => Promise.resolve(['127.0.0.1']), { environment: 'sandbox', isAllowedAddress });
    const { port, pathname, search } = new URL(receiver.url);
    const url = `http://hooks.localhost:${port}${pathname}${search}`;
    assert.deepEqual(await post(url, message, signal), { kind: 'answered', status: 204 });
    assert.equal(receiver.deliveries[0]?.headers.host, `hooks.localhost:${port}`);
  });

  it('is never where a redirect leads', async (t) => {
    const [receiver, target] = [await startReceiver(), await trap(t)];
    t.after(() => receiver.close());
    receiver.behaviour = (_request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${target.port}/` }).end();
    const post = postOf(nowhere, { environment: 'sandbox', isAllowedAddress: addressRule(['127.0.0.0/8']) });
    assert.deepEqual(await post(receiver.url, message, signal), { kind: 'answered', status: 307 });
    assert.equal(target.caught(), 0);
    assert.equal(receiver.deliveries[0]?.body.toString(), message.body);
  });

  it('is a network of the operator that was named, and no other', () => {
    const isAllowed = addressRule(['10.1.0.0/16', 'fd12:3456::/32']);
    for (const address of ['10.1.0.1', '10.1.255.255', 'fd12:3456::1', '93.184.215.14', '2606:4700::1111']) {
      assert.equal(isAllowed(address), true, address);
    }
    for (const address of ['10.2.0.1', '10.0.255.255', 'fd12:3457::1', '127.0.0.1', '169.254.169.254']) {
      assert.equal(isAllowed(address), false, address);
    }
  });
});

describe('what a try comes to', () => {
  const sandbox = (deps: Partial<PostDeps> = {}) =>
    postOf(nowhere, { environment: 'sandbox', isAllowedAddress: addressRule(['127.0.0.0/8']), ...deps });

  it('is the status, whatever comes with it', async (t) => {
    const receiver = await startReceiver();
    t.after(() => receiver.close());
    receiver.behaviour = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/html' }).end(Buffer.alloc(5_000_000));
    assert.deepEqual(await sandbox()(receiver.url, message, signal), { kind: 'answered', status: 200 });
    receiver.behaviour = (_request, response) => response.writeHead(503, { 'retry-after': '7' }).end();
    assert.deepEqual(await sandbox()(receiver.url, message, signal), {
      kind: 'answered',
      status: 503,
      retryAfter: '7',
    });
  });

  it('is a word where no status came', async (t) => {
    const receiver = await startReceiver();
    t.after(() => receiver.close());
    receiver.behaviour = () => undefined;
    const hasty = sandbox({ limits: { totalMs: 50 } });
    assert.deepEqual(await hasty(receiver.url, message, signal), { kind: 'timeout' });
    const stopping = AbortSignal.timeout(50);
    assert.deepEqual(await sandbox()(receiver.url, message, stopping), { kind: 'interrupted' });
    receiver.behaviour = 'lost';
    assert.deepEqual(await sandbox()(receiver.url, message, signal), { kind: 'broken' });
    await receiver.close();
    assert.deepEqual(await sandbox()(receiver.url, message, signal), { kind: 'not_connected' });
    assert.equal((await postOf(nowhere)('https://nobody.example/', message, signal)).kind, 'broken');
  });

  it('is a certificate that nobody vouches for', async (t) => {
    const { key, certificate } = makeCertificate('a stranger', { issuer: makeCertificate('nobody'), ip: '127.0.0.1' });
    let requests = 0;
    const server = createTlsServer({ key, cert: certificate }, (_request, response) => {
      requests += 1;
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    assert.deepEqual(await sandbox()(`https://127.0.0.1:${port}/`, message, signal), { kind: 'certificate' });
    assert.equal(requests, 0);
  });
});
