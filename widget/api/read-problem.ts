import type { ErrorCode, NextAction, Problem } from '../../server/contract/errors.js';
import { badAnswer, flag, integer, oneOf, optional, text } from './parse.js';

const actions = [
  'fix_request',
  'retry',
  'choose_bank',
  'wait',
  'refresh',
  'new_session',
  'contact_merchant',
] as const satisfies readonly NextAction[];

/**
 * The `Problem` of server/contract/errors.ts. A newer server may know more codes than this build: the shape is checked,
 * and the dictionary falls back to the words of the action for a code it does not know.
 */
export function readProblem(json: unknown): Problem {
  const code = text(json, 'code');
  if (!/^[a-z_]{1,64}$/.test(code)) throw badAnswer('code');
  return {
    code: code as ErrorCode,
    message: text(json, 'message'),
    retryable: flag(json, 'retryable'),
    action: oneOf(json, 'action', actions),
    traceId: text(json, 'traceId'),
    retryAfterMs: optional(json, 'retryAfterMs', integer),
  };
}
