import type { Bank } from '../../server/contract/banks.js';
import type { TerminalStatus } from '../../server/contract/session.js';
import type { FlowView } from '../api/read-first-session.js';

const terminal: readonly string[] = ['completed', 'failed', 'cancelled', 'expired'] satisfies readonly TerminalStatus[];

/** Whether nothing comes after this status. */
export const isTerminal = (status: string): boolean => terminal.includes(status);

/** The bank of the step, where there is one. */
export const bankOf = (view: FlowView): Bank | undefined => ('bank' in view ? view.bank : undefined);

/** Two views with the same key are the same step to the shopper; a new key moves the focus and is reported. */
export const stepKey = (view: FlowView): string => {
  const round = 'round' in view ? view.round : view.status === 'attempt_failed' ? view.version : 0;
  return [view.id, view.status, round, bankOf(view)?.id ?? ''].join('\n');
};

/** Whether the server may move this session on without being asked. */
export const movesByItself = (view: FlowView): boolean =>
  view.status === 'processing' ||
  view.status === 'redirect' ||
  view.status === 'credentials' ||
  view.status === 'account_selection' ||
  view.status === 'decoupled';
