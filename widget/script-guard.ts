/**
 * Comes first in the scripts for script tags. Where the page's policy forbids what Lit needs, Lit throws while it loads and
 * nothing would ever appear; then a stand-in says so in the place of the element and fires `bank-connect-error`.
 */
import { pageProblem } from './page-errors.js';
import { BankConnectErrorEvent } from './events.js';
import { en } from './i18n/en.js';

function standIn(): void {
  window.removeEventListener('error', standIn);
  if (customElements.get('bank-connect')) return;
  customElements.define(
    'bank-connect',
    class extends HTMLElement {
      connectedCallback(): void {
        const { title, body } = en.problem.merchant;
        this.textContent = `${title}. ${body}`;
        this.dispatchEvent(new BankConnectErrorEvent(undefined, pageProblem('policy_blocked')));
      }
    },
  );
}

window.addEventListener('error', standIn);

/** The rest of the script has loaded. */
export const allIsWell = (): void => window.removeEventListener('error', standIn);
