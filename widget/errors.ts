import type { ErrorCode, NextAction, Problem } from '../server/contract/errors.js';
import type { LaterErrorCode } from './later-errors.js';
import type { PageErrorCode } from './page-errors.js';

/** What is known of a failure besides its code. */
export interface ClientErrorFacts {
  readonly retryable: boolean;
  readonly action: NextAction;
  /** For developers: what happened and what mends it. Never holds input values. */
  readonly message: string;
}

const fact = (action: NextAction, message: string): ClientErrorFacts => ({ retryable: true, action, message });

/** Requests that fail on their way; with those of page-errors.ts they join the server's closed list of codes. */
const requestErrorTable = {
  offline: fact('wait', 'The browser is offline; the element goes on by itself when it is back.'),
  network: fact('refresh', 'The companion server cannot be reached.'),
  timeout: fact('refresh', 'The companion server did not answer in time.'),
  bad_answer: fact('refresh', 'The companion server sent an answer that cannot be understood.'),
} as const satisfies Record<string, ClientErrorFacts>;

type RequestErrorCode = keyof typeof requestErrorTable;

/** A failure that is seen in the browser only. */
export type ClientErrorCode = RequestErrorCode | PageErrorCode | LaterErrorCode;

/** Every code that the element can show or report. */
export type WidgetErrorCode = ErrorCode | ClientErrorCode;

/** A failure as the element shows and reports it: a Problem of the server, or one seen in the browser only. */
export interface WidgetProblem extends Omit<Problem, 'code' | 'traceId'> {
  readonly code: WidgetErrorCode;
  /** Absent when the failure never reached the server. */
  readonly traceId?: string;
}

/** Completes the code of a failed request to a problem. */
export const clientProblem = (code: RequestErrorCode, extra: { retryAfterMs?: number } = {}): WidgetProblem => ({
  code,
  ...requestErrorTable[code],
  ...extra,
});

/** The one error class of the widget. */
export class BankConnectError extends Error {
  override readonly name = 'BankConnectError';
  constructor(
    readonly problem: WidgetProblem,
    options?: ErrorOptions,
  ) {
    super(`${problem.code}: ${problem.message}`, options);
  }

  get code(): WidgetErrorCode {
    return this.problem.code;
  }
}
