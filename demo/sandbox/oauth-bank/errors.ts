/** An error of the API: `{error, error_description}`. */
export class ApiError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 415 | 429 | 500,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export const invalid = (message: string): ApiError => new ApiError(400, 'invalid_request', message);

export const errorBody = ({ code, message }: ApiError): object => ({ error: code, error_description: message });
