import { BankConnect } from './bank-connect.js';
import { defineElements } from './define-elements.js';
import { firstElements } from './views/first-elements.js';

/** Registers what is there from the start. A second copy of the script keeps the first definition and warns. */
export function registerBankConnect(): void {
  const defined = customElements.get('bank-connect');
  if (defined === undefined) defineElements([...firstElements, ['bank-connect', BankConnect]]);
  else if (defined !== BankConnect) {
    console.warn('<bank-connect> is defined already; this second copy of its script does nothing.');
  }
}
