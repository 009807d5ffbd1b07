import { basicCredentials } from '../../lib/basic-credentials.js';
import type { HttpRequest } from '../../lib/provider-http.js';
import { CLIENT_ASSERTION_TYPE, clientAssertion } from '../../signing/client-assertion.js';
import { createSigningKey } from '../../signing/keys.js';
import type { ProviderDeps } from '../registry.js';
import { tokenUrlOf, type OAuthBankConfig } from './options.js';
import type { Form } from './requests.js';

/** Makes the request of a form call, with the proof of who calls; each one anew. */
export type Prove = (path: string, form: Form) => Promise<HttpRequest>;

/** The proof of the client (RFC 6749 section 2.3, RFC 7523, RFC 8705), as it is registered at the bank. */
export function createProve(config: OAuthBankConfig, deps: ProviderDeps): Prove {
  const { auth, clientId } = config;
  switch (auth.scheme) {
    case 'basic': {
      const authorization = `Basic ${basicCredentials(clientId, auth.clientSecret.reveal())}`;
      return (path, form) => Promise.resolve(formRequest(path, form, { authorization }));
    }
    case 'post':
      return (path, form) =>
        Promise.resolve(formRequest(path, { ...form, client_id: clientId, client_secret: auth.clientSecret.reveal() }));
    case 'tls':
      return (path, form) => Promise.resolve(formRequest(path, { ...form, client_id: clientId }));
    case 'private_key_jwt': {
      const key = createSigningKey(auth.privateKey, auth.algorithm);
      const audience = auth.audience ?? tokenUrlOf(config);
      return async (path, form) => {
        const claims = { clientId, audience, jti: deps.randomId(), now: deps.now() };
        const assertion = await clientAssertion(key, { kid: auth.keyId }, claims);
        const proof = { client_assertion_type: CLIENT_ASSERTION_TYPE, client_assertion: assertion };
        return formRequest(path, { ...form, client_id: clientId, ...proof });
      };
    }
  }
}

const formRequest = (path: string, form: Form, headers: Form = {}): HttpRequest => ({
  method: 'POST',
  path,
  headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(form).toString(),
});
