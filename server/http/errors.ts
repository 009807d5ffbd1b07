import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ConnectionError } from '../connection/service.js';
import { errorTable, problem } from '../contract/errors.js';
import type { ErrorBody, ErrorCode, FieldFault, Problem } from '../contract/errors.js';
import { isoTime, type Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { RegistrationError } from '../registration/service.js';
import { SessionError } from '../session/service.js';
import { WebhookError } from '../webhooks/service.js';
import type { AppContext } from './context.js';
import { problemPage } from './pages/problem-page.js';

/** A request that the outside of the server refuses by itself. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly fields: readonly FieldFault[] | undefined;
  readonly retryAfterMs: number | undefined;
  /** Methods for the `Allow` header of a 405. */
  readonly allow: string | undefined;

  constructor(
    readonly code: ErrorCode,
    options: { cause?: unknown; fields?: readonly FieldFault[]; retryAfterMs?: number; allow?: string } = {},
  ) {
    super(`Request refused: ${code}`, { cause: options.cause });
    this.fields = options.fields;
    this.retryAfterMs = options.retryAfterMs;
    this.allow = options.allow;
  }
}

type CodedError = ApiError | SessionError | ConnectionError | RegistrationError | WebhookError;

const isCoded = (error: unknown): error is CodedError =>
  [ApiError, SessionError, ConnectionError, RegistrationError, WebhookError].some((kind) => error instanceof kind);

/** What a caller learns of an error; anything unknown is `internal`, without a word about what it was. */
export function toProblem(error: unknown, traceId: string, now: number): Problem {
  if (isCoded(error)) {
    return problem(error.code, traceId, {
      ...(error.retryAfterMs === undefined ? {} : waitOf(error.retryAfterMs, now)),
      ...(error.fields === undefined ? {} : { fields: [...error.fields] }),
    });
  }
  if (error instanceof HTTPException && error.status < 500) return problem('invalid_request', traceId);
  // The store says so when its engine is gone; services let that pass.
  if (error instanceof Error && 'code' in error && error.code === 'unavailable') return problem('unavailable', traceId);
  return problem('internal', traceId);
}

function waitOf(waitMs: number, now: number): Pick<Problem, 'retryAfterMs' | 'retryAt'> {
  const retryAfterMs = Math.max(0, Math.ceil(waitMs));
  return { retryAfterMs, retryAt: isoTime(now + retryAfterMs) };
}

/** The last stop of everything that is thrown: one coded answer, and a log line for what is our fault. */
export function createErrorHandler(logger: Logger, now: Clock) {
  return function handleError(error: unknown, c: AppContext): Response | Promise<Response> {
    const traceId = c.get('traceId');
    const answer = toProblem(error, traceId, now());
    if (answer.code === 'internal' || answer.code === 'unavailable') {
      logger.error({ err: error, traceId }, 'request failed');
    }
    if (error instanceof ApiError && error.allow !== undefined) c.header('Allow', error.allow);
    return problemResponse(c, answer);
  };
}

/** The answer to a problem: a page where a person is looking, JSON everywhere else. */
function problemResponse(c: AppContext, answer: Problem): Response | Promise<Response> {
  const status = errorTable[answer.code].status as ContentfulStatusCode;
  c.header('Cache-Control', 'no-store');
  c.header('ETag', undefined);
  if (answer.retryAfterMs !== undefined) c.header('Retry-After', String(Math.ceil(answer.retryAfterMs / 1000)));
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="bank-connect"');
  if (isPagePath(c.req.path)) return problemPage(c, answer, status);
  return c.json({ error: answer } satisfies ErrorBody, status);
}

const isPagePath = (path: string) => path === '/start' || /^\/(callback|done|frame)(\/|$)/.test(path);
