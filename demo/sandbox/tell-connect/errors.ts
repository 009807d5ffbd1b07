import type { Settings } from './settings.js';

/** Code → HTTP status (sheet §6, the suggested answers). */
const STATUS = {
  invalid_client: 401,
  invalid_signature: 401,
  invalid_token: 401,
  invalid_request: 400,
  invalid_scope: 400,
  invalid_grant: 400,
  unsupported_grant_type: 400,
  insufficient_scope: 403,
  consent_inactive: 403,
  not_found: 404,
  too_many_requests: 429,
  server_error: 500,
} as const satisfies Record<string, number>;
export type ErrorCode = keyof typeof STATUS;

/** Any refusal of the API. The description is for developers and never carries a secret. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: ErrorCode,
    description: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(description);
  }
}

export const invalidRequest = (description: string): ApiError => new ApiError('invalid_request', description);
export const invalidSignature = (description: string): ApiError => new ApiError('invalid_signature', description);
export const invalidGrant = (description: string): ApiError => new ApiError('invalid_grant', description);

const bodyOf = ({ code, message }: ApiError, shape: Settings['errorShape']): object | string => {
  switch (shape) {
    case 'oauth':
      return { error: code, error_description: message };
    case 'gateway':
      return { code, error: message };
    case 'old-gateway':
      return { Error: message };
    case 'text':
      return message;
  }
};

/** The answer to a refused call. */
export const errorResponse = (error: ApiError, shape: Settings['errorShape']): Response => {
  const body = bodyOf(error, shape);
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status: STATUS[error.code],
    headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', ...error.headers },
  });
};
