import { html, type TemplateResult } from 'lit';
import type { Bank } from '../server/contract/banks.js';
import type { ApiClient } from './api/request.js';
import type { WidgetProblem } from './errors.js';
import type { BanksState } from './flow/banks-controller.js';
import type { FlowState } from './flow/flow-state.js';
import { bankOf } from './flow/session-facts.js';
import type { FirstMessages } from './i18n/messages.js';
import type { MakeSearch } from './ui/bank-search.js';

/** What the page has set on the element, and only later steps ask for. */
export interface PageSettings {
  /** How the page wants the shopper to leave for the bank; else the device decides. */
  readonly redirectMode: string;
  readonly theme?: string;
  /** The form around. */
  readonly form: HTMLFormElement | null;
  /** What to fill in there, and where. */
  readonly autofill?: string;
}

/** What the views need besides the state of the flow. */
export interface StepContext<M extends FirstMessages = FirstMessages> {
  readonly messages: M;
  /** BCP 47. */
  readonly locale: string;
  /** Origin of the companion server. */
  readonly serverOrigin: string;
  readonly client: ApiClient | undefined;
  readonly banks: BanksState;
  readonly makeSearch: MakeSearch;
  /** Ids of banks used before, newest first. */
  readonly recentBanks: readonly string[];
  readonly settings: PageSettings;
  /** The form around was reset. */
  readonly unused: boolean;
}

const noBanks: readonly Bank[] = [];

/** Whether this state is one of the later steps, or only they bring its end; without them there is the list of banks. */
export function needsSteps(state: FlowState, banks: BanksState): boolean {
  if (state.phase === 'idle' || state.phase === 'opening') return false;
  if (state.phase === 'broken' || state.trouble !== undefined) return true;
  return state.view.status !== 'bank_selection' || banks.phase === 'failed';
}

/**
 * What is shown without the later steps: the list of banks, or waiting, also for those steps. Every view has the class
 * `step`, by which the element finds it.
 */
export function renderFirst(state: FlowState, context: StepContext): TemplateResult {
  if (state.phase !== 'open') return renderProcessing(undefined, context);
  const { banks } = context;
  const isList = state.view.status === 'bank_selection' && !needsSteps(state, banks);
  return isList && banks.phase !== 'failed'
    ? renderBanks(banks, context)
    : renderProcessing(bankOf(state.view), context);
}

function renderBanks(banks: Exclude<BanksState, { phase: 'failed' }>, context: StepContext): TemplateResult {
  const { makeSearch, messages, locale, serverOrigin, recentBanks } = context;
  const { list } = banks;
  const wished = banks.phase === 'loading' ? banks.country : undefined;
  return html`<bank-connect-bank-list
    class="step"
    .banks=${list?.banks ?? noBanks}
    .countries=${list?.countries ?? []}
    .country=${list?.country ?? wished ?? ''}
    .makeSearch=${makeSearch}
    .recent=${recentBanks}
    .loading=${list === undefined}
    .serverOrigin=${serverOrigin}
    .locale=${locale}
    .messages=${messages}
  ></bank-connect-bank-list>`;
}

export const renderProcessing = (
  bank: Bank | undefined,
  { messages, locale, serverOrigin }: StepContext,
): TemplateResult =>
  html`<bank-connect-processing
    class="step"
    .bank=${bank}
    .serverOrigin=${serverOrigin}
    .locale=${locale}
    .messages=${messages}
  ></bank-connect-processing>`;

/** The later steps could not be loaded, and one of them is needed. */
export const renderUnloaded = ({ retryable }: WidgetProblem, { messages, locale }: StepContext): TemplateResult =>
  html`<bank-connect-unloaded
    class="step"
    .retryable=${retryable}
    .locale=${locale}
    .messages=${messages}
  ></bank-connect-unloaded>`;
