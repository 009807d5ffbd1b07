export type StoreErrorCode =
  /** The engine cannot be reached, is full, locked, overloaded or stopping; the same call may work later. */
  | 'unavailable'
  /** The id or token is taken. */
  | 'duplicate'
  /** A row was sealed with a key that is not in the ring. */
  | 'unknown_key'
  /** A row is damaged, or was copied from another row. */
  | 'unreadable'
  /** The engine refused the statement: a fault of this program or of its schema. */
  | 'failed';

/** What the store could not do. The message names no value; the driver's own error is the `cause`. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
