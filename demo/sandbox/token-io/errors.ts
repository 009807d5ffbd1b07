import { newTraceId } from './ids.js';

/** gRPC status name → number (used in callbacks) and HTTP status. */
export const GRPC = {
  CANCELED: { code: 1, http: 499 },
  UNKNOWN: { code: 2, http: 500 },
  INVALID_ARGUMENT: { code: 3, http: 400 },
  DEADLINE_EXCEEDED: { code: 4, http: 504 },
  NOT_FOUND: { code: 5, http: 404 },
  PERMISSION_DENIED: { code: 7, http: 403 },
  RESOURCE_EXHAUSTED: { code: 8, http: 429 },
  FAILED_PRECONDITION: { code: 9, http: 400 },
  UNIMPLEMENTED: { code: 12, http: 501 },
  INTERNAL: { code: 13, http: 500 },
  UNAVAILABLE: { code: 14, http: 503 },
  UNAUTHENTICATED: { code: 16, http: 401 },
} as const satisfies Record<string, { code: number; http: number }>;
export type GrpcName = keyof typeof GRPC;

/**
 * How an error is written: plain text, the JSON of the API basics page (`doc`), the JSON of the OpenAPI document
 * (`oas`), or bare `{errorCode, message}` at the top level (`flat`). `auto` is text, or `doc` on `token-json-error: true`.
 */
export type ErrorShape = 'auto' | 'text' | 'doc' | 'oas' | 'flat';

export interface ErrorDetails {
  readonly shape?: ErrorShape;
  /** The failure is the bank's: header `token-external-error: true`. */
  readonly external?: boolean;
  readonly retryAfterSeconds?: number;
  /** Payments name what is wrong (sheet §4.3): a code, and the fields or the bank. Always in the OpenAPI document's JSON. */
  readonly named?: {
    readonly errorCode: string;
    readonly paths?: readonly string[];
    readonly bankId?: string;
    readonly paymentId?: string;
  };
}

/** Any refusal of the API. The message never carries a secret. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: GrpcName,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
  }
}

export const invalid = (message: string): ApiError => new ApiError('INVALID_ARGUMENT', message);
export const notFound = (what: string): ApiError => new ApiError('NOT_FOUND', `${what} does not exist`);

const OAS_CODES: Partial<Record<GrpcName, string>> = {
  PERMISSION_DENIED: 'PermissionDenied',
  INTERNAL: 'InternalServerError',
};

const jsonBody = (error: ApiError, shape: ErrorShape, traceId: string): object => {
  const { named } = error.details;
  const errorCode = named?.errorCode ?? OAS_CODES[error.status] ?? error.status;
  const { http } = GRPC[error.status];
  if (shape === 'flat') return { errorCode, message: error.message };
  if (shape === 'oas') {
    const code = http > 401 || named !== undefined ? { errorCode } : {};
    return { error: { ...code, ...named, message: error.message, tokenTraceId: traceId } };
  }
  const origin = error.details.external ? 'bank' : 'token';
  return { error: { code: http, message: error.message, token_trace_id: traceId, error_origin: origin } };
};

/** The answer to a refused call (sheet §4.2, §4.3). */
export const errorResponse = (error: ApiError, wantsJson: boolean, traceId = newTraceId()): Response => {
  const asked = error.details.shape ?? 'auto';
  const json = error.details.named === undefined ? 'doc' : 'oas';
  const shape = asked === 'auto' ? (wantsJson ? json : 'text') : asked;
  const headers = new Headers({ 'token-error': error.status, tokenTraceId: traceId });
  if (error.details.external) headers.set('token-external-error', 'true');
  if (error.details.retryAfterSeconds !== undefined) {
    headers.set('retry-after', String(error.details.retryAfterSeconds));
  }
  headers.set('content-type', shape === 'text' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8');
  const body = shape === 'text' ? `${error.status}: ${error.message}` : JSON.stringify(jsonBody(error, shape, traceId));
  return new Response(body, { status: GRPC[error.status].http, headers });
};
