import type { Bank } from '../../server/contract/banks.js';
import type { SessionView } from '../../server/contract/session.js';
import { isTerminal } from '../api/read-session.js';
import type { Command, Notice } from './flow-state.js';

/** The bank of the step, where there is one. */
export const bankOf = (view: SessionView): Bank | undefined => ('bank' in view ? view.bank : undefined);

/** Two views with the same key are the same step to the shopper; a new key moves the focus and is reported. */
export const stepKey = (view: SessionView): string => {
  const round = 'round' in view ? view.round : view.status === 'attempt_failed' ? view.version : 0;
  return [view.id, view.status, round, bankOf(view)?.id ?? ''].join('\n');
};

/** Whether the server may move this session on without being asked. */
export const movesByItself = (view: SessionView): boolean =>
  view.status === 'processing' ||
  view.status === 'redirect' ||
  view.status === 'credentials' ||
  view.status === 'account_selection' ||
  view.status === 'decoupled';

/** Whether this command makes sense in this view; the server has the last word. */
export function fits(view: SessionView, command: Command): boolean {
  switch (command.type) {
    case 'choose_bank':
      return !isTerminal(view.status);
    case 'give_consent':
      return view.status === 'consent';
    case 'confirm':
      return view.status === 'decoupled' && view.needsConfirmation;
    case 'submit_credentials':
      return view.status === 'credentials' && view.inlineFields !== undefined && view.round === command.round;
    case 'choose_accounts':
      return view.status === 'account_selection';
    case 'cancel':
      return !isTerminal(view.status);
  }
}

/** Leaving and cancelling never wait for another command. */
export const overrides = (command: Command): boolean =>
  command.type === 'cancel' || (command.type === 'choose_bank' && command.bankId === null);

/** What the page is told when this view appears, besides the step itself. */
export function noticesOf(view: SessionView): Notice[] {
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
    case 'cancelled':
    case 'expired':
      return [{ type: 'exit', sessionId, reason: view.status }];
    default:
      return [];
  }
}
