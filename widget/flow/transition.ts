import type { NextAction } from '../../server/contract/errors.js';
import type { FlowView, ReadView } from '../api/read-first-session.js';
import { firstTransition, troubled } from './first-transition.js';
import type { Command, FlowEffect, FlowState, FlowTransition, Notice, OpenState, Transition } from './flow-state.js';
import { bankOf } from './session-facts.js';

/** All transitions, with those that only later steps need. */
export const transition: Transition = (state, event) => {
  switch (event.type) {
    case 'view_arrived':
      return withNotices(firstTransition(state, event));
    case 'command_given':
      return state.phase === 'open' && fits(state.view, event.command) ? firstTransition(state, event) : [state, []];
    case 'left':
      return inRedirect(state, { left: event.mode, popupBlocked: false, trouble: undefined });
    case 'popup_blocked':
      return inRedirect(state, { popupBlocked: true });
    case 'hindered':
      return state.phase === 'open' ? troubled(state, event.problem) : [state, []];
    case 'action_taken':
      return actionTaken(state, event.action);
    default:
      return firstTransition(state, event);
  }
};

/** Whether this command makes sense in this view; the server has the last word. */
function fits(view: FlowView, command: Command): boolean {
  switch (command.type) {
    case 'give_consent':
      return view.status === 'consent';
    case 'confirm':
      return view.status === 'decoupled' && view.needsConfirmation;
    case 'submit_credentials':
      return view.status === 'credentials' && view.inlineFields !== undefined && view.round === command.round;
    case 'choose_accounts':
      return view.status === 'account_selection';
    default:
      return true;
  }
}

function inRedirect(state: FlowState, change: Partial<OpenState>): FlowTransition {
  return state.phase === 'open' && state.view.status === 'redirect' ? [{ ...state, ...change }, []] : [state, []];
}

/** The page hears of a step, then of what it means. */
const withNotices = ([state, effects]: FlowTransition): FlowTransition => [
  state,
  effects.flatMap((effect): FlowEffect[] =>
    effect.type === 'notify' && effect.notice.type === 'step'
      ? [effect, ...noticesOf(effect.notice.view).map((notice) => ({ type: 'notify', notice }) as const)]
      : [effect],
  ),
];

/** What the page is told when this view appears, besides the step itself. */
function noticesOf(view: ReadView): Notice[] {
  const sessionId = view.id;
  switch (view.status) {
    case 'completed':
      return [
        {
          type: 'success',
          sessionId,
          connectionId: view.connectionId,
          paymentId: view.payment?.id,
          bankId: view.bank.id,
        },
      ];
    case 'attempt_failed':
      return [{ type: 'error', sessionId, problem: view.problem }];
    case 'failed':
      return [
        { type: 'error', sessionId, problem: view.problem },
        { type: 'exit', sessionId, reason: 'failed', problem: view.problem },
      ];
    default:
      return [];
  }
}

/** "Back to the shop", where there is no session to cancel. */
const givenUp = (state: Extract<FlowState, { phase: 'broken' }>): FlowTransition => [
  state,
  [{ type: 'notify', notice: { type: 'exit', sessionId: undefined, reason: 'failed', problem: state.problem } }],
];

const give = (state: FlowState, command: Command): FlowTransition =>
  transition(state, { type: 'command_given', command });

/** The button under a problem. */
function actionTaken(state: FlowState, action: NextAction): FlowTransition {
  if (action === 'new_session') return firstTransition(state, { type: 'renewed' });
  if (state.phase === 'broken')
    return action === 'contact_merchant' ? givenUp(state) : firstTransition(state, { type: 'started', renew: false });
  if (state.phase !== 'open') return [state, []];
  const { trouble, view } = state;
  if (action === 'contact_merchant') return give(state, { type: 'cancel' });
  if (action === 'choose_bank') return give(state, { type: 'choose_bank', bankId: null });
  if (trouble !== undefined) {
    const calm = { ...state, trouble: undefined };
    const again = trouble.command !== undefined && action !== 'refresh' ? trouble.command : undefined;
    return again === undefined ? [calm, [{ type: 'read' }]] : give(calm, again);
  }
  if (view.status === 'attempt_failed' && (action === 'retry' || action === 'wait')) {
    return give(state, { type: 'choose_bank', bankId: bankOf(view)?.id ?? null });
  }
  return [state, [{ type: 'read' }]];
}
