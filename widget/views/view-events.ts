import type { PaymentOrder } from '../../server/contract/payments.js';
import { ViewEvent } from './view-event.js';

export { CredentialsSubmittedEvent } from './credentials-submitted-event.js';
export * from './first-events.js';

/** The shopper goes back from this bank to the list. */
export class BankLeftEvent extends ViewEvent {
  static readonly type = 'bank-left';
  constructor() {
    super(BankLeftEvent.type);
  }
}

/** The shopper accepted or declined; `text` is the consent exactly as it was shown. */
export class ConsentAnsweredEvent extends ViewEvent {
  static readonly type = 'consent-answered';
  constructor(
    readonly accepted: boolean,
    readonly text: string,
    /** The order as it was shown, for a payment. */
    readonly payment?: PaymentOrder,
  ) {
    super(ConsentAnsweredEvent.type);
  }
}

/** The shopper wants to go to the bank now. Dispatched synchronously inside the click, so that a popup may open. */
export class LeaveRequestedEvent extends ViewEvent {
  static readonly type = 'leave-requested';
  constructor(readonly mode: 'popup' | 'tab') {
    super(LeaveRequestedEvent.type);
  }
}

/** The shopper says that the approval was given in the app. */
export class ApprovalConfirmedEvent extends ViewEvent {
  static readonly type = 'approval-confirmed';
  constructor() {
    super(ApprovalConfirmedEvent.type);
  }
}

/** The shopper chose which accounts are connected. */
export class AccountsChosenEvent extends ViewEvent {
  static readonly type = 'accounts-chosen';
  constructor(readonly accountIds: readonly string[]) {
    super(AccountsChosenEvent.type);
  }
}

/** After a reset of the form: the accounts shall be part of it again. */
export class AccountsReusedEvent extends ViewEvent {
  static readonly type = 'accounts-reused';
  constructor() {
    super(AccountsReusedEvent.type);
  }
}

/** The shopper ends the session. */
export class CancelRequestedEvent extends ViewEvent {
  static readonly type = 'cancel-requested';
  constructor() {
    super(CancelRequestedEvent.type);
  }
}
