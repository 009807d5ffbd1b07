import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';

import * as oauth from 'oauth4webapi';

import { HttpBrowser } from '../oidc/http-browser.js';
import { CALLBACK, CLIENT, IBAN, SECRET, startSandbox } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());

// The library strikes its name through, so that nobody uses it by accident; here is loopback.
const insecure = { [Reflect.get(oauth, 'allowInsecureRequests')]: true };

test('a client that somebody else wrote connects the bank, reads, and refreshes', async () => {
  const endpoint = `${sandbox.apiOrigin}/auth/oauth/v2`;
  const server: oauth.AuthorizationServer = {
    issuer: sandbox.issuer,
    authorization_endpoint: `${endpoint}/authorize`,
    token_endpoint: `${endpoint}/token`,
    authorization_response_iss_parameter_supported: true,
  };
  const client: oauth.Client = { client_id: CLIENT };
  const proof = oauth.ClientSecretBasic(SECRET);
  const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];

  const address = new URL(server.authorization_endpoint ?? '');
  address.search = new URLSearchParams({
    client_id: CLIENT,
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'AISP',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();
  const home = await new HttpBrowser(sandbox.publicOrigin).visit(address.href);
  const callback = oauth.validateAuthResponse(server, client, home, state);
  const tokens = await oauth.processAuthorizationCodeResponse(
    server,
    client,
    await oauth.authorizationCodeGrantRequest(server, client, proof, callback, CALLBACK, verifier, insecure),
  );

  const read = async (token: string): Promise<number> => {
    const response = await oauth.protectedResourceRequest(
      token,
      'POST',
      new URL(`${sandbox.apiOrigin}/api/v1/accounts/information`),
      new Headers({ 'request-id': randomUUID(), 'content-type': 'application/json' }),
      JSON.stringify({ iban: IBAN }),
      insecure,
    );
    return ((await response.json()) as { balances: unknown[] }).balances.length;
  };
  assert.equal(await read(tokens.access_token), 2);

  const renewed = await oauth.processRefreshTokenResponse(
    server,
    client,
    await oauth.refreshTokenGrantRequest(server, client, proof, tokens.refresh_token ?? '', insecure),
  );
  assert.notEqual(renewed.refresh_token, tokens.refresh_token);
  assert.equal(await read(renewed.access_token), 2);
});
