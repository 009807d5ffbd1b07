import type { ErrorBody, ErrorCode, FieldFault, NextAction, Problem } from '../contract/errors.js';

/** What the server says, or what became of a request that got no usable answer. */
export type BankConnectErrorCode =
  | ErrorCode
  /** No answer came: refused, reset, no route, or the name is not known. `cause` says more. */
  | 'connection_failed'
  /** No answer came in time. */
  | 'timeout'
  /** Something answered that is not a Bank Connect server. */
  | 'bad_answer';

/** A request that did not succeed. */
export class BankConnectApiError extends Error {
  override readonly name = 'BankConnectApiError';
  /** HTTP status; absent when there was no answer. */
  readonly status: number | undefined;
  /** The same request may succeed later. */
  readonly retryable: boolean;
  /** Who can mend it, and how; absent when the server said nothing. */
  readonly action: NextAction | undefined;
  /** Milliseconds until another try makes sense. */
  readonly retryAfterMs: number | undefined;
  /** The same as a time, ISO 8601: of `budget_exhausted`, when the next read without the shopper is allowed. */
  readonly retryAt: string | undefined;
  /** Finds the request in the server's log. */
  readonly traceId: string | undefined;
  /** What is wrong with the request, field by field. */
  readonly fields: readonly FieldFault[];

  constructor(
    readonly code: BankConnectErrorCode,
    message: string,
    facts: Partial<Omit<Problem, 'code' | 'message'>> & { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
    this.status = facts.status;
    this.retryable = facts.retryable ?? false;
    this.action = facts.action;
    this.retryAfterMs = facts.retryAfterMs;
    this.retryAt = facts.retryAt;
    this.traceId = facts.traceId;
    this.fields = facts.fields ?? [];
  }
}

/** The error of an answer that is not 2xx; `text` is its body. */
export function errorOf(request: string, status: number, text: string): BankConnectApiError {
  const problem = problemIn(text);
  if (problem === undefined) {
    return new BankConnectApiError('bad_answer', `${request}: ${status}, and not from a Bank Connect server`, {
      status,
      retryable: status >= 500,
    });
  }
  const { code, message, ...facts } = problem;
  const faults = (facts.fields ?? []).map((fault) => `${fault.path}: ${fault.message}`);
  return new BankConnectApiError(code, [`${request}: ${code}. ${message}`, ...faults].join(' '), { ...facts, status });
}

function problemIn(text: string): Problem | undefined {
  try {
    const { error } = JSON.parse(text) as Partial<ErrorBody>;
    return typeof error?.code === 'string' && typeof error.message === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
