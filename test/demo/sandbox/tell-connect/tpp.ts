import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';

import {
  POCKIT,
  startTellConnect,
  type Settings,
  type TellConnectSandbox,
} from '../../../../demo/sandbox/tell-connect/index.js';

/** A TPP of its own that signs by hand: nothing here comes from the simulator or from the product. */
export const CLIENT = { id: 'tpp-one', secret: 'secret:with-colon' };
export const OTHER_CLIENT = { id: 'tpp-two', secret: 'another-secret' };
export const CERTIFICATE =
  '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQk9HVVMtU0FOREJPWC1DRVJUIQ==\n-----END CERTIFICATE-----\n';
const OTHER_CERTIFICATE = CERTIFICATE.replace('MIIB', 'MIIC');

export const APPS = {
  main: '11111111-1111-4111-8111-111111111111',
  holding: '22222222-2222-4222-8222-222222222222',
  withQuery: '33333333-3333-4333-8333-333333333333',
  production: '44444444-4444-4444-8444-444444444444',
  stranger: '55555555-5555-4555-8555-555555555555',
} as const;
export type AppName = keyof typeof APPS;
export const REDIRECT_URL = 'https://tpp.example/callback';
export const ASPSP = POCKIT.id;

/** The wall clock of the simulator and of this TPP, which never moves by itself. Epoch milliseconds. */
export const WALL = Date.UTC(2026, 4, 6, 12, 0, 0);

export const startSandbox = (): Promise<TellConnectSandbox> =>
  startTellConnect({
    now: () => WALL,
    clients: [
      {
        clientId: CLIENT.id,
        clientSecret: CLIENT.secret,
        name: 'First TPP',
        applications: [
          { id: APPS.main, redirectUrl: REDIRECT_URL, certificate: CERTIFICATE },
          { id: APPS.holding, certificate: CERTIFICATE },
          { id: APPS.withQuery, redirectUrl: `${REDIRECT_URL}?tenant=7`, certificate: CERTIFICATE },
          { id: APPS.production, redirectUrl: REDIRECT_URL, certificate: CERTIFICATE, environment: 'production' },
        ],
      },
      {
        clientId: OTHER_CLIENT.id,
        clientSecret: OTHER_CLIENT.secret,
        name: 'Second TPP',
        applications: [{ id: APPS.stranger, redirectUrl: REDIRECT_URL, certificate: OTHER_CERTIFICATE }],
      },
    ],
  });

export const basic = ({ id, secret }: { readonly id: string; readonly secret: string }): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

const b64u = (value: string | Buffer): string => Buffer.from(value).toString('base64url');

export interface Signing {
  /** Members to set; undefined leaves one out. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The payload's text; default: what belongs to the body. */
  readonly payload?: string;
  readonly key?: string | Buffer;
  /** The last word on the finished signature; undefined sends none. */
  readonly finish?: (jws: string) => string | undefined;
}

export interface Call extends Signing {
  readonly method?: string;
  /** Without the version. */
  readonly path: string;
  readonly json?: object | string;
  readonly form?: Readonly<Record<string, string>> | string;
  readonly authorization?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export const jwsOf = ({ header = {}, key = CERTIFICATE }: Signing, path: string, payload: string): string => {
  const all = { alg: 'HS256', typ: 'JWT', app: APPS.main, path, iat: WALL / 1000, ...header };
  const input = `${b64u(JSON.stringify(all))}.${b64u(payload)}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
};

const bodyOf = ({ json, form }: Call): { readonly type?: string; readonly body?: string; readonly payload: string } => {
  if (json !== undefined) {
    const body = typeof json === 'string' ? json : JSON.stringify(json);
    return { type: 'application/json', body, payload: body };
  }
  if (form === undefined) return { payload: '{}' };
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const payload = JSON.stringify(Object.fromEntries(new URLSearchParams(body)));
  return { type: 'application/x-www-form-urlencoded', body, payload };
};

/** A call of the API: right in everything, unless told otherwise. */
export const call = async (sandbox: TellConnectSandbox, given: Call): Promise<Answer> => {
  const { type, body, payload } = bodyOf(given);
  const jws = jwsOf(given, given.path, given.payload ?? payload);
  const sent = given.finish ? given.finish(jws) : jws;
  const authorization = 'authorization' in given ? given.authorization : basic(CLIENT);
  const response = await fetch(`${sandbox.apiOrigin}/v1${given.path}`, {
    method: given.method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(sent === undefined ? {} : { 'x-jws-signature': sent }),
      ...given.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text) as Readonly<Record<string, unknown>>;
    },
  };
};

export const authoriseBody = (overrides: object = {}): object => ({
  aspsp: ASPSP,
  uuid: randomUUID(),
  scope: 'aisp',
  ...overrides,
});

export const authorise = (
  sandbox: TellConnectSandbox,
  overrides: object = {},
  more: Partial<Call> = {},
): Promise<Answer> => call(sandbox, { path: '/authorise', json: authoriseBody(overrides), ...more });

/** The visit of a customer, page by page. Gives where the browser is sent in the end, or the last page. */
export const visit = async (
  location: string,
  ...actions: readonly (string | Readonly<Record<string, string>>)[]
): Promise<{ readonly returned?: URL; readonly status: number; readonly page: string }> => {
  let response = await fetch(location, { redirect: 'manual' });
  for (const action of actions) {
    const page = await response.text();
    const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]+)"/g)];
    const form = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]));
    form.set('passcode', '123456');
    for (const [name, value] of Object.entries(typeof action === 'string' ? { action } : action)) form.set(name, value);
    response = await fetch(new URL('/auth', location), { method: 'POST', body: form, redirect: 'manual' });
  }
  const target = response.headers.get('location');
  return {
    ...(target === null ? {} : { returned: new URL(target) }),
    status: response.status,
    page: await response.text(),
  };
};

/** A code as a customer's approval gives it. */
export const newCode = async (
  sandbox: TellConnectSandbox,
  overrides: object = {},
  more: Partial<Call> = {},
): Promise<string> => {
  const { json } = await authorise(sandbox, overrides, more);
  const { returned } = await visit(String(json['location']), 'confirm', 'accept');
  assert(returned, 'the browser was not sent back');
  return returned.searchParams.get('authorisation_code') ?? '';
};

export const redeem = (sandbox: TellConnectSandbox, code: string, more: Partial<Call> = {}): Promise<Answer> =>
  call(sandbox, { path: '/access-token', form: { grant_type: 'authorization_code', code }, ...more });

export const refresh = (sandbox: TellConnectSandbox, token: string, more: Partial<Call> = {}): Promise<Answer> =>
  call(sandbox, { path: '/access-token', form: { grant_type: 'refresh_token', refresh_token: token }, ...more });

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

export const tokensOf = ({ json }: Answer): Tokens => ({
  access: String(json['access_token']),
  refresh: String(json['refresh_token']),
});

/** Fresh tokens of a fresh consent. */
export const newTokens = async (
  sandbox: TellConnectSandbox,
  overrides: object = {},
  more: Partial<Call> = {},
): Promise<Tokens> => {
  const answer = await redeem(sandbox, await newCode(sandbox, overrides, more), more);
  assert.equal(answer.status, 200, answer.text);
  return tokensOf(answer);
};

/** A read of data with the user there; `headers: {}` reads without. */
export const read = (
  sandbox: TellConnectSandbox,
  access: string,
  path = '/accounts',
  more: Partial<Call> = {},
): Promise<Answer> =>
  call(sandbox, {
    path,
    authorization: `Bearer ${access}`,
    headers: { 'x-user-ip': '192.0.2.7' },
    ...more,
  });

/** Runs with other settings, then puts them back. */
export const having = async <T>(
  sandbox: TellConnectSandbox,
  settings: Partial<Settings>,
  run: () => Promise<T>,
): Promise<T> => {
  const before = sandbox.control.settings.get();
  sandbox.control.settings.change(settings);
  try {
    return await run();
  } finally {
    sandbox.control.settings.change(before);
  }
};

/** Everything as the other client's. */
export const asStranger = {
  authorization: basic(OTHER_CLIENT),
  header: { app: APPS.stranger },
  key: OTHER_CERTIFICATE,
} as const;

/** Production's app in production's profile. */
export const inProduction = { header: { app: APPS.production } } as const;
