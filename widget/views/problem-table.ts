import type { WidgetErrorCode } from '../errors.js';
import type { ProblemWords } from '../i18n/messages.js';
import type { IconName } from '../ui/icons.js';
import type { Tone } from '../ui/tone-mark.js';

interface Group {
  readonly tone: Tone;
  readonly icon: IconName;
}

/** How each group of failures looks. Nothing that the shopper did is red. */
export const problemLooks = {
  ours: { tone: 'warning', icon: 'alert' },
  busy: { tone: 'calm', icon: 'clock' },
  merchant: { tone: 'warning', icon: 'alert' },
  moved: { tone: 'calm', icon: 'info' },
  locked: { tone: 'danger', icon: 'lock' },
  expired: { tone: 'calm', icon: 'clock' },
  offline: { tone: 'calm', icon: 'offline' },
  network: { tone: 'warning', icon: 'offline' },
  frame: { tone: 'warning', icon: 'alert' },
  bankDown: { tone: 'warning', icon: 'clock' },
  bankUnsupported: { tone: 'warning', icon: 'never' },
  bankMissing: { tone: 'calm', icon: 'search' },
  bankAnswer: { tone: 'warning', icon: 'alert' },
  cancelledAtBank: { tone: 'calm', icon: 'info' },
  declined: { tone: 'calm', icon: 'info' },
  notAccepted: { tone: 'danger', icon: 'alert' },
  outOfTime: { tone: 'calm', icon: 'clock' },
  otherBrowser: { tone: 'warning', icon: 'lock' },
  unsafe: { tone: 'danger', icon: 'lock' },
  interrupted: { tone: 'warning', icon: 'alert' },
  reconnect: { tone: 'calm', icon: 'clock' },
} as const satisfies Record<ProblemWords, Group>;

/** The total table code → words (and, through `problemLooks`, how it looks). The next action comes with the problem. */
export const problemTable = {
  invalid_request: 'ours',
  malformed_json: 'ours',
  unauthorized: 'expired',
  invalid_api_key: 'merchant',
  origin_not_allowed: 'merchant',
  not_found: 'ours',
  method_not_allowed: 'ours',
  wrong_state: 'moved',
  payload_too_large: 'ours',
  uri_too_long: 'ours',
  unsupported_media_type: 'ours',
  too_many_attempts: 'locked',
  rate_limited: 'busy',
  headers_too_large: 'ours',
  internal: 'ours',
  unavailable: 'busy',
  invalid_callback: 'bankAnswer',
  wrong_browser: 'otherBrowser',
  bank_not_found: 'bankMissing',
  bank_unavailable: 'bankDown',
  bank_not_supported: 'bankUnsupported',
  provider_unavailable: 'bankDown',
  provider_rate_limited: 'busy',
  provider_rejected: 'bankAnswer',
  bad_provider_answer: 'bankAnswer',
  provider_misconfigured: 'merchant',
  access_denied: 'cancelledAtBank',
  declined: 'declined',
  authentication_failed: 'notAccepted',
  authorisation_expired: 'outOfTime',
  unsupported_step: 'bankUnsupported',
  too_many_steps: 'bankUnsupported',
  integrity_failed: 'unsafe',
  interrupted: 'interrupted',
  session_expired: 'expired',
  reauth_required: 'reconnect',
  connection_revoked: 'reconnect',
  budget_exhausted: 'busy',
  registration_refused: 'ours',
  offline: 'offline',
  network: 'network',
  timeout: 'network',
  bad_answer: 'ours',
  not_configured: 'merchant',
  session_endpoint_failed: 'ours',
  origin_blocked: 'merchant',
  connection_blocked: 'merchant',
  policy_blocked: 'merchant',
  leave_blocked: 'merchant',
  frame_blocked: 'frame',
} as const satisfies Record<WidgetErrorCode, ProblemWords>;
