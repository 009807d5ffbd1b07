import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, describe, test } from 'node:test';

import { json, startScriptedServer } from '../../lib/scripted-server.js';
import { beginRequest, context, jwtAuth, newProvider, type Algorithm } from './kit.js';

/** The JWT of every request, as it went over the wire, verified by node:crypto instead of the library that signed it. */

const server = await startScriptedServer((request, response) => {
  if (request.method === 'POST' && request.url === '/token-requests') json(response, { tokenRequest: { id: 'rq:1' } });
  else if (request.url?.endsWith('/authorization') === true) json(response, { redirectUrl: 'https://bank.example/a' });
  else json(response, { accounts: [] });
});
after(() => server.close());

const isSigned = (algorithm: Algorithm, input: string, signature: string): boolean => {
  const key = createPublicKey(jwtAuth(algorithm).privateKey);
  const bytes = Buffer.from(signature, 'base64url');
  if (algorithm === 'EdDSA') return verify(null, Buffer.from(input), key, bytes);
  return verify('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }, bytes);
};

for (const algorithm of ['EdDSA', 'ES256', 'RS256'] as const) {
  describe(`requests on the wire, with ${algorithm}`, () => {
    for (const bodyMode of ['attached', 'detached']) {
      test(`are signed over exactly what was sent, each anew (body ${bodyMode})`, async () => {
        const auth = { ...jwtAuth(algorithm), bodyMode, ...(algorithm === 'EdDSA' ? {} : { keyId: 'the-key' }) };
        const provider = newProvider(server.origin, 'api', { auth });
        const from = server.requests.length;
        const bank = { id: 'bank', name: 'Bank', countries: ['DE'], data: {} };
        const step = await provider.consent.begin(beginRequest(bank), context());
        assert.equal(step.kind, 'redirect');
        await provider.data.accounts({ data: { tokenId: 'ta:1' } }, context());
        const sent = server.requests.slice(from);
        assert.ok(sent.some(({ method }) => method === 'POST') && sent.some(({ method }) => method === 'GET'));
        const proofs = sent.map(({ method, url, headers, body }) => {
          const jwt = (headers.authorization ?? '').replace(/^Bearer /, '');
          const [header = '', payload = '', signature = ''] = jwt.split('.');
          const encoded = Buffer.from(body).toString('base64url');
          assert.equal(payload, bodyMode === 'attached' ? encoded : '');
          assert.ok(isSigned(algorithm, `${header}.${encoded}`, signature), `${method} ${url}`);
          const claims = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
          assert.deepEqual(
            [claims['alg'], claims['method'], claims['path'], `http://${String(claims['host'])}`],
            [algorithm, method, url.split('?')[0], server.origin],
          );
          assert.ok(Math.abs(Number(claims['exp']) - Date.now() - 300_000) < 60_000, 'milliseconds');
          return `${jwt} ${url}`;
        });
        assert.equal(new Set(proofs).size, sent.length);
      });
    }
  });
}
