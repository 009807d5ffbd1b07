import { randomUUID } from 'node:crypto';

import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A refusal of the data API and of the identity resources (sheet §9): `{code, message, correlationId}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: ContentfulStatusCode,
    readonly code: string,
    message: string,
    readonly details?: string,
  ) {
    super(message);
  }
}

export const notFound = (what: string): ApiError => new ApiError(404, 'NOT_FOUND', `${what} not found`);
export const invalid = (message: string, details?: string): ApiError =>
  new ApiError(400, 'VALIDATION_FAILED', message, details);

export const errorBody = ({ code, message, details }: ApiError): object => ({
  code,
  message,
  ...(details === undefined ? {} : { details }),
  correlationId: randomUUID(),
});
