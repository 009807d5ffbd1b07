import { createHash, randomUUID } from 'node:crypto';

import { startOAuthBank, type OAuthBankSandbox } from '../../../../demo/sandbox/oauth-bank/index.js';
import { HttpBrowser } from '../oidc/http-browser.js';

/** A TPP written with nothing but node:crypto and fetch, to check the sandbox independently of the product. */
export const CLIENT = 'l7xx0001';
export const SECRET = 'secret-of-the-client';
export const OTHER_CLIENT = 'l7xx0002';
export const CALLBACK = 'https://shop.example/callback/shop/bank';
export const IBAN = 'SK2911000000002600000010';

export const startSandbox = (): Promise<OAuthBankSandbox> =>
  startOAuthBank({
    bank: 'danube',
    clients: [
      { id: CLIENT, name: 'Larch & Lumen', secret: SECRET, redirectUris: [CALLBACK, `${CALLBACK}/second`] },
      { id: OTHER_CLIENT, name: 'Another', secret: SECRET, redirectUris: [CALLBACK] },
    ],
  });

export type Changes = Readonly<Record<string, string | undefined>>;
const apply = (base: Readonly<Record<string, string>>, changes: Changes): URLSearchParams => {
  const merged = Object.entries({ ...base, ...changes });
  return new URLSearchParams(merged.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
};

export const verifier = 'a-verifier-of-at-least-forty-three-characters-0123456789';
export const challengeOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

export const authorizationUrl = ({ publicOrigin }: OAuthBankSandbox, changes: Changes = {}): string => {
  const query = apply(
    {
      client_id: CLIENT,
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'AISP',
      state: 'the-state',
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
    },
    changes,
  );
  return `${publicOrigin}/auth/oauth/v2/authorize?${query.toString()}`;
};

export const visit = (sandbox: OAuthBankSandbox, changes: Changes = {}, action?: string): Promise<URL> =>
  new HttpBrowser(sandbox.publicOrigin).visit(authorizationUrl(sandbox, changes), action);
export const codeOf = (url: URL): string => url.searchParams.get('code') ?? '';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Readonly<Record<string, unknown>>;
}

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const json = text === '' ? {} : (JSON.parse(text) as Answer['json']);
  return { status: response.status, headers: response.headers, json };
};

const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

export const token = async (
  { apiOrigin }: OAuthBankSandbox,
  form: Changes,
  authorization: string | undefined = basic(CLIENT, SECRET),
): Promise<Answer> =>
  answerOf(
    await fetch(`${apiOrigin}/auth/oauth/v2/token`, {
      method: 'POST',
      headers: authorization === '' ? {} : { authorization },
      body: apply({}, form),
    }),
  );
export const asOther = basic(OTHER_CLIENT, SECRET);
export const asNobody = '';
export const withWrongSecret = basic(CLIENT, 'wrong');

export const exchange = (sandbox: OAuthBankSandbox, code: string, changes: Changes = {}, authorization?: string) =>
  token(
    sandbox,
    { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier, ...changes },
    authorization,
  );
export const refresh = (sandbox: OAuthBankSandbox, { json }: Answer): Promise<Answer> =>
  token(sandbox, { grant_type: 'refresh_token', refresh_token: String(json['refresh_token']) });

/** Visits the bank and exchanges the code. */
export const connect = async (sandbox: OAuthBankSandbox): Promise<Answer> =>
  exchange(sandbox, codeOf(await visit(sandbox)));

export const call = async (
  { apiOrigin }: OAuthBankSandbox,
  bearer: unknown,
  path: string,
  body?: unknown,
  headers: Changes = {},
): Promise<Answer> => {
  const sent = apply(
    {
      authorization: `Bearer ${String(bearer)}`,
      'request-id': randomUUID(),
      ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    },
    headers,
  );
  return answerOf(
    await fetch(`${apiOrigin}/api/v1/accounts${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: Object.fromEntries(sent),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  );
};
