import { BankConnectError, clientProblem } from '../errors.js';
import { badAnswer, own, type Read } from './parse.js';
import { readProblem } from './read-problem.js';
import type { World } from './world.js';

/** How long an answer of the companion server may take. */
export const requestTimeoutMs = 30_000;
/** The longest wait that a `Retry-After` can ask for. */
const longestRetryAfterMs = 60_000;

/** Where the companion server is and who asks. The token is never part of an address. */
export interface ApiClient {
  /** Origin of the companion server, such as `https://connect.example`. */
  readonly origin: string;
  readonly clientToken: string;
  readonly world: World;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST';
  /** Begins with one slash. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly accept?: 'application/json' | 'text/event-stream';
  /** `default` lets the browser's cache revalidate by ETag. */
  readonly cache?: RequestCache;
  readonly signal: AbortSignal;
}

/** The request as it is sent: bearer token, no cookies, no referrer, no redirects. */
export const apiInit = (client: ApiClient, request: ApiRequest): RequestInit => ({
  method: request.method ?? 'GET',
  headers: {
    authorization: `Bearer ${client.clientToken}`,
    accept: request.accept ?? 'application/json',
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
  },
  body: request.body === undefined ? undefined : JSON.stringify(request.body),
  mode: 'cors',
  credentials: 'omit',
  cache: request.cache ?? 'no-store',
  redirect: 'error',
  referrerPolicy: 'no-referrer',
  signal: request.signal,
});

/**
 * Sends one request and reads its JSON with `read`.
 * Throws BankConnectError: a problem of the server, or `network`, `offline`, `timeout`, `bad_answer`.
 * An abort by the caller's signal rejects with that signal's reason.
 */
export async function send<T>(client: ApiClient, request: ApiRequest, read: Read<T>): Promise<T> {
  return inTime(client.world, request.signal, async (signal) => {
    const response = await client.world.fetch(client.origin + request.path, apiInit(client, { ...request, signal }));
    if (!response.ok) throw await failure(response);
    return read(await json(response));
  });
}

/**
 * Does `work`, but no longer than an answer may take. Whatever goes wrong becomes a BankConnectError, `timeout` when it took
 * too long; an abort by the caller's signal rejects with that signal's reason.
 */
export async function inTime<T>(
  world: World,
  caller: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const callOff = world.after(requestTimeoutMs, () => deadline.abort());
  try {
    return await work(AbortSignal.any([caller, deadline.signal]));
  } catch (error) {
    caller.throwIfAborted();
    if (error instanceof BankConnectError) throw error;
    throw deadline.signal.aborted ? new BankConnectError(clientProblem('timeout'), { cause: error }) : lost(error);
  } finally {
    callOff();
  }
}

/** The error of an answer that is not 2xx: the server's own problem, else one made from the status. */
export async function failure(response: Response): Promise<BankConnectError> {
  const retryAfterMs = retryAfter(response.headers.get('retry-after'));
  try {
    const problem = readProblem(own(await json(response), 'error'));
    return new BankConnectError({ ...problem, retryAfterMs: problem.retryAfterMs ?? retryAfterMs });
  } catch (cause) {
    const code = response.status >= 500 || response.status === 429 ? 'network' : 'bad_answer';
    return new BankConnectError(clientProblem(code, { retryAfterMs }), { cause });
  }
}

/** The error of a request that got no answer. */
export function lost(cause: unknown): BankConnectError {
  return new BankConnectError(clientProblem(!globalThis.navigator.onLine ? 'offline' : 'network'), { cause });
}

/** Whether not even a broken answer came: the server is gone, or the browser keeps its answer from us. */
export const gotNoAnswer = (error: unknown): boolean =>
  error instanceof BankConnectError && error.code === 'network' && error.cause instanceof TypeError;

async function json(response: Response): Promise<unknown> {
  const body = await response.text();
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw badAnswer('body', cause);
  }
}

/** Milliseconds of a `Retry-After` in seconds; dates and garbage count as absent. */
function retryAfter(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header) ? Math.min(Number(header) * 1000, longestRetryAfterMs) : undefined;
}
