import type { PaymentOrder } from '../../server/contract/payments.js';
import { ViewEvent } from './view-event.js';

export { CredentialsSubmittedEvent } from './credentials-submitted-event.js';
export * from './first-events.js';

/** The shopper goes back from this bank to the list. */
export class BankLeftEvent extends ViewEvent {
  static override readonly type = 'bank-left';
}

/** The shopper accepted or declined; `text` is the consent exactly as it was shown. */
export class ConsentAnsweredEvent extends ViewEvent {
  static override readonly type = 'consent-answered';
  constructor(
    readonly accepted: boolean,
    readonly text: string,
    /** The order as it was shown, for a payment. */
    readonly payment?: PaymentOrder,
  ) {
    super();
  }
}

/** The shopper wants to go to the bank now. Dispatched synchronously inside the click, so that a popup may open. */
export class LeaveRequestedEvent extends ViewEvent {
  static override readonly type = 'leave-requested';
  constructor(readonly mode: 'popup' | 'tab') {
    super();
  }
}

/** The shopper says that the approval was given in the app. */
export class ApprovalConfirmedEvent extends ViewEvent {
  static override readonly type = 'approval-confirmed';
}

/** The shopper chose which accounts are connected. */
export class AccountsChosenEvent extends ViewEvent {
  static override readonly type = 'accounts-chosen';
  constructor(readonly accountIds: readonly string[]) {
    super();
  }
}

/** After a reset of the form: the accounts shall be part of it again. */
export class AccountsReusedEvent extends ViewEvent {
  static override readonly type = 'accounts-reused';
}

/** The shopper ends the session. */
export class CancelRequestedEvent extends ViewEvent {
  static override readonly type = 'cancel-requested';
}
