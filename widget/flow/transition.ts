import type { NextAction } from '../../server/contract/errors.js';
import type { SessionView } from '../../server/contract/session.js';
import { isTerminal } from '../api/read-session.js';
import type { WidgetProblem } from '../errors.js';
import type { Command, FlowEffect, FlowEvent, FlowState, FlowTransition, OpenState } from './flow-state.js';
import { bankOf, fits, movesByItself, noticesOf, overrides, stepKey } from './session-facts.js';

/** Pure: what comes after `event`, and what has to be done. An event that does not fit changes nothing. */
export function transition(state: FlowState, event: FlowEvent): FlowTransition {
  switch (event.type) {
    case 'started':
      return opening(event.renew);
    case 'stopped':
      return [{ phase: 'idle' }, [{ type: 'abort' }, { type: 'unwatch' }]];
    case 'reconnected':
      return reconnected(state);
    case 'view_arrived':
      return viewArrived(state, event.view, event.command);
    case 'read_failed':
      return readFailed(state, event.problem);
    case 'command_given':
      return commandGiven(state, event.command);
    case 'command_failed':
      return commandFailed(state, event.command, event.problem);
    case 'left':
      return inRedirect(state, { left: event.mode, popupBlocked: false, trouble: undefined });
    case 'popup_blocked':
      return inRedirect(state, { popupBlocked: true });
    case 'hindered':
      return state.phase === 'open' ? troubled(state, event.problem) : [state, []];
    case 'news_paused':
      return state.phase === 'open' && state.paused !== event.paused
        ? [{ ...state, paused: event.paused }, []]
        : [state, []];
    case 'action_taken':
      return actionTaken(state, event.action);
  }
}

const opening = (renew: boolean): FlowTransition => [
  { phase: 'opening', renewed: renew },
  [{ type: 'abort' }, { type: 'unwatch' }, { type: 'open', renew }],
];

/** The shopper asked for another session. */
function renewing(): FlowTransition {
  const [state, effects] = opening(true);
  return [state, [{ type: 'notify', notice: { type: 'renew' } }, ...effects]];
}

const fresh = (view: SessionView): OpenState => ({
  phase: 'open',
  view,
  command: undefined,
  trouble: undefined,
  left: undefined,
  popupBlocked: false,
  paused: false,
  renewed: false,
});

/** What was under way is lost: ask the server where the session stands. */
function reconnected(state: FlowState): FlowTransition {
  if (state.phase === 'idle') return [state, []];
  if (state.phase !== 'open') return opening(false);
  if (isTerminal(state.view.status)) return [state, []];
  return [{ ...state, command: undefined, trouble: undefined }, [{ type: 'read' }, ...watching(state.view)]];
}

const watching = (view: SessionView): FlowEffect[] => [{ type: movesByItself(view) ? 'watch' : 'unwatch' }];

function viewArrived(state: FlowState, view: SessionView, command: Command | undefined): FlowTransition {
  if (state.phase === 'idle') return [state, []];
  if (state.phase !== 'open' || state.view.id !== view.id) return arrived(undefined, fresh(view));
  // The answer ends the command even where a faster message has already shown its effect.
  const answered = command !== undefined && command === state.command ? { ...state, command: undefined } : state;
  if (isTerminal(state.view.status) || view.version < state.view.version) return [answered, []];
  if (view.version > state.view.version) {
    return arrived(state.view, { ...fresh(view), command: answered.command, paused: state.paused });
  }
  // No news but this: the server answers again.
  const isWell = state.trouble === undefined && !state.renewed;
  return isWell ? [answered, []] : [{ ...answered, trouble: undefined, renewed: false }, watching(view)];
}

function arrived(before: SessionView | undefined, state: OpenState): FlowTransition {
  const { view } = state;
  const effects: FlowEffect[] = watching(view);
  if (before === undefined) effects.push({ type: 'notify', notice: { type: 'ready', view } });
  if (before === undefined || stepKey(before) !== stepKey(view)) {
    effects.push({ type: 'notify', notice: { type: 'step', view } });
    effects.push(...noticesOf(view).map((notice) => ({ type: 'notify', notice }) as const));
  }
  return [state, effects];
}

function readFailed(state: FlowState, problem: WidgetProblem): FlowTransition {
  if (state.phase === 'opening') {
    return problem.code === 'unauthorized' && !state.renewed ? opening(true) : broken(problem);
  }
  if (state.phase !== 'open') return [state, []];
  if (problem.code === 'unauthorized') return unauthorized(state, problem);
  return troubled(state, problem);
}

/** The token no longer works: another one is asked for, once; the step stays on the screen meanwhile. */
function unauthorized(state: OpenState, problem: WidgetProblem): FlowTransition {
  if (state.renewed) return broken(problem, state.view.id);
  return [{ ...state, command: undefined, renewed: true }, [{ type: 'unwatch' }, { type: 'open', renew: true }]];
}

const broken = (problem: WidgetProblem, sessionId?: string): FlowTransition => [
  { phase: 'broken', problem },
  [{ type: 'unwatch' }, { type: 'notify', notice: { type: 'error', sessionId, problem } }],
];

const troubled = (state: OpenState, problem: WidgetProblem, command?: Command): FlowTransition => [
  { ...state, command: undefined, trouble: { problem, command } },
  [{ type: 'notify', notice: { type: 'error', sessionId: state.view.id, problem } }],
];

function commandGiven(state: FlowState, command: Command): FlowTransition {
  if (state.phase !== 'open' || !fits(state.view, command)) return [state, []];
  if (state.command !== undefined && !(overrides(command) && !overrides(state.command))) return [state, []];
  return [{ ...state, command, trouble: undefined }, [{ type: 'send', command }]];
}

function commandFailed(state: FlowState, command: Command, problem: WidgetProblem): FlowTransition {
  if (state.phase !== 'open' || state.command !== command) return [state, []];
  if (problem.code === 'unauthorized') return unauthorized(state, problem);
  // Another tab or the server was faster; the newest view says what there is to do.
  if (problem.action === 'refresh' && problem.code === 'wrong_state') {
    return [{ ...state, command: undefined }, [{ type: 'read' }]];
  }
  return troubled(state, problem, command);
}

function inRedirect(state: FlowState, change: Partial<OpenState>): FlowTransition {
  return state.phase === 'open' && state.view.status === 'redirect' ? [{ ...state, ...change }, []] : [state, []];
}

/** "Back to the shop", where there is no session to cancel. */
const givenUp = (state: Extract<FlowState, { phase: 'broken' }>): FlowTransition => [
  state,
  [{ type: 'notify', notice: { type: 'exit', sessionId: undefined, reason: 'failed', problem: state.problem } }],
];

/** The button under a problem. */
function actionTaken(state: FlowState, action: NextAction): FlowTransition {
  if (action === 'new_session') return renewing();
  if (state.phase === 'broken') return action === 'contact_merchant' ? givenUp(state) : opening(false);
  if (state.phase !== 'open') return [state, []];
  const { trouble, view } = state;
  if (action === 'contact_merchant') return commandGiven(state, { type: 'cancel' });
  if (action === 'choose_bank') return commandGiven(state, { type: 'choose_bank', bankId: null });
  if (trouble !== undefined) {
    const calm = { ...state, trouble: undefined };
    const again = trouble.command !== undefined && action !== 'refresh' ? trouble.command : undefined;
    return again === undefined ? [calm, [{ type: 'read' }]] : commandGiven(calm, again);
  }
  if (view.status === 'attempt_failed' && (action === 'retry' || action === 'wait')) {
    return commandGiven(state, { type: 'choose_bank', bankId: bankOf(view)?.id ?? null });
  }
  return [state, [{ type: 'read' }]];
}
