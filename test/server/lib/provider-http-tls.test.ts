import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, test, type TestContext } from 'node:test';
import { createProviderHttp } from '../../../server/lib/provider-http.js';
import type { TlsIdentity } from '../../../server/lib/tls-identity.js';
import { Secret } from '../../../server/lib/secret.js';
import { makeCertificate, type Certificate } from '../../support/certificate.js';

const authority = makeCertificate('Test Authority');
const stranger = makeCertificate('Another Authority');
const client = makeCertificate('the software', { issuer: authority });
const good = makeCertificate('the bank', { issuer: authority, ip: '127.0.0.1' });

/** A bank that wants to see a certificate of the authority; it answers with the name in it. */
async function startBank(t: TestContext, { certificate, key }: Certificate = good): Promise<string> {
  const server = createServer(
    { cert: certificate, key, ca: authority.certificate, requestCert: true },
    (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      response.end(subject.CN);
    },
  );
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function ask(origin: string, tls?: TlsIdentity): Promise<string> {
  const http = createProviderHttp(origin, {
    now: Date.now,
    random: () => 0,
    environment: 'production',
    limits: { maxRetries: 0 },
    tls,
  });
  const request = { method: 'GET', path: '/', headers: {} } as const;
  return Buffer.from((await http.send(() => request, { signal: AbortSignal.timeout(5_000) })).body).toString();
}

const identity: TlsIdentity = {
  certificate: client.certificate,
  key: new Secret(client.key),
  authority: authority.certificate,
};
const refused = { code: 'provider_unavailable' };

describe('a provider that is called with a certificate', () => {
  test('sees it', async (t) => {
    assert.equal(await ask(await startBank(t), identity), 'the software');
  });

  test('does not speak to callers without one', async (t) => {
    await assert.rejects(ask(await startBank(t), { authority: authority.certificate }), refused);
  });

  test('does not speak to callers with one of somebody else', async (t) => {
    const { certificate, key } = makeCertificate('the software', { issuer: stranger });
    await assert.rejects(ask(await startBank(t), { ...identity, certificate, key: new Secret(key) }), refused);
  });

  test('must be vouched for by a public authority, or by the one that is named', async (t) => {
    const origin = await startBank(t);
    await assert.rejects(ask(origin, { certificate: client.certificate, key: new Secret(client.key) }), refused);
    await assert.rejects(ask(origin, { ...identity, authority: stranger.certificate }), refused);
  });

  test('must have the address that it is called at in its certificate', async (t) => {
    const elsewhere = makeCertificate('the bank', { issuer: authority, ip: '127.0.0.2' });
    await assert.rejects(ask(await startBank(t, elsewhere), identity), refused);
  });
});
