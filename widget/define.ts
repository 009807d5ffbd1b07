/** Registers `<bank-connect>` and the elements it is made of. */
import { BankConnect } from './bank-connect.js';
import { CredentialsView } from './views/credentials-view.js';
import { viewElements } from './views/view-elements.js';

const elements = [
  ...viewElements,
  ['bank-connect-credentials', CredentialsView],
  ['bank-connect', BankConnect],
] as const satisfies readonly (readonly [string, CustomElementConstructor])[];

const defined = customElements.get('bank-connect');
if (defined === undefined) {
  for (const [name, element] of elements) if (!customElements.get(name)) customElements.define(name, element);
} else if (defined !== BankConnect) {
  console.warn('<bank-connect> is defined already; this second copy of its script does nothing.');
}
