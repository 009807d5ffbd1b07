import type { AutofillField } from '../../server/contract/accounts.js';

/** The shopper let the element fill in the form, or took it back (`fields` is empty then). Holds no value. */
export class BankConnectAutofillEvent extends Event {
  static readonly type = 'bank-connect-autofill';
  constructor(readonly fields: readonly AutofillField[]) {
    super(BankConnectAutofillEvent.type, { bubbles: true, composed: true });
  }
}
