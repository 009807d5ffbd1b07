import type { WidgetProblem } from './errors.js';
import { BankConnectErrorEvent } from './events.js';
import type { Words } from './i18n/messages.js';

/** Stands in the place of an element that cannot be: says so, and fires `bank-connect-error`. */
export function defineStandIn({ title, body }: Words, problem: WidgetProblem): void {
  if (customElements.get('bank-connect')) return;
  customElements.define(
    'bank-connect',
    class extends HTMLElement {
      connectedCallback(): void {
        this.textContent = `${title}. ${body}`;
        this.dispatchEvent(new BankConnectErrorEvent(undefined, problem));
      }
    },
  );
}
