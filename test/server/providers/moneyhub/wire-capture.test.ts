import assert from 'node:assert/strict';
import { constants, createPublicKey, createSign, verify } from 'node:crypto';
import { after, beforeEach, describe, test } from 'node:test';

import type { LoggedCall } from '../../../../demo/sandbox/oidc/call-log.js';
import { Secret } from '../../../../server/lib/secret.js';
import { authorizationParameters } from '../../../../server/providers/moneyhub/authorization-request.js';
import { requestObject } from '../../../../server/providers/moneyhub/proofs.js';
import { clientAssertion } from '../../../../server/signing/client-assertion.js';
import { createSigningKey } from '../../../../server/signing/keys.js';
import {
  auth,
  clientId,
  context,
  Journey,
  keyPair,
  mockBank,
  newProvider,
  startSandbox,
  type Algorithm,
} from './kit.js';

/** Everything that is signed, as it went over the wire, verified by node:crypto instead of the library that signed it. */

type Claims = Readonly<Record<string, unknown>>;
const part = (jwt: string, index: number): Claims =>
  JSON.parse(Buffer.from(jwt.split('.')[index] ?? '', 'base64url').toString()) as Claims;

const isSignedBy = (jwt: string, algorithm: Algorithm): boolean => {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const key = createPublicKey({ key: keyPair(algorithm).publicKey.export({ format: 'jwk' }), format: 'jwk' });
  const scheme = {
    RS256: { key },
    PS256: { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
    ES256: { key, dsaEncoding: 'ieee-p1363' as const },
  }[algorithm];
  return verify('sha256', Buffer.from(`${header}.${payload}`), scheme, Buffer.from(signature, 'base64url'));
};

for (const algorithm of ['RS256', 'PS256', 'ES256'] as const) {
  describe(`with ${algorithm}`, async () => {
    const sandbox = await startSandbox(algorithm);
    after(() => sandbox.close());
    const forms = (): NonNullable<LoggedCall['form']>[] =>
      sandbox.control.calls.list().flatMap(({ form }) => (form === undefined ? [] : [form]));

    test('every client assertion is verified, short-lived, for one audience, and used once', async () => {
      const provider = newProvider(sandbox.apiOrigin, { auth: auth(algorithm) });
      const shopper = new Journey(sandbox, provider);
      const grant = await shopper.connect();
      await provider.data.accounts(grant, context());
      const assertions = forms().map(({ client_assertion = '' }) => client_assertion);
      assert.ok(assertions.length >= 5, 'a user, a request, a code, two tokens');
      for (const assertion of assertions) {
        assert.ok(isSignedBy(assertion, algorithm));
        assert.deepEqual(part(assertion, 0), { alg: algorithm, kid: `key-${algorithm}` });
        const { iss, sub, aud, iat, exp, jti } = part(assertion, 1);
        assert.deepEqual([iss, sub, aud], [clientId, clientId, `${sandbox.apiOrigin}/oidc/token`]);
        assert.equal(Number(exp) - Number(iat), 60);
        assert.ok(Math.abs(Number(iat) - Date.now() / 1000) < 10);
        assert.ok(Buffer.from(jti as string, 'base64url').length >= 16);
      }
      assert.equal(new Set(assertions.map((assertion) => part(assertion, 1)['jti'])).size, assertions.length);
    });

    test('a request object is verified and says what the attempt is about', async () => {
      sandbox.control.reset();
      const options = { auth: auth(algorithm), authorizationRequest: 'pushed-signed' };
      const shopper = new Journey(sandbox, newProvider(sandbox.apiOrigin, options));
      const { flow } = await shopper.begin();
      const request = forms().find((form) => form['request'] !== undefined)?.['request'] ?? '';
      assert.ok(isSignedBy(request, algorithm));
      assert.deepEqual(part(request, 0), { alg: algorithm, typ: 'oauth-authz-req+jwt', kid: `key-${algorithm}` });
      const claims = part(request, 1);
      assert.equal(Number(claims['exp']) - Number(claims['iat']), 300);
      assert.equal(claims['aud'], `${sandbox.apiOrigin}/oidc`);
      assert.equal(claims['scope'], `openid id:${mockBank}`);
      assert.deepEqual([claims['state'], claims['nonce']], [flow.data['state'], flow.data['nonce']]);
      assert.equal(claims['prompt'], 'consent');
      const { id_token } = claims['claims'] as { id_token: Record<string, Claims> };
      assert.match(id_token['sub']?.['value'] as string, /^[0-9a-f]{24}$/, 'the user that was registered');
      assert.equal(id_token['mh:con_id']?.['essential'], true);
    });
  });
}

describe('vectors', () => {
  const key = keyPair('RS256').privateKey;
  const signer = {
    key: createSigningKey(new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString()), 'RS256'),
    keyId: 'k1',
    clientId,
  };
  const byHand = (header: string, payload: string): string => {
    const input = [header, payload].map((text) => Buffer.from(text).toString('base64url')).join('.');
    return `${input}.${createSign('sha256').update(input).sign(key).toString('base64url')}`;
  };

  test('a client assertion is what node:crypto makes of the same claims, byte for byte', async () => {
    const audience = 'https://identity.moneyhub.co.uk/oidc/token';
    const assertion = await clientAssertion(
      signer.key,
      { kid: signer.keyId },
      { clientId, audience, jti: 'a-jti', now: 1616083743_999 },
    );
    const payload = `{"iss":"${clientId}","sub":"${clientId}","aud":"${audience}","iat":1616083743,"exp":1616083803,"jti":"a-jti"}`;
    assert.equal(assertion, byHand('{"alg":"RS256","kid":"k1"}', payload));
  });

  test('a request object is, too', async () => {
    const parameters = authorizationParameters({
      clientId,
      bankId: mockBank,
      callbackUrl: 'https://connect.example/callback/shop/moneyhub',
      state: 'a-state',
      nonce: 'bar',
      verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      userId: '60537b074c4b6fdf12024658',
      consentUntil: '2021-06-16T00:00:00.000Z',
      offlineAccess: false,
    });
    const issuer = 'https://identity.moneyhub.co.uk/oidc';
    const request = await requestObject(signer, parameters, { issuer, jti: 'a-jti', now: 1616083743_000 });
    const payload =
      `{"iss":"${clientId}","aud":"${issuer}","jti":"a-jti","iat":1616083743,"exp":1616084043,` +
      `"client_id":"${clientId}","scope":"openid id:${mockBank}","state":"a-state","nonce":"bar",` +
      `"claims":{"id_token":{"sub":{"essential":true,"value":"60537b074c4b6fdf12024658"},"mh:con_id":{"essential":true},` +
      `"mh:consent":{"essential":true,"value":{"expirationDateTime":"2021-06-16T00:00:00.000Z"}}}},` +
      `"redirect_uri":"https://connect.example/callback/shop/moneyhub","response_type":"code","prompt":"consent",` +
      // RFC 7636, appendix B.
      `"code_challenge":"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM","code_challenge_method":"S256"}`;
    assert.equal(request, byHand('{"alg":"RS256","typ":"oauth-authz-req+jwt","kid":"k1"}', payload));
  });
});

describe('many shoppers at once', async () => {
  const sandbox = await startSandbox();
  after(() => sandbox.close());
  beforeEach(() => sandbox.control.reset());

  test('never share a state, a nonce, a verifier or an assertion', async () => {
    const provider = newProvider(sandbox.apiOrigin, { registerUsers: false });
    const steps = await Promise.all(Array.from({ length: 200 }, () => new Journey(sandbox, provider).begin()));
    for (const name of ['state', 'nonce', 'verifier', 'url']) {
      assert.equal(new Set(steps.map(({ flow }) => flow.data[name])).size, 200, name);
    }
    const jtis = sandbox.control.calls.list().map(({ form }) => part(form?.['client_assertion'] ?? '', 1)['jti']);
    assert.equal(new Set(jtis).size, 200);
  });

  test('share one call for a token that they all need', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    await Promise.all(Array.from({ length: 20 }, () => new Journey(sandbox, provider).begin()));
    const tokens = sandbox.control.calls.list().filter(({ path }) => path === '/oidc/token');
    assert.equal(tokens.length, 1);
  });
});
