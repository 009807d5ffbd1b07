import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { NextAction } from '../server/contract/errors.js';
import type { SessionView } from '../server/contract/session.js';
import type { FlowView } from './api/read-first-session.js';
import type { WidgetProblem } from './errors.js';
import { leaveMode } from './flow/device.js';
import type { FlowState, OpenState } from './flow/flow-state.js';
import { bankOf } from './flow/session-facts.js';
import type { FirstMessages, Messages } from './i18n/messages.js';
import { wholeMessages } from './i18n/whole-messages.js';
import { renderProcessing, type StepContext } from './render-first.js';
import { problemTable } from './views/problem-table.js';
import type { AutofillPlace } from './views/success-view.js';

type Context = StepContext<Messages>;
type CredentialsStep = Extract<SessionView, { status: 'credentials' }>;

/** The view of a state that render-first.ts leaves to the later steps. */
export function renderStep(state: FlowState, first: StepContext): TemplateResult {
  const context = { ...first, messages: wholeMessages(first.messages) };
  if (state.phase === 'broken') return renderProblem(state.problem, undefined, context);
  if (state.phase !== 'open') return renderProcessing(undefined, context);
  return state.trouble === undefined
    ? renderView(state, context)
    : renderProblem(state.trouble.problem, state.view, context);
}

function renderView(state: OpenState, context: Context): TemplateResult {
  const { view } = state;
  const { messages, locale, serverOrigin } = context;
  const busy = state.command !== undefined;
  switch (view.status) {
    case 'bank_selection':
      return context.banks.phase === 'failed'
        ? renderProblem(context.banks.problem, view, context)
        : renderProcessing(undefined, context);
    case 'consent':
      return html`<bank-connect-consent
        class="step"
        .bank=${view.bank}
        .consent=${view.consent}
        .order=${view.payment?.order}
        .bankFixed=${view.bankFixed}
        .busy=${busy}
        .serverOrigin=${serverOrigin}
        .locale=${locale}
        .messages=${messages}
      ></bank-connect-consent>`;
    case 'processing':
    case 'awaited':
      return renderProcessing(view.bank, context);
    case 'redirect':
      return html`<bank-connect-handover
        class="step"
        .bank=${view.bank}
        .bankFixed=${view.bankFixed}
        .merchantName=${view.merchantName}
        .mode=${state.left ?? leaveMode(context.settings.redirectMode)}
        .left=${state.left !== undefined || view.leftAt !== undefined}
        .blocked=${state.popupBlocked}
        .deadline=${view.deadline}
        .busy=${busy}
        .serverOrigin=${serverOrigin}
        .locale=${locale}
        .messages=${messages}
      ></bank-connect-handover>`;
    case 'credentials':
      return renderCredentials(view, busy, context);
    case 'decoupled':
      return html`<bank-connect-decoupled
        class="step"
        .bank=${view.bank}
        .bankFixed=${view.bankFixed}
        .message=${view.message}
        .needsConfirmation=${view.needsConfirmation}
        .deadline=${view.deadline}
        .paused=${state.paused}
        .busy=${busy}
        .serverOrigin=${serverOrigin}
        .locale=${locale}
        .messages=${messages}
      ></bank-connect-decoupled>`;
    case 'account_selection':
      return html`<bank-connect-account-list
        class="step"
        .bank=${view.bank}
        .accounts=${view.accounts}
        .select=${view.select}
        .merchantName=${view.merchantName}
        .busy=${busy}
        .serverOrigin=${serverOrigin}
        .locale=${locale}
        .messages=${messages}
      ></bank-connect-account-list>`;
    case 'attempt_failed':
      // The answer to "try again" is on its way.
      if (busy) return renderProcessing(view.bank, context);
      return renderProblem(view.bankFixed ? atThisBank(view.problem) : view.problem, view, context);
    case 'completed':
      return html`<bank-connect-success
        class="step"
        .bank=${view.bank}
        .accounts=${view.accounts}
        .payment=${view.payment}
        .merchantName=${view.merchantName}
        .unused=${context.unused}
        .autofill=${view.autofill ? autofillPlace(context) : undefined}
        .serverOrigin=${serverOrigin}
        .locale=${locale}
        .messages=${messages}
      ></bank-connect-success>`;
    case 'failed':
      return renderProblem(view.problem, view, context, deadEnds.has(view.problem.action));
    case 'cancelled':
      return html`<bank-connect-notice class="step" .locale=${locale} .messages=${messages}></bank-connect-notice>`;
    case 'expired':
      return renderProblem({ code: 'session_expired', ...expired }, undefined, context);
  }
}

/** The form around, where its page wants it to be filled in. */
const autofillPlace = ({ client, settings: { form, autofill } }: Context): AutofillPlace | undefined =>
  form && autofill && client ? { form, client, fields: autofill } : undefined;

/** What a session that is over cannot do any more; no button promises it. */
const deadEnds: ReadonlySet<NextAction> = new Set(['contact_merchant', 'choose_bank']);

/** Where a connection is renewed, another bank is no way on. */
const atThisBank = ({ action, ...problem }: WidgetProblem): WidgetProblem => ({
  ...problem,
  retryable: false,
  action: action === 'choose_bank' ? 'retry' : action,
});

const expired = { message: '', retryable: false, action: 'new_session' } as const;

/** The same object for the same view, so that typing survives a new rendering. */
const inlineView = ({ bank, round, inlineFields }: CredentialsStep) => ({
  bankName: bank.name,
  round,
  fields: inlineFields,
});

function renderCredentials(view: CredentialsStep, busy: boolean, context: Context): TemplateResult {
  const { messages, locale, serverOrigin, client, settings } = context;
  // The server must allow it and the page must have asked for it, by loading the form (define-inline.ts).
  if (view.inlineFields !== undefined && customElements.get('bank-connect-credential-form')) {
    return html`<bank-connect-credential-form
      class="step"
      .view=${guard([view], () => inlineView(view))}
      .busy=${busy}
      .locale=${locale}
    ></bank-connect-credential-form>`;
  }
  return html`<bank-connect-credentials
    class="step"
    .bank=${view.bank}
    .framePath=${view.framePath}
    .clientToken=${client?.clientToken ?? ''}
    .round=${view.round}
    .theme=${settings.theme ?? ''}
    .serverOrigin=${serverOrigin}
    .locale=${locale}
    .messages=${messages}
  ></bank-connect-credentials>`;
}

function renderProblem(
  problem: WidgetProblem,
  view: FlowView | undefined,
  { messages, locale, serverOrigin }: Context,
  isDeadEnd = false,
): TemplateResult {
  return html`<bank-connect-problem
    class="step"
    .code=${Object.hasOwn(problemTable, problem.code) ? problem.code : 'internal'}
    .action=${isDeadEnd ? undefined : problem.action}
    .retryable=${problem.retryable}
    .traceId=${problem.traceId}
    .bank=${view && bankOf(view)}
    .paying=${view?.payment !== undefined}
    .serverOrigin=${serverOrigin}
    .locale=${locale}
    .messages=${messages}
  ></bank-connect-problem>`;
}

/** Told politely above a step that goes on by itself: there is no news at the moment. */
export function renderSilence(state: FlowState, first: FirstMessages): TemplateResult | typeof nothing {
  if (state.phase !== 'open' || !state.paused || state.view.status === 'decoupled') return nothing;
  const { offline, network } = wholeMessages(first).problem;
  return html`<p class="silence" part="silence">${navigator.onLine ? network.title : offline.body}</p>`;
}
