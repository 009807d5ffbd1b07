import type { JSONWebKeySet } from 'jose';
import type { z } from 'zod';
import { answerJson, badAnswer, createProviderHttp, type HttpAnswer } from '../../lib/provider-http.js';
import { clientAssertion } from '../../signing/client-assertion.js';
import { createSigningKey } from '../../signing/keys.js';
import type { CallContext } from '../authorisation.js';
import type { ProviderDeps } from '../registry.js';
import { bearerError, formError, type FormPlace } from './errors.js';
import { issuerOf, type MoneyhubConfig } from './options.js';
import type { ClientSigner } from './proofs.js';
import { bearerRequest, credentialsCall, provenRequest, type BearerCall, type FormCall } from './requests.js';
import { sharedCall } from './shared-call.js';
import { createTokenCache, type FreshToken } from './token-cache.js';
import { lifeSeconds } from './tokens.js';
import { WireBankList, WireKeys, WireTokens } from './wire.js';

/** Whose token a call takes: the client's own, or one that acts for a user. */
export interface TokenNeed {
  readonly scope: string;
  readonly userId?: string;
}

/** Calls to one Moneyhub as one API client. All of them throw a `ProviderError` for every answer but a good one. */
export interface MoneyhubClient {
  readonly signer: ClientSigner;
  /** A call that the client proves by an assertion made for it alone; never sent twice. */
  post<T>(call: FormCall, schema: z.ZodType<T>, place: FormPlace, signal: AbortSignal): Promise<T>;
  /** A call at the identity server by a token of the client. */
  identity<T>(call: BearerCall, need: TokenNeed, schema: z.ZodType<T>, context: CallContext): Promise<T>;
  /** The same, for a call whose answer says nothing. */
  command(call: BearerCall, need: TokenNeed, context: CallContext): Promise<void>;
  /** A call at the data API by a token that acts for a user. */
  data<T>(call: BearerCall, need: TokenNeed, schema: z.ZodType<T>, context: CallContext): Promise<T>;
  /** One of the lists of banks; needs no token. */
  bankList(signal: AbortSignal): Promise<readonly unknown[]>;
  /** The keys that id tokens are signed with; need no token. For several callers at once. */
  keys(): Promise<JSONWebKeySet>;
}

/** A list of all banks is long. */
const MAX_BANKS_BYTES = 16 * 1024 * 1024;

/** Calls that several callers wait for end by the deadline of all calls, not with the first of those callers. */
const shared = (): AbortSignal => new AbortController().signal;

export function createMoneyhubClient(config: MoneyhubConfig, deps: ProviderDeps): MoneyhubClient {
  const { auth, clientId, paths, bankList } = config;
  const identityHttp = createProviderHttp(config.identityUrl, deps);
  const apiHttp = createProviderHttp(config.apiUrl, deps);
  const signer: ClientSigner = { key: createSigningKey(auth.privateKey, auth.algorithm), keyId: auth.keyId, clientId };
  const audience =
    config.assertionAudience === 'issuer' ? issuerOf(config) : `${config.identityUrl}${config.paths.token}`;

  async function post<T>(call: FormCall, schema: z.ZodType<T>, place: FormPlace, signal: AbortSignal): Promise<T> {
    const { key, keyId } = signer;
    const claims = () => ({ clientId, audience, jti: deps.randomId(), now: deps.now() });
    const prove = () => clientAssertion(key, { kid: keyId }, claims());
    const answer = await identityHttp.send(async () => provenRequest(call, clientId, await prove()), { signal });
    const { path } = call;
    if (!isSuccess(answer)) throw formError(answer, { method: 'POST', path, place, now: deps.now() });
    return parsed(schema, answer, `POST ${path}`);
  }

  async function fetchToken(key: string): Promise<FreshToken> {
    const { scope, userId } = JSON.parse(key) as TokenNeed;
    const call = credentialsCall(paths, scope, userId);
    const tokens = await post(call, WireTokens, 'credentials', shared());
    return { token: tokens.access_token, lifeSeconds: lifeSeconds(tokens, deps.now()) };
  }
  const tokens = createTokenCache(fetchToken, deps.now);

  /** Sends a call with a token that is kept; when that is not taken, once more with a new one. */
  async function byToken(
    http: typeof apiHttp,
    call: BearerCall,
    { scope, userId }: TokenNeed,
    { signal }: CallContext,
  ): Promise<HttpAnswer> {
    const key = JSON.stringify({ scope, userId } satisfies TokenNeed);
    const send = async (token: string) => http.send(() => bearerRequest(call, token), { signal });
    const token = await sharedCall(() => tokens.get(key), signal);
    const answer = await send(token);
    if (answer.status !== 401) return answer;
    tokens.reject(key, token);
    return send(await sharedCall(() => tokens.get(key), signal));
  }

  async function ask(
    http: typeof apiHttp,
    call: BearerCall,
    need: TokenNeed,
    context: CallContext,
  ): Promise<HttpAnswer> {
    const answer = await byToken(http, call, need, context);
    if (!isSuccess(answer)) throw bearerError(answer, { ...call, now: deps.now() });
    return answer;
  }

  async function open<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal, maxBytes?: number): Promise<T> {
    const request = { method: 'GET' as const, path, headers: { accept: 'application/json' } };
    const answer = await identityHttp.send(() => request, { signal, ...(maxBytes === undefined ? {} : { maxBytes }) });
    if (!isSuccess(answer)) throw bearerError(answer, { ...request, now: deps.now() });
    return parsed(schema, answer, `GET ${path}`);
  }

  return {
    signer,
    post,
    identity: async (call, need, schema, context) =>
      parsed(schema, await ask(identityHttp, call, need, context), nameOf(call)),
    command: async (call, need, context) => {
      await ask(identityHttp, call, need, context);
    },
    data: async (call, need, schema, context) => parsed(schema, await ask(apiHttp, call, need, context), nameOf(call)),
    bankList: (signal) => open(`${paths.wellKnown}/${bankList}-connections`, WireBankList, signal, MAX_BANKS_BYTES),
    keys: () => open(paths.keys, WireKeys, shared()),
  };
}

const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status <= 299;
const nameOf = ({ method, path }: BearerCall): string => `${method} ${path.replace(/\?.*/s, '')}`;

function parsed<T>(schema: z.ZodType<T>, answer: HttpAnswer, call: string): T {
  const result = schema.safeParse(answerJson(answer, call));
  if (result.success) return result.data;
  const paths = result.error.issues.map((issue) => issue.path.join('.')).slice(0, 3);
  throw badAnswer(`${call}: unexpected shape at ${paths.join(', ')}`);
}
