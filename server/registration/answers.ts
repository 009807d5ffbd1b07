import { z } from 'zod';
import { cleanText } from '../lib/clean-text.js';
import type { HttpAnswer } from '../lib/http-exchange.js';
import { answerJson, badAnswer } from '../lib/provider-http.js';
import { clientIdPattern, clientSecretPattern, type RegisteredClient, type RegistrationOutcome } from './client.js';
import { words } from './claim-values.js';
import { readRefusal, refusalOf, throwUnanswered } from './refusals.js';

const list = z.array(z.string().max(2000)).max(200);

/** The client in an answer (RFC 7591 section 3.2.1; `OBClientRegistration1`). The bank's values count, not what was asked. */
const WireClient = z.object({
  client_id: z.string().regex(clientIdPattern),
  client_secret: z.string().regex(clientSecretPattern).optional(),
  /** Seconds since the epoch; some banks write milliseconds. */
  client_id_issued_at: z.number().nonnegative().optional(),
  /** 0 = never. */
  client_secret_expires_at: z.number().nonnegative().optional(),
  token_endpoint_auth_method: z.string().optional(),
  token_endpoint_auth_signing_alg: z.string().optional(),
  grant_types: list.optional(),
  response_types: list.optional(),
  redirect_uris: list.optional(),
  /** Separated by spaces; some banks write commas, or a list. */
  scope: z.union([z.string().max(2000), list]).optional(),
  application_type: z.string().optional(),
  id_token_signed_response_alg: z.string().optional(),
  request_object_signing_alg: z.string().optional(),
  tls_client_auth_subject_dn: z.string().optional(),
});
type WireClient = z.infer<typeof WireClient>;

/** Priora's answer: no client, only the promise of an e-mail. */
const WireMessage = z.object({ message: z.string().min(1) });

const maxMessage = 280;

/**
 * What came of a registration or an update. 4xx is a refusal in whatever shape, also 401, which here says nothing of
 * credentials. Throws a `ProviderError` when the bank did not get to an answer (429, 5xx) or it cannot be understood.
 */
export function processRegistration(answer: HttpAnswer, call: string, now: number): RegistrationOutcome {
  throwUnanswered(answer, call, now);
  if (answer.status >= 400) {
    return { kind: 'refused', refusal: refusalOf(answer) };
  }
  if (answer.status > 202) throw badAnswer(`${call}: ${answer.status}`);
  const body = answerJson(answer, call);
  const refusal = hasClient(body) ? undefined : readRefusal(answer.status, body);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const message = hasClient(body) ? undefined : WireMessage.safeParse(body).data?.message;
  if (message !== undefined) return { kind: 'pending', message: cleanText(message, maxMessage) };
  return { kind: 'registered', client: parseClient(body, call) };
}

/** A client as the bank keeps it, or `gone` when the bank says that it knows no such client (401, 404). */
export function processRead(answer: HttpAnswer, call: string, now: number): RegistrationOutcome | { kind: 'gone' } {
  return isGone(answer) ? { kind: 'gone' } : processRegistration(answer, call, now);
}

/** What came of a deletion. A client that is gone already counts as deleted. */
export function processDelete(
  answer: HttpAnswer,
  call: string,
  now: number,
): { kind: 'deleted' } | Extract<RegistrationOutcome, { kind: 'refused' }> {
  throwUnanswered(answer, call, now);
  if (answer.status === 204 || answer.status === 200 || isGone(answer)) return { kind: 'deleted' };
  if (answer.status < 400) throw badAnswer(`${call}: ${answer.status}`);
  return { kind: 'refused', refusal: refusalOf(answer) };
}

/** The token of the call is fresh, so a 401 speaks of the client (OBIE DCR v3.3: unknown client → 401). */
const isGone = ({ status }: HttpAnswer) => status === 401 || status === 404;

const hasClient = (body: unknown) => typeof body === 'object' && body !== null && Object.hasOwn(body, 'client_id');

function parseClient(body: unknown, call: string): RegisteredClient {
  // Some banks echo what they do not know as null.
  const said = Object.fromEntries(Object.entries(body ?? {}).filter(([, value]) => value !== null));
  const { success, data, error } = WireClient.safeParse(said);
  if (success) return clientOf(data);
  // By path only: the values may hold a secret.
  throw badAnswer(`${call}: ${error.issues.map((issue) => issue.path.join('.') || 'no client_id').join(', ')}`);
}

function clientOf(wire: WireClient): RegisteredClient {
  const { client_secret: secret, client_secret_expires_at: expires } = wire;
  const scopes = Array.isArray(wire.scope) ? wire.scope : wire.scope === undefined ? undefined : words(wire.scope);
  return {
    clientId: wire.client_id,
    ...defined('clientSecret', secret),
    ...defined('issuedAt', wire.client_id_issued_at === undefined ? undefined : isoOf(wire.client_id_issued_at)),
    ...defined('secretExpiresAt', expires === undefined || expires === 0 ? undefined : isoOf(expires)),
    metadata: {
      ...defined('tokenEndpointAuthMethod', wire.token_endpoint_auth_method),
      ...defined('tokenEndpointAuthSigningAlg', wire.token_endpoint_auth_signing_alg),
      ...defined('grantTypes', wire.grant_types),
      ...defined('responseTypes', wire.response_types),
      ...defined('redirectUris', wire.redirect_uris),
      ...defined('scopes', scopes === undefined ? undefined : [...scopes]),
      ...defined('applicationType', wire.application_type),
      ...defined('idTokenSignedResponseAlg', wire.id_token_signed_response_alg),
      ...defined('requestObjectSigningAlg', wire.request_object_signing_alg),
      ...defined('tlsClientAuthSubjectDn', wire.tls_client_auth_subject_dn),
    },
  };
}

const defined = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [N in Name]?: Value };

/** As seconds, this is the year 5138; as milliseconds, 1973: nobody means either. */
const secondsEnd = 1e11;
const lastTime = 8.64e15;

/** ISO 8601 of seconds since the epoch, or of milliseconds where they must be. Undefined for what is no time at all. */
function isoOf(time: number): string | undefined {
  const ms = time > secondsEnd ? time : time * 1000;
  return ms > lastTime ? undefined : new Date(ms).toISOString();
}
