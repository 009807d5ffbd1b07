import type { NextAction } from '../../server/contract/errors.js';
import type { PaymentOrder } from '../../server/contract/payments.js';
import { ViewEvent } from './view-event.js';

export { CredentialsSubmittedEvent } from './credentials-submitted-event.js';

/** The shopper chose a bank of the list. */
export class BankChosenEvent extends ViewEvent {
  static readonly type = 'bank-chosen';
  constructor(readonly bankId: string) {
    super(BankChosenEvent.type);
  }
}

/** The shopper wants the banks of another country (ISO 3166-1 alpha-2). */
export class CountryChosenEvent extends ViewEvent {
  static readonly type = 'country-chosen';
  constructor(readonly country: string) {
    super(CountryChosenEvent.type);
  }
}

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

/** The shopper took the action offered after a problem. */
export class ProblemActionEvent extends ViewEvent {
  static readonly type = 'problem-action';
  constructor(readonly action: NextAction) {
    super(ProblemActionEvent.type);
  }
}
