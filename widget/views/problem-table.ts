import type { WidgetErrorCode } from '../errors.js';
import type { ProblemWords } from '../i18n/messages.js';
import type { IconPath } from '../ui/icon.js';
import * as icons from '../ui/icons.js';
import type { Tone } from '../ui/tone-mark.js';

interface Group {
  readonly tone: Tone;
  readonly icon: IconPath;
}

/** How each group of failures looks. Nothing that the shopper did is red. */
export const problemLooks = {
  ours: { tone: 'warning', icon: icons.alert },
  busy: { tone: 'calm', icon: icons.clock },
  merchant: { tone: 'warning', icon: icons.alert },
  moved: { tone: 'calm', icon: icons.info },
  locked: { tone: 'danger', icon: icons.lock },
  expired: { tone: 'calm', icon: icons.clock },
  offline: { tone: 'calm', icon: icons.offline },
  network: { tone: 'warning', icon: icons.offline },
  frame: { tone: 'warning', icon: icons.alert },
  bankDown: { tone: 'warning', icon: icons.clock },
  bankUnsupported: { tone: 'warning', icon: icons.never },
  bankMissing: { tone: 'calm', icon: icons.search },
  bankAnswer: { tone: 'warning', icon: icons.alert },
  cancelledAtBank: { tone: 'calm', icon: icons.info },
  declined: { tone: 'calm', icon: icons.info },
  notAccepted: { tone: 'danger', icon: icons.alert },
  outOfTime: { tone: 'calm', icon: icons.clock },
  otherBrowser: { tone: 'warning', icon: icons.lock },
  unsafe: { tone: 'danger', icon: icons.lock },
  interrupted: { tone: 'warning', icon: icons.alert },
  reconnect: { tone: 'calm', icon: icons.clock },
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
  not_supported: 'ours',
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
