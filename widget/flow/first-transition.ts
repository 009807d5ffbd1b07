import type { FlowView, ReadView } from '../api/read-first-session.js';
import type { WidgetProblem } from '../errors.js';
import type { Command, FlowEffect, FlowState, FlowTransition, Notice, OpenState, Transition } from './flow-state.js';
import { isTerminal, movesByItself, stepKey } from './session-facts.js';

/** The transitions that the list of banks can do with; transition.ts has all. */
export const firstTransition: Transition = (state, event) => {
  switch (event.type) {
    case 'started':
      return opening(event.renew);
    case 'renewed':
      return renewing();
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
    case 'news_paused':
      return state.phase === 'open' && state.paused !== event.paused
        ? [{ ...state, paused: event.paused }, []]
        : [state, []];
    default:
      return [state, []];
  }
};

const opening = (renew: boolean): FlowTransition => [
  { phase: 'opening', renewed: renew },
  [{ type: 'abort' }, { type: 'unwatch' }, { type: 'open', renew }],
];

function renewing(): FlowTransition {
  const [state, effects] = opening(true);
  return [state, [{ type: 'notify', notice: { type: 'renew' } }, ...effects]];
}

const fresh = (view: FlowView): OpenState => ({
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

const watching = (view: FlowView): FlowEffect[] => [{ type: movesByItself(view) ? 'watch' : 'unwatch' }];

function viewArrived(state: FlowState, view: FlowView, command: Command | undefined): FlowTransition {
  if (state.phase === 'idle') return [state, []];
  if (state.phase !== 'open' || state.view.id !== view.id) return arrived(undefined, fresh(view));
  // The answer ends the command even where a faster message has already shown its effect.
  const answered = command !== undefined && command === state.command ? { ...state, command: undefined } : state;
  if (isTerminal(state.view.status) || view.version < state.view.version) return [answered, []];
  if (view.version > state.view.version || state.view.status === 'awaited') {
    return arrived(state.view, { ...fresh(view), command: answered.command, paused: state.paused });
  }
  // No news but this: the server answers again.
  const isWell = state.trouble === undefined && !state.renewed;
  return isWell ? [answered, []] : [{ ...answered, trouble: undefined, renewed: false }, watching(view)];
}

function arrived(before: FlowView | undefined, state: OpenState): FlowTransition {
  const { view } = state;
  const notices: Notice[] = [];
  // The page hears of a step when it has been read, not while that is awaited.
  if (view.status !== 'awaited') {
    if (before === undefined || before.status === 'awaited') notices.push({ type: 'ready', view });
    if (before === undefined || stepKey(before) !== stepKey(view)) notices.push({ type: 'step', view }, ...endOf(view));
  }
  return [state, [...watching(view), ...notices.map((notice) => ({ type: 'notify', notice }) as const)]];
}

/** What the page is told besides when the shopper or time has ended the session; transition.ts knows the other ends. */
const endOf = ({ id, status }: ReadView): Notice[] =>
  status === 'cancelled' || status === 'expired' ? [{ type: 'exit', sessionId: id, reason: status }] : [];

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

export const troubled = (state: OpenState, problem: WidgetProblem, command?: Command): FlowTransition => [
  { ...state, command: undefined, trouble: { problem, command } },
  [{ type: 'notify', notice: { type: 'error', sessionId: state.view.id, problem } }],
];

/** Leaving and cancelling never wait for another command. */
const overrides = (command: Command): boolean =>
  command.type === 'cancel' || (command.type === 'choose_bank' && command.bankId === null);

function commandGiven(state: FlowState, command: Command): FlowTransition {
  if (state.phase !== 'open' || isTerminal(state.view.status)) return [state, []];
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
