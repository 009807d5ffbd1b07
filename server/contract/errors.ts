import { z } from 'zod';

/** What the shopper (or the caller of the API) can do next. The element has one button for each. */
export const NextAction = z.enum([
  /** The caller must change the request. */
  'fix_request',
  /** The same bank can be tried again at once. */
  'retry',
  /** Another bank is the way forward. */
  'choose_bank',
  /** Nothing to do but wait; `retryAfterMs` says how long. */
  'wait',
  /** The state moved on; read the session again. */
  'refresh',
  /** This session is over; the merchant must create a new one. */
  'new_session',
  /** Only the merchant can mend it. */
  'contact_merchant',
]);
export type NextAction = z.infer<typeof NextAction>;

interface ErrorFacts {
  /** HTTP status when the code answers a request; failures of an attempt travel inside a 200 session view. */
  readonly status: number;
  readonly retryable: boolean;
  readonly action: NextAction;
  /** For developers: says what happened and what mends it. Never holds input values or provider text. */
  readonly message: string;
}

const fact = (status: number, retryable: boolean, action: NextAction, message: string) => ({
  status,
  retryable,
  action,
  message,
});

/** The one closed list of error codes: code → HTTP status, retry, next action, developer's words. */
export const errorTable = {
  // A request that cannot be taken.
  invalid_request: fact(400, false, 'fix_request', 'The request is not valid; see `fields`.'),
  malformed_json: fact(400, false, 'fix_request', 'The body is not valid JSON.'),
  unauthorized: fact(401, false, 'new_session', 'The bearer token is missing, unknown or no longer valid.'),
  invalid_api_key: fact(401, false, 'fix_request', 'The API key is missing or unknown.'),
  origin_not_allowed: fact(403, false, 'contact_merchant', 'This origin is not registered for the merchant.'),
  not_found: fact(404, false, 'fix_request', 'There is nothing here under this address or id.'),
  method_not_allowed: fact(405, false, 'fix_request', 'This address does not take that method; see the Allow header.'),
  wrong_state: fact(409, false, 'refresh', 'The session has moved on; read it again.'),
  payload_too_large: fact(413, false, 'fix_request', 'The body is larger than 16 KiB.'),
  uri_too_long: fact(414, false, 'fix_request', 'The address is too long.'),
  unsupported_media_type: fact(415, false, 'fix_request', 'Send application/json without a content encoding.'),
  too_many_attempts: fact(423, false, 'new_session', 'The limit of attempts for this session is reached.'),
  rate_limited: fact(429, true, 'wait', 'Too many requests; wait for the time in Retry-After.'),
  headers_too_large: fact(431, false, 'fix_request', 'The address or the headers are too large.'),
  internal: fact(500, true, 'wait', 'Something went wrong on our side. Quote the trace id.'),
  unavailable: fact(503, true, 'wait', 'The service is starting, stopping or cannot reach its store.'),

  // A callback that is not accepted.
  invalid_callback: fact(400, false, 'retry', 'The parameters of this callback are not valid.'),
  wrong_browser: fact(403, false, 'retry', 'This callback did not come back in the browser that started it.'),

  // An attempt at a bank that ended without a consent.
  bank_not_found: fact(404, false, 'choose_bank', 'The bank is not in the list.'),
  bank_unavailable: fact(503, true, 'retry', 'The bank does not answer at the moment.'),
  bank_not_supported: fact(501, false, 'choose_bank', 'The bank does not support this.'),
  provider_unavailable: fact(503, true, 'retry', 'The provider does not answer at the moment.'),
  provider_rate_limited: fact(503, true, 'retry', 'The provider asks us to slow down.'),
  provider_rejected: fact(502, true, 'retry', 'The provider refused the request.'),
  bad_provider_answer: fact(502, true, 'retry', 'The provider sent an answer that cannot be understood.'),
  provider_misconfigured: fact(
    500,
    false,
    'contact_merchant',
    "The provider does not accept the merchant's credentials.",
  ),
  access_denied: fact(403, true, 'retry', 'The shopper cancelled or refused at the bank.'),
  declined: fact(403, true, 'retry', 'The shopper declined the approval.'),
  authentication_failed: fact(403, true, 'retry', 'The bank did not accept the authentication.'),
  authorisation_expired: fact(410, true, 'retry', 'The time to authenticate at the bank ran out.'),
  no_suitable_account: fact(422, false, 'choose_bank', 'No account at this bank is of the kind that is asked for.'),
  unsupported_step: fact(501, false, 'choose_bank', 'The bank asks for something that cannot be shown safely.'),
  too_many_steps: fact(429, false, 'choose_bank', 'The bank asked for more steps than are allowed.'),
  integrity_failed: fact(502, false, 'contact_merchant', 'A signature or an echoed value did not match.'),
  interrupted: fact(503, true, 'retry', 'The attempt was interrupted and cannot go on.'),
  session_expired: fact(410, false, 'new_session', 'The session has expired.'),

  // A payment that was not made, or of which that is not known.
  payment_rejected: fact(403, true, 'retry', 'The bank does not carry the payment out.'),
  insufficient_funds: fact(403, true, 'retry', 'The account does not hold enough for the payment.'),
  payment_mismatch: fact(502, false, 'contact_merchant', 'The bank reports another payment than the one ordered.'),
  payment_unknown: fact(502, false, 'contact_merchant', 'Nobody could say yet whether it is paid; do not pay again.'),

  // A connection that cannot be read.
  reauth_required: fact(
    409,
    false,
    'new_session',
    'The consent no longer holds; renew it with a session that names this `connectionId`.',
  ),
  connection_revoked: fact(410, false, 'new_session', 'The connection was revoked.'),
  budget_exhausted: fact(429, true, 'wait', 'The number of unattended reads is used up; `retryAt` says until when.'),
  not_supported: fact(501, false, 'fix_request', 'The provider of this connection does not offer this.'),

  // A client registration that a bank did not take.
  registration_refused: fact(422, false, 'fix_request', 'The bank refused the registration; see `fields`.'),
} as const satisfies Record<string, ErrorFacts>;

export type ErrorCode = keyof typeof errorTable;
export const ErrorCode = z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]);

/** One fault of one field of a request: a JSON path (`returnUrlId`, `scopes.0`) and what mends it. */
export const FieldFault = z.object({ path: z.string(), message: z.string() });
export type FieldFault = z.infer<typeof FieldFault>;

/** What failed, as every caller sees it: in an error body and inside a session view. */
export const Problem = z.object({
  code: ErrorCode,
  message: z.string(),
  retryable: z.boolean(),
  action: NextAction,
  traceId: z.string(),
  /** Milliseconds until another try makes sense. */
  retryAfterMs: z.number().int().nonnegative().optional(),
  /** The same as a time, in answers to requests: of `budget_exhausted`, when the next read without the shopper is allowed. */
  retryAt: z.iso.datetime().optional(),
  fields: z.array(FieldFault).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const ErrorBody = z.object({ error: Problem });
export type ErrorBody = z.infer<typeof ErrorBody>;

/** Completes a code to a Problem from the table. */
export function problem(
  code: ErrorCode,
  traceId: string,
  extra: Partial<Pick<Problem, 'message' | 'retryAfterMs' | 'retryAt' | 'fields'>> = {},
): Problem {
  const { message, retryable, action } = errorTable[code];
  return { code, message, retryable, action, traceId, ...extra };
}
