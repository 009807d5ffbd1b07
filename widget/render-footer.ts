import { html, nothing, type TemplateResult } from 'lit';
import type { FlowState } from './flow/flow-state.js';
import { isTerminal } from './flow/session-facts.js';
import type { FirstMessages } from './i18n/messages.js';
import { button } from './ui/button.js';

/** The ways out of a step that its view does not offer itself. */
export interface WaysOut {
  /** Back to the list of banks. */
  readonly leaveBank: () => void;
  /** Ends the session. */
  readonly cancel: () => void;
  /** The view of the step is not on the screen. */
  readonly lacksSteps: boolean;
}

/**
 * Below every step of a session that is not over: cancel; and the way back where the view has none. Declining the consent
 * ends the session too, so there is no second button for it.
 */
export function renderFooter(
  state: FlowState,
  { common }: FirstMessages,
  { leaveBank, cancel, lacksSteps }: WaysOut,
): TemplateResult | typeof nothing {
  if (state.phase !== 'open') return nothing;
  const { view } = state;
  const status = view.status === 'awaited' ? view.comesTo : view.status;
  if (isTerminal(status) || (status === 'consent' && state.trouble === undefined && !lacksSteps)) return nothing;
  const needsBack = !view.bankFixed && (status === 'credentials' || status === 'processing');
  const busy = state.command?.type === 'cancel';
  return html`<div class="footer" part="footer">
    ${needsBack ? button({ label: common.chooseAnotherBank, kind: 'quiet', part: 'back', onClick: leaveBank }) : nothing}
    ${button({ label: common.cancel, kind: 'quiet', part: 'cancel', busy, onClick: cancel })}
  </div>`;
}
