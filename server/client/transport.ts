import { BankConnectApiError, errorOf } from './error.js';

export interface ClientOptions {
  /** Where the companion server is reached, such as `https://connect.example`. A path is kept. */
  readonly baseUrl: string;
  /** `bc_…`; it never leaves the backend. */
  readonly apiKey: string;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
  /** For one try of a request, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  /** How often a request that is safe to repeat is repeated; default 2. */
  readonly maxRetries?: number;
  /** Waits; for tests. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** One request of the API. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base URL; segments that come from outside are percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** A POST that may be repeated. */
  readonly isSafe?: boolean;
}

/** Sends a request, and gives the JSON of its answer. Throws `BankConnectApiError`, or the reason of `signal`. */
export type Send = <T>(call: Call, options?: CallOptions) => Promise<T>;

/** A wait that is longer belongs to the caller: `budget_exhausted` may mean tomorrow. */
const longestPauseMs = 5_000;

export function createTransport(options: ClientOptions): Send {
  const { apiKey, fetch: send = fetch, timeoutMs = 30_000, maxRetries = 2, pause = wait } = options;
  const base = readBaseUrl(options.baseUrl);
  if (apiKey === '') throw new TypeError('apiKey must not be empty');

  async function once({ method, path, query = {}, headers = {}, body }: Call, signal: AbortSignal | undefined) {
    const timeout = AbortSignal.timeout(timeoutMs);
    const url = new URL(`${base}${path}`);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, `${value}`);
    const name = `${method} ${url.pathname}`;
    try {
      const response = await send(url, {
        method,
        redirect: 'error',
        headers: definedOnly({
          accept: 'application/json',
          authorization: `Bearer ${apiKey}`,
          ...headers,
          'content-type': body === undefined ? undefined : 'application/json',
        }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      return { name, status: response.status, text: await response.text() };
    } catch (cause) {
      signal?.throwIfAborted();
      const [code, said] = timeout.aborted
        ? (['timeout', `no answer within ${timeoutMs} ms`] as const)
        : (['connection_failed', 'no answer'] as const);
      throw new BankConnectApiError(code, `${name}: ${said}`, { retryable: true, cause });
    }
  }

  async function attempt<T>(call: Call, signal: AbortSignal | undefined): Promise<T> {
    const { name, status, text } = await once(call, signal);
    if (status < 200 || status > 299) throw errorOf(name, status, text);
    return parse(name, status, text) as T;
  }

  return async <T>(call: Call, { signal }: CallOptions = {}): Promise<T> => {
    for (let tries = 0; ; tries += 1) {
      signal?.throwIfAborted();
      try {
        return await attempt<T>(call, signal);
      } catch (error) {
        const pauseMs = error instanceof BankConnectApiError ? pauseBefore(call, error, tries) : undefined;
        if (pauseMs === undefined || tries >= maxRetries) throw error;
        await pause(pauseMs, signal);
      }
    }
  };
}

/**
 * How long to wait before a request is sent again; undefined when it must not be. What may have had an effect is never repeated:
 * a POST only when the server turned it away at the door.
 */
function pauseBefore(
  { method, isSafe: mayRepeat = false }: Call,
  { code, retryable, retryAfterMs }: BankConnectApiError,
  tries: number,
) {
  const isSafe = mayRepeat || method === 'GET' || method === 'DELETE' || code === 'rate_limited';
  if (!isSafe || !retryable || (retryAfterMs ?? 0) > longestPauseMs) return undefined;
  return retryAfterMs ?? Math.min(longestPauseMs, 250 * 2 ** tries * (0.5 + Math.random()));
}

/** Without a slash at the end. Everything else that is wrong with it is said now, and not by the first request. */
function readBaseUrl(text: string): string {
  const advice = 'baseUrl must be an absolute http or https address without query';
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new TypeError(advice, { cause });
  }
  const isGood = /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (!isGood) throw new TypeError(advice);
  return url.href.replace(/\/+$/, '');
}

const definedOnly = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));

function parse(name: string, status: number, text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BankConnectApiError('bad_answer', `${name}: ${status} without JSON`, { status, cause });
  }
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
