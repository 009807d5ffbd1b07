import type { ClientErrorFacts, WidgetProblem } from './errors.js';

/** Only who made the page can mend it. */
const setUp = (message: string): ClientErrorFacts => ({ retryable: false, action: 'contact_merchant', message });
export const policy = (allow: string): ClientErrorFacts =>
  setUp(`The page's Content-Security-Policy is in the way: ${allow}.`);

/** Failures of the page around the element: how it is set up, and what its policy blocks. */
const pageErrorTable = {
  not_configured: setUp('Set `clientToken` or `session-endpoint`, and `server` when the module is bundled.'),
  session_endpoint_failed: {
    retryable: true,
    action: 'new_session',
    message: 'The session endpoint gave no client token.',
  },
  origin_blocked: setUp("The companion server does not allow this page's origin; register it for the merchant."),
  connection_blocked: policy('add the companion server to connect-src'),
  steps_not_loaded: {
    retryable: true,
    action: 'retry',
    message: 'A file of the script did not load, or is not the one that belongs to it; try again, or reload the page.',
  },
  steps_blocked: policy('add the companion server to script-src'),
  policy_blocked: policy('allow `trusted-types lit-html`'),
} as const satisfies Record<string, ClientErrorFacts>;

export type PageErrorCode = keyof typeof pageErrorTable;

/** Completes a code to a problem. */
export const pageProblem = (code: PageErrorCode): WidgetProblem => ({ code, ...pageErrorTable[code] });
