import type { ErrorCode, NextAction, Problem } from '../../server/contract/errors.js';
import { flag, integer, members, oneOf, optional, text, textLike, type Read } from './parse.js';

/**
 * The `Problem` of server/contract/errors.ts. A newer server may know more codes than this build: the shape is checked,
 * and the dictionary falls back to the words of the action for a code it does not know.
 */
export const readProblem = members<Omit<Problem, 'fields' | 'retryAt'>>({
  code: textLike((value) => /^[a-z_]{1,64}$/.test(value)) as Read<ErrorCode>,
  message: text,
  retryable: flag,
  action: oneOf<NextAction>([
    'fix_request',
    'retry',
    'choose_bank',
    'wait',
    'refresh',
    'new_session',
    'contact_merchant',
  ]),
  traceId: text,
  retryAfterMs: optional(integer),
});
