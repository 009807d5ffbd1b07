import type { BankConnectAutofillEvent } from './form/autofill-event.js';
import type { SessionStatus } from '../server/contract/session.js';
import type { WidgetProblem } from './errors.js';

/**
 * What `<bank-connect>` tells the page. All bubble and cross shadow roots; none can be cancelled.
 * One session ends in exactly one of `bank-connect-success` and `bank-connect-exit`, once.
 * The events are hints for the page: the merchant's backend reads the result from the companion server.
 */
abstract class BankConnectEvent extends Event {
  declare static readonly type: string;
  constructor() {
    super(new.target.type, { bubbles: true, composed: true });
  }
}

/** A session was read for the first time and is on the screen. */
export class BankConnectReadyEvent extends BankConnectEvent {
  static override readonly type = 'bank-connect-ready';
  constructor(readonly sessionId: string) {
    super();
  }
}

/** The shopper sees another step. */
export class BankConnectStepEvent extends BankConnectEvent {
  static override readonly type = 'bank-connect-step';
  constructor(
    readonly sessionId: string,
    readonly status: SessionStatus,
    /** The bank of the step; absent before one is chosen. */
    readonly bankId: string | undefined,
  ) {
    super();
  }
}

/** Terminal: the bank is connected, or has taken the payment. */
export class BankConnectSuccessEvent extends BankConnectEvent {
  static override readonly type = 'bank-connect-success';
  constructor(
    readonly sessionId: string,
    /** Absent for a payment. */
    readonly connectionId: string | undefined,
    readonly bankId: string,
    /** The bank has taken the order; whether the money has moved, the merchant's backend reads. Only for a payment. */
    readonly paymentId?: string,
  ) {
    super();
  }
}

/** Why a session ended without a connection. */
export type ExitReason = 'cancelled' | 'expired' | 'failed';

/** Terminal: the session ended without a connection. */
export class BankConnectExitEvent extends BankConnectEvent {
  static override readonly type = 'bank-connect-exit';
  constructor(
    /** Absent when the shopper gave up before a session could be read. */
    readonly sessionId: string | undefined,
    readonly reason: ExitReason,
    /** Present when `reason` is `failed`. */
    readonly problem: WidgetProblem | undefined,
  ) {
    super();
  }
}

/**
 * The shopper sees a problem: an attempt at a bank failed, the server cannot be reached, the page's policy is in the way.
 * Never terminal by itself; a session that failed for good fires `bank-connect-exit` as well.
 */
export class BankConnectErrorEvent extends BankConnectEvent {
  static override readonly type = 'bank-connect-error';
  constructor(
    /** Absent while no session could be read. */
    readonly sessionId: string | undefined,
    readonly problem: WidgetProblem,
  ) {
    super();
  }
}

/**
 * The shopper wants to begin anew and the element has no `session-endpoint` to ask:
 * create a session and set its `clientToken`.
 */
export class BankConnectRenewEvent extends BankConnectEvent {
  static override readonly type = 'bank-connect-renew';
}

declare global {
  interface HTMLElementEventMap {
    'bank-connect-ready': BankConnectReadyEvent;
    'bank-connect-step': BankConnectStepEvent;
    'bank-connect-success': BankConnectSuccessEvent;
    'bank-connect-exit': BankConnectExitEvent;
    'bank-connect-error': BankConnectErrorEvent;
    'bank-connect-autofill': BankConnectAutofillEvent;
    'bank-connect-renew': BankConnectRenewEvent;
  }
}

/** The events of `<bank-connect>` by their type. */
export type BankConnectEventMap = Pick<
  HTMLElementEventMap,
  Extract<keyof HTMLElementEventMap, `bank-connect-${string}`>
>;
