/**
 * Comes first in the module for script tags. Where the page's policy forbids what Lit needs, Lit throws while it loads and
 * nothing would ever appear; then a stand-in says so.
 */
import { merchantWords } from './i18n/en-stand-in.js';
import { pageProblem } from './page-errors.js';
import { defineStandIn } from './stand-in.js';

function onError(): void {
  allIsWell();
  defineStandIn(merchantWords, pageProblem('policy_blocked'));
}

window.addEventListener('error', onError);

/** The rest of the script has loaded. */
export const allIsWell = (): void => window.removeEventListener('error', onError);
