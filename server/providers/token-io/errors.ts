import type { ErrorCode } from '../../contract/errors.js';
import { cleanText } from '../../lib/clean-text.js';
import type { HttpAnswer } from '../../lib/provider-http.js';
import { retryAfterMs } from '../../lib/retry-after.js';
import { providerWords } from '../../lib/provider-words.js';
import { ProviderError } from '../provider-error.js';
import { WireError } from './wire.js';

/** gRPC status names in the order of their numbers; all of Token.io's errors come down to them (sheet section 4.3). */
const statusNames = [
  'OK',
  'CANCELED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;
type StatusName = (typeof statusNames)[number];

/** Where an error appeared: in a call of the flow, in a read of data, in a callback of the browser. */
type ErrorPlace = 'flow' | 'data' | 'callback';

/** What a status means at Token.io, at the bank behind it, and where reading or coming back gives it another sense. */
const meanings: Readonly<
  Record<StatusName, { readonly token: ErrorCode; readonly bank: ErrorCode; readonly data?: ErrorCode }>
> = {
  OK: { token: 'bad_provider_answer', bank: 'bad_provider_answer' },
  CANCELED: { token: 'provider_unavailable', bank: 'access_denied' },
  UNKNOWN: { token: 'provider_unavailable', bank: 'bank_unavailable' },
  INVALID_ARGUMENT: { token: 'provider_rejected', bank: 'provider_rejected' },
  DEADLINE_EXCEEDED: { token: 'provider_unavailable', bank: 'bank_unavailable' },
  NOT_FOUND: { token: 'provider_rejected', bank: 'provider_rejected', data: 'not_found' },
  ALREADY_EXISTS: { token: 'provider_rejected', bank: 'provider_rejected' },
  PERMISSION_DENIED: { token: 'provider_rejected', bank: 'authentication_failed', data: 'reauth_required' },
  RESOURCE_EXHAUSTED: { token: 'provider_rate_limited', bank: 'provider_rate_limited' },
  FAILED_PRECONDITION: { token: 'provider_rejected', bank: 'provider_rejected' },
  ABORTED: { token: 'provider_unavailable', bank: 'bank_unavailable' },
  OUT_OF_RANGE: { token: 'provider_rejected', bank: 'provider_rejected' },
  UNIMPLEMENTED: { token: 'bank_not_supported', bank: 'bank_not_supported' },
  INTERNAL: { token: 'provider_unavailable', bank: 'bank_unavailable' },
  UNAVAILABLE: { token: 'provider_unavailable', bank: 'bank_unavailable' },
  DATA_LOSS: { token: 'provider_unavailable', bank: 'bank_unavailable' },
  UNAUTHENTICATED: { token: 'provider_misconfigured', bank: 'authentication_failed' },
};

/** HTTP statuses that say it all by themselves; 400 and 500 are refined by the name in header or body. */
const byHttpStatus: Readonly<Record<number, StatusName>> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  408: 'DEADLINE_EXCEEDED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELED',
  501: 'UNIMPLEMENTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

const transient: ReadonlySet<ErrorCode> = new Set([
  'provider_unavailable',
  'bank_unavailable',
  'provider_rate_limited',
  'budget_exhausted',
]);

/** The call behind an error answer. */
export interface FailedCall {
  readonly method: string;
  readonly path: string;
  readonly place: 'flow' | 'data';
  /** What was sent came from the shopper: the answer may quote it, so its words are not kept. */
  readonly sensitive: boolean;
  /** The shopper is there. */
  readonly attended: boolean;
  readonly now: number;
}

/** The provider error of an answer that is not 2xx, in any of the documented shapes. */
export function errorOf(answer: HttpAnswer, call: FailedCall): ProviderError {
  const said = readError(answer);
  const { name, inner } = statusOf(answer, said);
  const fromBank = answer.headers.get('token-external-error') === 'true' || said.origin === 'bank' || inner;
  const code = specialCode(name, said.errorCode, call) ?? codeOf(name, call.place, fromBank);
  // A budget comes back with the next day; everything else is worth another try soon.
  const longestMs = code === 'budget_exhausted' ? 86_400_000 : undefined;
  const waitMs = retryAfterMs(answer.headers.get('retry-after'), call.now, longestMs);
  const words = call.sensitive ? '' : ` ${providerWords(said.message, 200)}`;
  return new ProviderError(code, {
    retryable: transient.has(code),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    detail:
      `${call.method} ${call.path.replace(/\?.*/s, '')}: ${answer.status} ${name} trace=${said.trace}${words}`.trim(),
  });
}

/** Words that stand in the place of a gRPC number: of hosted pages, and of OAuth when a bank itself returns. */
const errorWords: Readonly<Record<string, ErrorCode | undefined>> = {
  access_denied: 'access_denied',
  EXCEPTION_INITIATE_BANK_AUTH: 'bank_unavailable',
  temporarily_unavailable: 'bank_unavailable',
  server_error: 'bank_unavailable',
};

/** Our code for the `error` parameter of a callback: a gRPC number or a word. */
export function callbackErrorCode(error: string): ErrorCode {
  const word = Object.hasOwn(errorWords, error) ? errorWords[error] : undefined;
  if (word) return word;
  const name = /^\d{1,2}$/.test(error) ? statusNames[Number(error)] : undefined;
  return name ? codeOf(name, 'callback', true) : 'provider_rejected';
}

function codeOf(name: StatusName, place: ErrorPlace, fromBank: boolean): ErrorCode {
  // Token.io gives 2 to a callback whose bank said access_denied: the shopper cancelled or refused.
  if (place === 'callback' && name === 'UNKNOWN') return 'access_denied';
  const meaning = meanings[name];
  if (place === 'data')
    return (
      meaning.data ??
      (fromBank && name === 'UNAUTHENTICATED' ? 'reauth_required' : meaning[fromBank ? 'bank' : 'token'])
    );
  return meaning[fromBank ? 'bank' : 'token'];
}

/** Codes that need more than the status. */
function specialCode(name: StatusName, errorCode: string, call: FailedCall): ErrorCode | undefined {
  if (/^Bank\.(RegistrationNotFound|FeatureNotSupported)$/.test(errorCode)) return 'bank_not_supported';
  // Banks allow few reads a day without the shopper; Token.io passes their refusal on as 429.
  if (name === 'RESOURCE_EXHAUSTED' && call.place === 'data' && !call.attended) return 'budget_exhausted';
  return undefined;
}

function statusOf(answer: HttpAnswer, said: SaidError): { name: StatusName; inner: boolean } {
  const fixed = byHttpStatus[answer.status];
  if (fixed) return { name: fixed, inner: false };
  const due = statusName(/ due to ([A-Z_]+):/.exec(said.message)?.[1]);
  if (due) return { name: due, inner: true };
  const named =
    statusName(answer.headers.get('token-error')) ??
    statusName(said.errorCode) ??
    statusName(/^([A-Z_]+):/.exec(said.message)?.[1]);
  return { name: named ?? (answer.status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT'), inner: false };
}

/** Takes the spellings of the documents: `NOT_FOUND`, `PermissionDenied`, `InternalServerError`, `CANCELLED`. */
function statusName(text: string | undefined): StatusName | undefined {
  const upper = text?.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
  const canonical = { INTERNAL_SERVER_ERROR: 'INTERNAL', CANCELLED: 'CANCELED' }[upper ?? ''] ?? upper;
  return statusNames.find((name) => name === canonical);
}

interface SaidError {
  readonly message: string;
  readonly errorCode: string;
  readonly trace: string;
  readonly origin?: string | undefined;
}

/** Reads what an error answer says; never fails, whatever was sent. */
function readError({ headers, body }: HttpAnswer): SaidError {
  const text = new TextDecoder().decode(body.subarray(0, 16_384));
  const parsed = WireError.safeParse(jsonOrUndefined(text));
  const { error, ...top } = parsed.data ?? {};
  const trace = error?.tokenTraceId ?? error?.token_trace_id ?? headers.get('tokentraceid') ?? '-';
  return {
    message: error?.message ?? top.message ?? (parsed.success ? '' : text),
    errorCode: error?.errorCode ?? top.errorCode ?? '',
    trace: cleanText(trace, 40),
    origin: error?.error_origin,
  };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
