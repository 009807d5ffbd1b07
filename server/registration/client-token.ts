import { z } from 'zod';
import { basicCredentials } from '../lib/basic-credentials.js';
import type { HttpAnswer, HttpRequest } from '../lib/http-exchange.js';
import { answerJson, badAnswer } from '../lib/provider-http.js';
import { Secret } from '../lib/secret.js';
import { uuidV4 } from '../lib/uuid.js';
import { CLIENT_ASSERTION_TYPE, clientAssertion } from '../signing/client-assertion.js';
import { createHmacKey } from '../signing/hmac.js';
import type { JwsHeader, JwsKey } from '../signing/jws.js';
import type { RegisteredClient, Refusal } from './client.js';
import { refusalOf, throwUnanswered } from './refusals.js';
import { pathOf } from './requests.js';

export interface TokenSettings {
  readonly url: string;
  /** `aud` of a client assertion: one text, so that no other server takes it. Default: `url`. */
  readonly audience?: string | undefined;
  readonly scope?: string | undefined;
}

export interface TokenWorld {
  /** The software's key, and the name under which the directory knows it. */
  readonly key: JwsKey;
  readonly keyId: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly randomId: () => string;
}

/**
 * A request for a bearer by client credentials (RFC 6749 section 4.4.2), authenticated as the bank registered the client,
 * not as was asked. Undefined when that method needs a secret that is not there, or is not known.
 */
export async function clientTokenRequest(
  settings: TokenSettings,
  client: RegisteredClient,
  world: TokenWorld,
): Promise<HttpRequest | undefined> {
  const { clientId, clientSecret } = client;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (settings.scope !== undefined) form.set('scope', settings.scope);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  switch (
    client.metadata.tokenEndpointAuthMethod ??
    (clientSecret === undefined ? 'private_key_jwt' : 'client_secret_basic')
  ) {
    case 'private_key_jwt':
      form.set('client_assertion_type', CLIENT_ASSERTION_TYPE);
      form.set('client_assertion', await assertion(settings, clientId, world.key, { kid: world.keyId }, world));
      break;
    case 'client_secret_jwt':
      if (clientSecret === undefined) return undefined;
      form.set('client_assertion_type', CLIENT_ASSERTION_TYPE);
      form.set(
        'client_assertion',
        await assertion(settings, clientId, createHmacKey(Buffer.from(clientSecret)), {}, world),
      );
      break;
    case 'client_secret_basic':
      if (clientSecret === undefined) return undefined;
      headers['authorization'] = `Basic ${basicCredentials(clientId, clientSecret)}`;
      break;
    case 'client_secret_post':
      if (clientSecret === undefined) return undefined;
      form.set('client_id', clientId);
      form.set('client_secret', clientSecret);
      break;
    case 'tls_client_auth':
      form.set('client_id', clientId);
      break;
    default:
      return undefined;
  }
  return { method: 'POST', path: pathOf(settings.url), headers, body: form.toString() };
}

const assertion = (
  { url, audience = url }: TokenSettings,
  clientId: string,
  key: JwsKey,
  header: JwsHeader,
  { now, randomId }: TokenWorld,
): Promise<string> => clientAssertion(key, header, { clientId, audience, jti: uuidV4(randomId()), now: now() });

const WireToken = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  token_type: z.string().regex(/^bearer$/i),
});

/** The bearer, or why the bank gives none. Throws a `ProviderError` like `processRegistration`. */
export function processClientToken(
  answer: HttpAnswer,
  call: string,
  now: number,
): { kind: 'token'; bearer: Secret } | { kind: 'refused'; refusal: Refusal } {
  throwUnanswered(answer, call, now);
  if (answer.status !== 200) {
    if (answer.status < 400) throw badAnswer(`${call}: ${answer.status}`);
    return { kind: 'refused', refusal: refusalOf(answer) };
  }
  const { success, data } = WireToken.safeParse(answerJson(answer, call));
  if (!success) throw badAnswer(`${call}: no bearer token`);
  return { kind: 'token', bearer: new Secret(data.access_token) };
}
