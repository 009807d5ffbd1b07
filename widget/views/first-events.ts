import type { NextAction } from '../../server/contract/errors.js';
import { ViewEvent } from './view-event.js';

/** The shopper chose a bank of the list. */
export class BankChosenEvent extends ViewEvent {
  static override readonly type = 'bank-chosen';
  constructor(readonly bankId: string) {
    super();
  }
}

/** The shopper wants the banks of another country (ISO 3166-1 alpha-2). */
export class CountryChosenEvent extends ViewEvent {
  static override readonly type = 'country-chosen';
  constructor(readonly country: string) {
    super();
  }
}

/** The shopper took the action offered after a problem. */
export class ProblemActionEvent extends ViewEvent {
  static override readonly type = 'problem-action';
  constructor(readonly action: NextAction) {
    super();
  }
}
