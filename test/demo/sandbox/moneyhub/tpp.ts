import { createHash, createSign, randomUUID, type KeyObject } from 'node:crypto';

import { startMoneyhub, type MoneyhubSandbox } from '../../../../demo/sandbox/moneyhub/index.js';
import { HttpBrowser } from '../oidc/http-browser.js';
import { rsaKeyPair } from '../../../support/rsa-keys.js';

/** A TPP written with nothing but node:crypto and fetch, to check the sandbox independently of the product. */
export const BANK = '1ffe704d39629a929c8e293880fb449a';
export const CLIENT = '1e1b2556-6e29-426c-9a52-8cd5b9019c72';
export const SIGNED_CLIENT = '0c9d7f64-2b3a-4a8e-9b1c-5d6e7f8a9b0c';
export const OTHER_CLIENT = '7a6b5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d';
export const CALLBACK = 'https://shop.example/callback/shop/moneyhub';

const newKey = (kid: string, number: 0 | 1) => {
  const { privateKey, publicKey } = rsaKeyPair(number);
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } };
};
export const key = newKey('tpp-key', 0);
export const strangeKey = newKey('tpp-key', 1);

export const startSandbox = (): Promise<MoneyhubSandbox> =>
  startMoneyhub({
    clients: [
      { id: CLIENT, name: 'Larch & Lumen', jwks: { keys: [key.jwk] }, redirectUris: [CALLBACK] },
      { id: OTHER_CLIENT, name: 'Another', jwks: { keys: [key.jwk] }, redirectUris: [CALLBACK] },
      { id: SIGNED_CLIENT, name: 'Signed', jwks: { keys: [key.jwk] }, redirectUris: [CALLBACK], signedRequests: true },
    ],
  });

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** RS256, RFC 7515. */
export const sign = (header: object, payload: object, privateKey: KeyObject = key.privateKey): string => {
  const input = `${base64url(header)}.${base64url(payload)}`;
  return `${input}.${createSign('sha256').update(input).sign(privateKey).toString('base64url')}`;
};

export type Changes = Readonly<Record<string, unknown>>;
const seconds = (): number => Math.floor(Date.now() / 1000);

/** A client assertion; `changes` replaces claims, undefined takes them out. */
export const assertion = (sandbox: MoneyhubSandbox, changes: Changes = {}, header: Changes = {}, with_ = key): string =>
  sign(
    { alg: 'RS256', kid: with_.kid, ...header },
    {
      iss: CLIENT,
      sub: CLIENT,
      aud: `${sandbox.apiOrigin}/oidc/token`,
      iat: seconds(),
      exp: seconds() + 60,
      jti: randomUUID(),
      ...changes,
    },
    with_.privateKey,
  );

export interface Answer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

export const post = async (url: string, form: Readonly<Record<string, string>>): Promise<Answer> => {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, json: (await response.json()) as Answer['json'] };
};

/** A form with the proof of the client. */
export const proven = (sandbox: MoneyhubSandbox, form: Readonly<Record<string, string>>, proof?: string) => ({
  client_id: CLIENT,
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: proof ?? assertion(sandbox),
  ...form,
});

export const token = (sandbox: MoneyhubSandbox, form: Readonly<Record<string, string>>, proof?: string) =>
  post(`${sandbox.apiOrigin}/oidc/token`, proven(sandbox, form, proof));

export const verifier = 'a-verifier-of-at-least-forty-three-characters-0123456789';
export const authorization = (changes: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  client_id: CLIENT,
  scope: `openid id:${BANK}`,
  redirect_uri: CALLBACK,
  response_type: 'code',
  claims: JSON.stringify({ id_token: { sub: { essential: true }, 'mh:con_id': { essential: true } } }),
  state: 'the-state',
  nonce: 'the-nonce',
  prompt: 'consent',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  ...changes,
});

export const push = (sandbox: MoneyhubSandbox, form: Readonly<Record<string, string>>, proof?: string) =>
  post(`${sandbox.apiOrigin}/oidc/request`, proven(sandbox, form, proof));

/** The address for the browser of a request that was pushed. */
export const authorizationUrl = async (
  sandbox: MoneyhubSandbox,
  changes: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const { json, status } = await push(sandbox, authorization(changes));
  if (status !== 201) throw new Error(JSON.stringify(json));
  return `${sandbox.publicOrigin}/oidc/auth?client_id=${CLIENT}&request_uri=${encodeURIComponent(String(json['request_uri']))}`;
};

/** Pushes, visits the bank, and comes back. */
export const visit = async (
  sandbox: MoneyhubSandbox,
  changes: Readonly<Record<string, string>> = {},
  action?: string,
): Promise<URL> => new HttpBrowser(sandbox.publicOrigin).visit(await authorizationUrl(sandbox, changes), action);

export const exchange = (sandbox: MoneyhubSandbox, code: string, changes: Readonly<Record<string, string>> = {}) =>
  token(sandbox, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    code_verifier: verifier,
    ...changes,
  });

export const codeOf = (url: URL): string => url.searchParams.get('code') ?? '';

/** A whole connection; the answer to the exchange, and the claims of its id_token. */
export const connect = async (sandbox: MoneyhubSandbox, changes: Readonly<Record<string, string>> = {}) => {
  const answer = await exchange(sandbox, codeOf(await visit(sandbox, changes)));
  return { ...answer, claims: payloadOf(String(answer.json['id_token'])) };
};

export const payloadOf = (jwt: string): Changes =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Changes;
export const headerOf = (jwt: string): Changes =>
  JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as Changes;

/** A token of the client-credentials grant. */
export const credentials = async (sandbox: MoneyhubSandbox, scope: string, sub?: string): Promise<string> => {
  const { json, status } = await token(sandbox, {
    grant_type: 'client_credentials',
    scope,
    ...(sub === undefined ? {} : { sub }),
  });
  if (status !== 200) throw new Error(JSON.stringify(json));
  return String(json['access_token']);
};

export const call = async (
  sandbox: MoneyhubSandbox,
  path: string,
  bearer: string | undefined,
  init: RequestInit = {},
): Promise<Answer> => {
  const headers = { ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), 'content-type': 'application/json' }; // prettier-ignore
  const response = await fetch(`${sandbox.apiOrigin}${path}`, { headers, ...init });
  const text = await response.text();
  return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as Answer['json']) };
};
