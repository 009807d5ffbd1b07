import type { ClientErrorFacts, WidgetProblem } from './errors.js';
import { policy } from './page-errors.js';

/** What stands in the way of a later step. */
const laterErrorTable = {
  leave_blocked: policy('add the companion server to form-action'),
  frame_blocked: {
    retryable: true,
    action: 'refresh',
    message: 'The credential frame did not load; add the companion server to frame-src, or reload.',
  },
} as const satisfies Record<string, ClientErrorFacts>;

export type LaterErrorCode = keyof typeof laterErrorTable;

/** Completes a code to a problem. */
export const laterProblem = (code: LaterErrorCode): WidgetProblem => ({ code, ...laterErrorTable[code] });
