import type { ErrorCode } from '../contract/errors.js';

/** A data call's 401: the access token is not accepted. A refresh may mend it; without one the shopper must return. */
export class AccessTokenRejected extends Error {
  override readonly name = 'AccessTokenRejected';
}

/** A call to a provider that broke. `detail` goes to the operator's log and holds no secret. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly detail?: string;
  /** The call may have had its effect, although no answer came that could be used. */
  readonly inDoubt: boolean;

  constructor(
    readonly code: ErrorCode,
    options: { cause?: unknown; retryable: boolean; retryAfterMs?: number; detail?: string; inDoubt?: boolean },
  ) {
    super(`Provider call failed: ${code}`, { cause: options.cause });
    this.retryable = options.retryable;
    this.inDoubt = options.inDoubt ?? false;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.detail !== undefined) this.detail = options.detail;
  }
}
