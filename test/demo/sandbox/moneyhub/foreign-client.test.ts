import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { after, test } from 'node:test';

import * as oauth from 'oauth4webapi';

import { HttpBrowser } from '../oidc/http-browser.js';
import { BANK, CALLBACK, CLIENT, key, startSandbox } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());

// The library strikes its name through, so that nobody uses it by accident; here is loopback.
const insecure = { [Reflect.get(oauth, 'allowInsecureRequests')]: true };

test('a client that somebody else wrote connects a bank and reads its accounts', async () => {
  const issuer = new URL(`${sandbox.apiOrigin}/oidc`);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  const jwk = key.privateKey.export({ format: 'jwk' });
  const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const proof = oauth.PrivateKeyJwt({
    key: await webcrypto.subtle.importKey('jwk', jwk, rs256, false, ['sign']),
    kid: key.kid,
  });
  const client: oauth.Client = { client_id: CLIENT, id_token_signed_response_alg: 'RS256', require_auth_time: true };
  const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()]; // prettier-ignore

  const pushed = await oauth.processPushedAuthorizationResponse(
    server,
    client,
    await oauth.pushedAuthorizationRequest(
      server,
      client,
      proof,
      {
        scope: `openid id:${BANK}`,
        redirect_uri: CALLBACK,
        response_type: 'code',
        prompt: 'consent',
        claims: JSON.stringify({ id_token: { 'mh:con_id': { essential: true } } }),
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      },
      insecure,
    ),
  );
  const address = new URL(server.authorization_endpoint ?? '');
  address.search = new URLSearchParams({ client_id: CLIENT, request_uri: pushed.request_uri }).toString();
  const home = await new HttpBrowser(sandbox.publicOrigin).visit(address.href);

  const callback = oauth.validateAuthResponse(server, client, home, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    proof,
    callback,
    CALLBACK,
    verifier,
    insecure,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, response, insecure);
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  assert.ok(claims);
  assert.match(claims['mh:con_id'] as string, new RegExp(`^${BANK}:`));
  assert.equal(typeof claims['at_hash'], 'string');

  const forUser = await oauth.processClientCredentialsResponse(
    server,
    client,
    await oauth.clientCredentialsGrantRequest(
      server,
      client,
      proof,
      { scope: 'accounts:read', sub: claims.sub },
      insecure,
    ),
  );
  const accounts = await oauth.protectedResourceRequest(
    forUser.access_token,
    'GET',
    new URL(`${sandbox.apiOrigin}/v3/accounts`),
    undefined,
    undefined,
    insecure,
  );
  assert.equal(((await accounts.json()) as { data: unknown[] }).data.length, 2);
});
