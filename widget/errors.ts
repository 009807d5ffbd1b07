import type { ErrorCode, NextAction, Problem } from '../server/contract/errors.js';

interface ClientErrorFacts {
  readonly retryable: boolean;
  readonly action: NextAction;
  /** For developers: what happened and what mends it. Never holds input values. */
  readonly message: string;
}

const fact = (retryable: boolean, action: NextAction, message: string): ClientErrorFacts => ({
  retryable,
  action,
  message,
});

/** Failures that only the browser can see; they join the server's closed list of codes. */
export const clientErrorTable = {
  offline: fact(true, 'wait', 'The browser is offline; the element goes on by itself when it is back.'),
  network: fact(true, 'refresh', 'The companion server cannot be reached.'),
  timeout: fact(true, 'refresh', 'The companion server did not answer in time.'),
  bad_answer: fact(true, 'refresh', 'The companion server sent an answer that cannot be understood.'),
  not_configured: fact(
    false,
    'contact_merchant',
    'Set the `clientToken` property or the `session-endpoint` attribute, and `server` when the module is bundled.',
  ),
  session_endpoint_failed: fact(true, 'new_session', "The merchant's session endpoint gave no client token."),
  origin_blocked: fact(
    false,
    'contact_merchant',
    "The companion server answers, but does not allow this page's origin; register the origin for the merchant.",
  ),
  connection_blocked: fact(
    false,
    'contact_merchant',
    "The page's Content-Security-Policy blocks the companion server; add its origin to connect-src.",
  ),
  policy_blocked: fact(
    false,
    'contact_merchant',
    "The page's Content-Security-Policy keeps the script from working; allow `trusted-types lit-html`.",
  ),
  leave_blocked: fact(
    false,
    'contact_merchant',
    "The page's Content-Security-Policy blocks leaving for the bank; add the companion server's origin to form-action.",
  ),
  frame_blocked: fact(
    true,
    'refresh',
    "The credential frame did not load; add the companion server's origin to frame-src, or reload.",
  ),
} as const satisfies Record<string, ClientErrorFacts>;

/** A failure that is seen in the browser only. */
export type ClientErrorCode = keyof typeof clientErrorTable;

/** Every code that the element can show or report. */
export type WidgetErrorCode = ErrorCode | ClientErrorCode;

/** A failure as the element shows and reports it: a Problem of the server, or one seen in the browser only. */
export interface WidgetProblem extends Omit<Problem, 'code' | 'traceId'> {
  readonly code: WidgetErrorCode;
  /** Absent when the failure never reached the server. */
  readonly traceId?: string;
}

/** Completes a client-side code to a problem. */
export const clientProblem = (code: ClientErrorCode, extra: { retryAfterMs?: number } = {}): WidgetProblem => ({
  code,
  ...clientErrorTable[code],
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
