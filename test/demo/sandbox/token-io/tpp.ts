import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

import {
  startTokenIo,
  type MemberOptions,
  type TokenIoOptions,
  type TokenIoSandbox,
} from '../../../../demo/sandbox/token-io/index.js';

/** A TPP of its own that signs by hand: nothing here comes from the sandbox or from the product. */
export const MEMBER_ID = 'm:TestTpp111111111111111111:5zKtXEAq';
export const OTHER_MEMBER_ID = 'm:OtherTpp22222222222222222:5zKtXEAq';
export const API_KEY_UUID = '0b9f4f5e-2f77-4d53-9c1c-1f6f6b1d9a11';
export const REDIRECT_URL = 'https://tpp.example/callback';

export type Claims = Record<string, unknown>;
export type Signer = (data: Buffer) => Buffer;

export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Replaces the Authorization header; null leaves it out. */
  readonly authorization?: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; throws when it is not. */
  readonly json: unknown;
}

/** The member of a JSON value that a path such as `tokenRequest.id` or `banks.0.name` names, or undefined. */
export const at = (json: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      json,
    );

export const base64url = (value: string | Buffer): string => Buffer.from(value).toString('base64url');
export const rawKey = (key: KeyObject): string =>
  key.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64url');

export const ed25519 = generateKeyPairSync('ed25519');
export const signEd25519: Signer = (data) => sign(null, data, ed25519.privateKey);

export const basicKey = (memberId: string, uuid: string): string =>
  `Basic ${Buffer.from(`${memberId.replaceAll(':', '-')}:${uuid}`).toString('base64')}`;

export const startSandbox = (options: Partial<TokenIoOptions> & { member?: Partial<MemberOptions> } = {}) => {
  const { member, ...rest } = options;
  const first: MemberOptions = {
    id: MEMBER_ID,
    apiKeyUuid: API_KEY_UUID,
    keys: [{ algorithm: 'ED25519', publicKey: rawKey(ed25519.publicKey) }],
    callbackType: 'TOKEN_CALLBACK',
    ...member,
  };
  const second: MemberOptions = { id: OTHER_MEMBER_ID, apiKeyUuid: API_KEY_UUID, callbackType: 'TOKEN_CALLBACK' };
  return startTokenIo({ members: [first, second], ...rest });
};

/** Calls the API with the Basic key unless told otherwise. */
export const call = async (sandbox: TokenIoSandbox, path: string, options: CallOptions = {}): Promise<Answer> => {
  const authorization = options.authorization === undefined ? basicKey(MEMBER_ID, API_KEY_UUID) : options.authorization;
  const response = await fetch(`${sandbox.apiOrigin}${path}`, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(authorization !== null && { authorization }),
      ...(options.body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body !== undefined && {
      body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body),
    }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text) as unknown;
    },
  };
};

export const tokenRequestBody = (bankId: string | undefined, payload: object = {}): object => ({
  ...(bankId !== undefined && { requestOptions: { bankId } }),
  requestPayload: {
    refId: 'ref-1',
    to: { id: MEMBER_ID },
    redirectUrl: REDIRECT_URL,
    accessBody: { resourceTypeList: { resources: ['ACCOUNTS', 'BALANCES', 'TRANSACTIONS'] } },
    ...payload,
  },
});

/** Creates a token request and answers its id. */
export const createRequest = async (sandbox: TokenIoSandbox, bankId: string, payload: object = {}): Promise<string> => {
  const answer = await call(sandbox, '/token-requests', { body: tokenRequestBody(bankId, payload) });
  if (answer.status !== 200) throw new Error(answer.text);
  return String(at(answer.json, 'tokenRequest.id'));
};

export const authorize = (
  sandbox: TokenIoSandbox,
  requestId: string,
  credentials: Record<string, string> = {},
  flags: object = {},
): Promise<Answer> =>
  call(sandbox, `/token-requests/${requestId}/authorization`, {
    body: { credentials, consentAccepted: true, useCredentialFlow: true, useWebappCredentialsFlow: false, ...flags },
  });

/** The result after the reads that may still say PENDING. */
export const result = async (sandbox: TokenIoSandbox, requestId: string): Promise<unknown> => {
  await call(sandbox, `/token-requests/${requestId}/result`);
  return (await call(sandbox, `/token-requests/${requestId}/result`)).json;
};

/** Opens the bank's page, presses a button, and follows the browser until it leaves the sandbox. */
export const visitBank = async (
  sandbox: TokenIoSandbox,
  url: string,
  action: string,
  login: { username: string; password: string } = { username: 'user', password: '1234' },
): Promise<{ url: URL; hops: readonly string[] }> => {
  const page = await fetch(url);
  const visit = /name="visit" value="([^"]+)"/.exec(await page.text())?.[1];
  if (visit === undefined) throw new Error(`no bank page at ${url}: ${page.status}`);
  const form = new URLSearchParams({ visit, action, ...login });
  let response = await fetch(new URL(url).origin + new URL(url).pathname, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  const hops: string[] = [];
  for (;;) {
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the browser stays at ${hops.at(-1) ?? url}: ${response.status}`);
    hops.push(location);
    const next = new URL(location, url);
    if (next.origin !== sandbox.publicOrigin || next.pathname !== '/callback') return { url: next, hops };
    response = await fetch(next, { redirect: 'manual' });
  }
};
