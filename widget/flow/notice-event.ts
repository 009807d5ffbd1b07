import {
  BankConnectErrorEvent,
  BankConnectExitEvent,
  BankConnectReadyEvent,
  BankConnectRenewEvent,
  BankConnectStepEvent,
  BankConnectSuccessEvent,
} from '../events.js';
import type { Notice } from './flow-state.js';
import { bankOf } from './session-facts.js';

/** The public event of a notice. */
export function eventOf(notice: Notice): Event {
  switch (notice.type) {
    case 'ready':
      return new BankConnectReadyEvent(notice.view.id);
    case 'step':
      return new BankConnectStepEvent(notice.view.id, notice.view.status, bankOf(notice.view)?.id);
    case 'success':
      return new BankConnectSuccessEvent(notice.sessionId, notice.connectionId, notice.bankId, notice.paymentId);
    case 'exit':
      return new BankConnectExitEvent(notice.sessionId, notice.reason, notice.problem);
    case 'error':
      return new BankConnectErrorEvent(notice.sessionId, notice.problem);
    case 'renew':
      return new BankConnectRenewEvent();
  }
}

/** Notices with the same key are told once: a session begins once and ends once, however often it is shown. */
export function onceKey(notice: Notice): string | undefined {
  switch (notice.type) {
    case 'ready':
      return `begin ${notice.view.id}`;
    case 'success':
    case 'exit':
      return `end ${notice.sessionId ?? ''}`;
    default:
      return undefined;
  }
}
