import type { ErrorCode, FieldFault } from '../contract/errors.js';

/** A caller's request that cannot be done; `http` turns it into an error body. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly fields: readonly FieldFault[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ErrorCode,
    options: { cause?: unknown; fields?: readonly FieldFault[]; retryAfterMs?: number } = {},
  ) {
    super(`Session request refused: ${code}`, { cause: options.cause });
    this.fields = options.fields;
    this.retryAfterMs = options.retryAfterMs;
  }
}
