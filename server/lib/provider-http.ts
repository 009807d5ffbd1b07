import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { ProviderError } from '../providers/provider-error.js';
import { exchange, HttpFailure, type HttpAnswer, type HttpFailureKind, type HttpRequest } from './http-exchange.js';
import { retryAfterMs } from './retry-after.js';
import { RetryBudget } from './retry-budget.js';
import { parseSafeUrl, type Environment } from './safe-url.js';
import { tlsOptions, type TlsIdentity } from './tls-identity.js';

export type { HttpAnswer, HttpRequest } from './http-exchange.js';

/** Deadlines in milliseconds and sizes in bytes of provider calls. */
export interface HttpLimits {
  /** Until the connection stands, TLS included. */
  readonly connectMs: number;
  /** From the start of one try to its status line. */
  readonly firstByteMs: number;
  /** For a whole call, with its retries and the waits between them. */
  readonly totalMs: number;
  /** Instead of the two before, for calls whose answer must not be lost. */
  readonly patienceMs: number;
  readonly maxBytes: number;
  readonly maxRetries: number;
  /** The first wait before a retry is up to this long; each further one up to twice the one before. */
  readonly retryBaseMs: number;
}

export const defaultHttpLimits: HttpLimits = {
  connectMs: 3_000,
  firstByteMs: 10_000,
  totalMs: 20_000,
  patienceMs: 60_000,
  maxBytes: 1024 * 1024,
  maxRetries: 2,
  retryBaseMs: 250,
};

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Overrides the limit, for answers known to be large. */
  readonly maxBytes?: number;
  /** False for reads that must not be repeated (each costs a share of a daily budget). */
  readonly retry?: boolean;
  /** True for reads that travel as POST. Nothing else but GET is ever repeated. */
  readonly idempotent?: boolean;
  /** True for calls whose answer must not be lost, however late it comes (a refresh token that is used up, say). */
  readonly patient?: boolean;
}

/** The HTTP client of one provider instance: one origin, its own connections, shared with nobody. */
export interface ProviderHttp {
  /**
   * Sends what `make` builds; a retry builds anew, so that each try carries a fresh proof. Gives the answer whatever
   * its status; throws a `ProviderError` when there is none that could be trusted.
   */
  send(make: () => HttpRequest | Promise<HttpRequest>, options: CallOptions): Promise<HttpAnswer>;
}

interface ProviderHttpDeps {
  readonly now: () => number;
  readonly random: () => number;
  readonly environment: Environment;
  readonly limits?: Partial<HttpLimits> | undefined;
  readonly tls?: TlsIdentity | undefined;
}

/** A client for `origin` (https; plain http for loopback hosts in the sandbox). */
export function createProviderHttp(origin: string, deps: ProviderHttpDeps): ProviderHttp {
  if (parseSafeUrl(origin, deps.environment)?.origin !== origin) {
    throw new TypeError(`${origin} is not an origin that providers may be called at`);
  }
  const limits = { ...defaultHttpLimits, ...deps.limits };
  const connect = { timeout: limits.connectMs, ...tlsOptions(deps.tls ?? {}) };
  const pool = new Pool(origin, { connect, pipelining: 1, maxHeaderSize: 32 * 1024 });
  const budget = new RetryBudget();
  return {
    async send(make, options) {
      budget.earn();
      const endsAt = performance.now() + (options.patient ? limits.patienceMs : limits.totalMs);
      for (let attempt = 0; ; attempt++) {
        const request = await make();
        assertPath(request.path);
        const outcome = await settle(
          exchange(
            pool,
            origin,
            request,
            {
              firstByteMs: options.patient ? limits.patienceMs : limits.firstByteMs,
              totalMs: endsAt - performance.now(),
              maxBytes: options.maxBytes ?? limits.maxBytes,
            },
            options.signal,
          ),
        );
        const isRead = request.method === 'GET' || options.idempotent === true;
        const mayRepeat = isRead && options.retry !== false && attempt < limits.maxRetries;
        const waitMs = mayRepeat ? retryWaitMs(outcome, attempt, limits, deps) : undefined;
        const isInTime = waitMs !== undefined && performance.now() + waitMs < endsAt;
        if (!isInTime || !budget.spend()) return answerOf(outcome, request);
        await pause(waitMs, options.signal, request);
      }
    },
  };
}

type Outcome = { readonly answer: HttpAnswer } | { readonly failure: HttpFailure };

async function settle(running: Promise<HttpAnswer>): Promise<Outcome> {
  try {
    return { answer: await running };
  } catch (error) {
    if (error instanceof HttpFailure) return { failure: error };
    throw error;
  }
}

/** The wait before the next try, or undefined when another try makes no sense. */
function retryWaitMs(
  outcome: Outcome,
  attempt: number,
  limits: HttpLimits,
  deps: ProviderHttpDeps,
): number | undefined {
  const jittered = deps.random() * limits.retryBaseMs * 2 ** attempt;
  if ('failure' in outcome) return failures[outcome.failure.kind].repeat ? jittered : undefined;
  const { status, headers } = outcome.answer;
  const asked = retryAfterMs(headers.get('retry-after'), deps.now());
  // Too many requests without a time: one more at once would be one more too many.
  if (status === 429) return asked;
  return status === 500 || (status >= 502 && status <= 504) ? (asked ?? jittered) : undefined;
}

const failures = {
  aborted: { code: 'interrupted', retryable: true, repeat: false, inDoubt: true },
  connect: { code: 'provider_unavailable', retryable: true, repeat: true, inDoubt: false },
  first_byte_timeout: { code: 'provider_unavailable', retryable: true, repeat: true, inDoubt: true },
  total_timeout: { code: 'provider_unavailable', retryable: true, repeat: false, inDoubt: true },
  broken: { code: 'provider_unavailable', retryable: true, repeat: true, inDoubt: true },
  redirect: { code: 'bad_provider_answer', retryable: false, repeat: false, inDoubt: false },
  too_large: { code: 'bad_provider_answer', retryable: false, repeat: false, inDoubt: true },
  encoding: { code: 'bad_provider_answer', retryable: false, repeat: false, inDoubt: true },
} as const satisfies Record<
  HttpFailureKind,
  { code: ProviderError['code']; retryable: boolean; repeat: boolean; inDoubt: boolean }
>;

function answerOf(outcome: Outcome, request: HttpRequest): HttpAnswer {
  if ('answer' in outcome) return outcome.answer;
  throw failureError(outcome.failure, request.method, request.path);
}

/** The provider error of a broken exchange. The detail names method and path without the query. */
export function failureError(failure: HttpFailure, method: string, path: string): ProviderError {
  const { code, retryable, inDoubt } = failures[failure.kind];
  const detail = `${method} ${path.replace(/\?.*/s, '')}: ${failure.kind}`;
  return new ProviderError(code, { cause: failure, retryable, detail, inDoubt });
}

async function pause(waitMs: number, signal: AbortSignal, request: HttpRequest): Promise<void> {
  try {
    await delay(waitMs, undefined, { signal });
  } catch (cause) {
    throw failureError(new HttpFailure('aborted', cause), request.method, request.path);
  }
}

function assertPath(path: string): void {
  // Printable ASCII and one leading slash: nothing that could name another host or a second request.
  if (!/^\/(?!\/)[\x21-\x7e]*$/.test(path)) throw new TypeError('A request path must be an encoded path of the origin');
}

/**
 * A JSON body of whatever shape. Refuses other media types, malformed UTF-8 and malformed JSON; lets a byte order mark
 * through, and repeated keys, of which the last wins: there is one reader, so nobody can be played off against another.
 * `call` names the request in the error's detail; `parse` reads the text, `JSON.parse` when left out.
 */
export function answerJson(
  answer: HttpAnswer,
  call: string,
  parse: (text: string) => unknown = (text) => JSON.parse(text),
): unknown {
  const mediaType = (answer.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json$/.test(mediaType)) throw badAnswer(`${call}: not JSON by its content type`);
  try {
    return parse(new TextDecoder('utf-8', { fatal: true }).decode(answer.body));
  } catch (error) {
    // Without the cause: the parser's message quotes the body.
    throw badAnswer(`${call}: malformed ${error instanceof SyntaxError ? 'JSON' : 'UTF-8'}`);
  }
}

/** An answer that cannot be understood. `detail` says why and quotes nothing of it. */
export function badAnswer(detail: string, cause?: unknown): ProviderError {
  return new ProviderError('bad_provider_answer', { retryable: false, detail, cause, inDoubt: true });
}
