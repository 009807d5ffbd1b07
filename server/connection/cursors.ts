import { createHash } from 'node:crypto';
import type { Vault } from '../store/store.js';
import { ConnectionError } from './service.js';

/** As long as the contract lets a cursor be. */
const maxCursorLength = 2_048;

/**
 * Cursors are sealed by the vault and bound to what they were made for (merchant, connection, account, query): they say
 * nothing to their holder, and one that was changed, or made elsewhere, is an `invalid_request`.
 */
export interface Cursors<Position> {
  seal(position: Position, boundTo: readonly string[]): Promise<string>;
  open(cursor: string, boundTo: readonly string[]): Promise<Position>;
}

export function createCursors<Position>(
  vault: Pick<Vault, 'seal' | 'open'>,
  kind: string,
  parse: (value: unknown) => Position | undefined,
): Cursors<Position> {
  const contextOf = (boundTo: readonly string[]): string =>
    `cursor/${kind}/${createHash('sha256').update(JSON.stringify(boundTo)).digest('base64url')}`;
  return {
    async seal(position, boundTo) {
      const cursor = await vault.seal(position, contextOf(boundTo));
      // The provider's own cursor is inside, and its length is not ours to choose.
      if (cursor.length > maxCursorLength) throw new ConnectionError('bad_provider_answer');
      return cursor;
    },

    async open(cursor, boundTo) {
      const position = await vault.open(cursor, contextOf(boundTo)).then(parse, () => undefined);
      if (position !== undefined) return position;
      const message = 'Use nextCursor of the page before, with the same query.';
      throw new ConnectionError('invalid_request', { fields: [{ path: 'cursor', message }] });
    },
  };
}
