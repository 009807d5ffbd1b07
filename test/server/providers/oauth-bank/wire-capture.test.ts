import assert from 'node:assert/strict';
import { constants, verify } from 'node:crypto';
import { after, describe, test } from 'node:test';

import * as oauth from 'oauth4webapi';

import { makeCertificate } from '../../../support/certificate.js';
import { json, startScriptedServer } from '../../lib/scripted-server.js';
import {
  callbackUrl,
  clientId,
  clientSecret,
  context,
  Journey,
  keyPair,
  newProvider,
  proofs,
  startSandbox,
} from './kit.js';

/** What goes over the wire, judged by a client that somebody else wrote and by node:crypto. */

// The library strikes its name through, so that nobody uses it by accident; here is loopback.
const insecure = { [Reflect.get(oauth, 'allowInsecureRequests')]: true };
const tokens = { access_token: 'a', token_type: 'Bearer', expires_in: 3600, refresh_token: 'r' };
const server = await startScriptedServer((_request, response) => json(response, tokens));
after(() => server.close());
const asked = () => {
  const last = server.requests.at(-1);
  assert.ok(last);
  return last;
};

/** Our exchange of a code at the scripted server, and what the flow remembered for it. */
const exchange = async (proof: Record<string, unknown>) => {
  const provider = newProvider(server.origin, proof);
  const shopper = new Journey({ publicOrigin: '' }, provider);
  const step = await shopper.begin();
  assert.ok(step.kind === 'redirect');
  const { state, verifier } = step.flow.data as { state: string; verifier: string };
  const end = await shopper.resume({ kind: 'callback', query: `code=the%2Bcode%2F1&state=${state}` });
  assert.ok(end.kind === 'authorised');
  return { ours: asked(), url: new URL(step.url), state, verifier, grant: end.grant, provider };
};
/** The same exchange by `oauth4webapi`. */
const theirs = async (proof: oauth.ClientAuth, verifier: string, state: string) => {
  const as = { issuer: server.origin, token_endpoint: `${server.origin}/auth/oauth/v2/token` };
  const client = { client_id: clientId };
  const home = new URL(`${callbackUrl}?code=the%2Bcode%2F1&state=${state}`);
  const callback = oauth.validateAuthResponse(as, client, home, state);
  await oauth.authorizationCodeGrantRequest(as, client, proof, callback, callbackUrl, verifier, insecure);
  return asked();
};
const sorted = (body: string): [string, string][] => [...new URLSearchParams(body)].sort();

describe('an exchange on the wire', () => {
  test('with Basic is that of oauth4webapi: the same header, the same fields', async () => {
    const { ours, verifier, state } = await exchange(proofs.basic);
    const other = await theirs(oauth.ClientSecretBasic(clientSecret), verifier, state);
    assert.equal(ours.headers.authorization, other.headers.authorization);
    assert.deepEqual(sorted(ours.body), sorted(other.body));
    assert.deepEqual([ours.method, ours.url], [other.method, other.url]);
  });
  test('with the secret in the form is, too', async () => {
    const { ours, verifier, state } = await exchange(proofs.post);
    const other = await theirs(oauth.ClientSecretPost(clientSecret), verifier, state);
    assert.deepEqual(sorted(ours.body), sorted(other.body));
    assert.equal(ours.headers.authorization, undefined);
  });
  test('by a certificate names the client, and nothing else', async () => {
    const { certificate, key } = makeCertificate('client');
    const { ours } = await exchange({ clientId, auth: { scheme: 'tls' }, tls: { certificate, key } });
    const fields = new URLSearchParams(ours.body);
    assert.deepEqual([fields.get('client_id'), fields.has('client_secret')], [clientId, false]);
    assert.equal(ours.headers.authorization, undefined);
  });
});

describe('an authorisation request on the wire', () => {
  test('has the challenge that oauth4webapi makes of the verifier, and the parameters of RFC 6749', async () => {
    const { url, verifier, state } = await exchange(proofs.basic);
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: callbackUrl,
      scope: 'AISP',
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    assert.match(verifier, /^[\w-]{43,128}$/);
    assert.equal(url.pathname, '/auth/oauth/v2/authorize');
  });
  test('has the parameters of the options', async () => {
    const { url } = await exchange({ ...proofs.basic, authorizationParameters: { prompt: 'login' } });
    assert.equal(url.searchParams.get('prompt'), 'login');
  });
});

describe('a refresh on the wire', () => {
  test('is that of oauth4webapi', async () => {
    const { provider, grant } = await exchange(proofs.basic);
    await provider.data.refresh?.(grant, context());
    const ours = asked();
    const as = { issuer: server.origin, token_endpoint: `${server.origin}/auth/oauth/v2/token` };
    const proof = oauth.ClientSecretBasic(clientSecret);
    await oauth.refreshTokenGrantRequest(as, { client_id: clientId }, proof, 'r', insecure);
    assert.deepEqual([ours.headers.authorization, sorted(ours.body)], [asked().headers.authorization, sorted(asked().body)]); // prettier-ignore
  });
});

describe('client assertions on the wire', async () => {
  const sandbox = await startSandbox();
  after(() => sandbox.close());

  test('are verified by node:crypto, short-lived, for one audience, and used once', async () => {
    const provider = newProvider(sandbox.apiOrigin, proofs.private_key_jwt);
    for (let round = 0; round < 3; round++) {
      const grant = await new Journey(sandbox, provider).connect();
      await provider.data.refresh?.(grant, context());
    }
    const assertions = sandbox.control.calls.list().flatMap(({ form }) => form?.['client_assertion'] ?? []);
    assert.equal(assertions.length, 6);
    const jtis = assertions.map((assertion) => {
      const [header = '', payload = '', signature = ''] = assertion.split('.');
      const scheme = { key: keyPair.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
      assert.ok(verify('sha256', Buffer.from(`${header}.${payload}`), scheme, Buffer.from(signature, 'base64url')));
      assert.equal(Buffer.from(header, 'base64url').toString(), '{"alg":"PS256","kid":"key-1"}');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
      const { clientId: id } = proofs.private_key_jwt;
      assert.deepEqual([claims['iss'], claims['sub'], claims['aud']], [id, id, `${sandbox.issuer}/token`]);
      assert.equal(Number(claims['exp']) - Number(claims['iat']), 60);
      return claims['jti'];
    });
    assert.equal(new Set(jtis).size, 6);
  });
});

describe('many shoppers at once', () => {
  test('never share a state or a verifier', async () => {
    const provider = newProvider(server.origin);
    const steps = await Promise.all(
      Array.from({ length: 200 }, () => new Journey({ publicOrigin: '' }, provider).begin()),
    );
    for (const name of ['state', 'verifier', 'url']) {
      assert.equal(new Set(steps.map(({ flow }) => flow.data[name])).size, 200, name);
    }
  });
});
