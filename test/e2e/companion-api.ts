import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Demo } from '../../demo/demo.js';
import type { ErrorCode } from '../../server/contract/errors.js';
import type { CreatedSession, SessionResult, SessionView } from '../../server/contract/session.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The code of an error body; undefined for anything else. */
  readonly code: ErrorCode | undefined;
}

export interface CallOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is when a string, else as JSON. */
  readonly body?: unknown;
}

const codeOf = (text: string): ErrorCode | undefined => {
  try {
    return (JSON.parse(text) as { error?: { code?: ErrorCode } }).error?.code;
  } catch {
    return undefined;
  }
};

/**
 * One request to the companion server, with exactly these headers: `fetch` would add Sec-Fetch ones, by which a program
 * does not pass for a navigation. No redirects are followed.
 */
export function call(demo: Demo, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  return send(demo.serverDirect + path, method, options);
}

/** As `call`, to any address. */
export async function send(address: string, method: string, options: CallOptions = {}): Promise<Answer> {
  const { token, headers, body } = options;
  const outgoing = request(address, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
  });
  outgoing.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const text = await textOf(incoming);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text, code: codeOf(text) };
}

/** As `call`, for an answer that must be 2xx JSON. */
export async function ask<T>(demo: Demo, method: string, path: string, options: CallOptions = {}): Promise<T> {
  const answer = await call(demo, method, path, options);
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
  return JSON.parse(answer.text) as T;
}

export const createSession = (demo: Demo, body: object = {}): Promise<CreatedSession> =>
  ask(demo, 'POST', '/v1/sessions', { token: demo.apiKey, body });

export const result = (demo: Demo, id: string): Promise<SessionResult> =>
  ask(demo, 'GET', `/v1/sessions/${id}`, { token: demo.apiKey });

export const view = (demo: Demo, clientToken: string): Promise<SessionView> =>
  ask(demo, 'GET', '/v1/session', { token: clientToken });

const patienceMs = 20_000;

/** Reads the session until it has one of these states. */
export async function viewIn<S extends SessionView['status']>(
  demo: Demo,
  clientToken: string,
  ...wanted: readonly S[]
): Promise<Extract<SessionView, { status: S }>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const now = await view(demo, clientToken);
    if ((wanted as readonly string[]).includes(now.status)) return now as Extract<SessionView, { status: S }>;
    if (Date.now() > deadline) throw new Error(`The session is ${now.status}, not ${wanted.join(' or ')}.`);
    await pause(50);
  }
}

/** Chooses a bank and accepts, as the element would; the session then goes on by itself. */
export async function connect(demo: Demo, clientToken: string, bankId: string): Promise<void> {
  await ask(demo, 'POST', '/v1/session/bank', { token: clientToken, body: { bankId } });
  const body = { accepted: true, text: 'I agree.', locale: 'en' };
  await ask(demo, 'POST', '/v1/session/consent', { token: clientToken, body });
}

/** Leaves for the bank by the start hop; the binding cookie and the bank's address. */
export async function leave(demo: Demo, clientToken: string): Promise<{ cookie: string; bankUrl: string }> {
  const answer = await call(demo, 'POST', '/start', {
    headers: { origin: demo.shop, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ clientToken, mode: 'tab' }).toString(),
  });
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
  const bankUrl = /content="0;url=([^"]+)"/.exec(answer.text)?.[1]?.replaceAll('&amp;', '&');
  if (cookie === undefined || bankUrl === undefined)
    throw new Error(`/start answered ${answer.status}: ${answer.text}`);
  return { cookie, bankUrl };
}
