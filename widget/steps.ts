/**
 * What the second file holds: every step after the list of banks, the problems, and the search that forgives slips. The
 * element loads it right after its first picture, so that it is there before the shopper has found the bank.
 */
import type { nothing, TemplateResult } from 'lit';
import { defineElements } from './define-elements.js';
import type { FlowState } from './flow/flow-state.js';
import { readSession } from './api/read-session.js';
import { sendLaterCommand } from './flow/send-later-command.js';
import { SessionWatch } from './flow/session-watch.js';
import { transition } from './flow/transition.js';
import type { FirstMessages } from './i18n/messages.js';
import { LaterEventsController } from './later-events-controller.js';
import type { StepContext } from './render-first.js';
import { renderSilence, renderStep } from './render-step.js';
import { BankIndex } from './ui/bank-index.js';
import type { MakeSearch } from './ui/bank-search.js';
import { laterElements } from './views/later-elements.js';

/** What the element needs of the second file. */
export interface Steps {
  /** The element may show the steps from now on, and hears what they say. */
  attach(...element: ConstructorParameters<typeof LaterEventsController>): void;
  /** The view of a state that the first file cannot show. */
  render(state: FlowState, context: StepContext): TemplateResult;
  renderSilence(state: FlowState, messages: FirstMessages): TemplateResult | typeof nothing;
  readonly makeSearch: MakeSearch;
}

export const steps: Steps = {
  attach(host, flow, banks, language) {
    defineElements(laterElements);
    new LaterEventsController(host, flow, banks, language);
    flow.continueWith({
      makeWatch: (options) => new SessionWatch(options),
      send: sendLaterCommand,
      readSession,
      transition,
    });
  },
  render: renderStep,
  renderSilence,
  makeSearch: (banks) => new BankIndex(banks),
};
