/** Everything public. Importing this registers nothing and touches no global; `bank-connect/define` registers. */
export { BankConnect } from './bank-connect.js';
export type { BankConnectStatus } from './bank-connect.js';
export * from './events.js';
export { BankConnectAutofillEvent } from './form/autofill-event.js';
export type { ClientErrorCode, WidgetErrorCode, WidgetProblem } from './errors.js';
