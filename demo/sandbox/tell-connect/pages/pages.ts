import { html } from 'hono/html';

import { hueOf, type Markup, type Page } from '../../token-io/pages/layout.js';
import type { Consent, Intent } from '../consents.js';
import type { AspspOptions } from '../options.js';

/** What the customer types. */
export const PASSCODE = '123456';

const header = (aspsp: AspspOptions, subtitle: string): Markup =>
  html`<header>
    <img src="/logos/${aspsp.id}.png" alt="" width="40" height="40" />
    <p>${aspsp.name}<small>${subtitle}</small></p>
  </header>`;

const hidden = (intent: Intent): Markup =>
  html`<input type="hidden" name="consent-id" value="${intent.id}" />
    ${intent.ticket === undefined ? '' : html`<input type="hidden" name="ticket" value="${intent.ticket}" />`}`;

/** First page: the customer proves who they are. */
export const checkPage = (aspsp: AspspOptions, intent: Intent, problem?: string): Page => ({
  title: `Check – ${aspsp.name}`,
  hue: hueOf(aspsp.id),
  body: html`${header(aspsp, 'Secure check (sandbox)')}
    <main>
      <h1>Is it you?</h1>
      <p>Type the passcode from your ${aspsp.name} app.</p>
      ${problem === undefined ? '' : html`<p class="error" role="alert">${problem}</p>`}
      <form method="post" action="/auth" autocomplete="off">
        ${hidden(intent)}
        <label for="passcode">Passcode</label>
        <input id="passcode" name="passcode" value="${PASSCODE}" inputmode="numeric" autocomplete="off" />
        <p class="hint">Sandbox: ${PASSCODE}. The third wrong one ends the check.</p>
        <button class="primary" name="action" value="confirm">Confirm</button>
        <button name="action" value="fail">Fail the check</button>
        <button name="action" value="leave">Just close (never return)</button>
      </form>
    </main>`,
});

const wishes: Readonly<Record<Intent['scope'], Markup>> = {
  aisp: html`<p>For up to 90 days it may read:</p>
    <ul>
      <li>the names and numbers of your accounts</li>
      <li>their balances and transactions</li>
      <li>your saved payees</li>
    </ul>`,
  pisp: html`<p>It may start one payment from your account.</p>`,
};

/** Second page: what is asked for, and the decision. */
export const reviewPage = (aspsp: AspspOptions, intent: Intent): Page => ({
  title: `Review – ${aspsp.name}`,
  hue: hueOf(aspsp.id),
  body: html`${header(aspsp, 'Connected services (sandbox)')}
    <main>
      <h1>Allow access?</h1>
      <p><strong>${intent.application.client.name}</strong> asks for access to your ${aspsp.name} account.</p>
      ${wishes[intent.scope]}
      <form method="post" action="/auth" autocomplete="off">
        ${hidden(intent)}
        <button class="primary" name="action" value="accept">Accept</button>
        <button name="action" value="decline">Decline</button>
        <button name="action" value="accept-late">Accept, but the code comes too late</button>
        <button name="action" value="leave">Just close (never return)</button>
      </form>
    </main>`,
});

/** Where browsers end when an application has no redirect URL (sheet §1): the answer as text. */
export const holdingPage = (intent: Intent, code: string | undefined): Page => ({
  title: 'Authorisation result',
  hue: 0,
  body: html`<main>
    <h1>${code === undefined ? 'The authorisation was unsuccessful' : 'The authorisation was successful'}</h1>
    <p>intent-id: <code>${intent.id}</code></p>
    <p>uuid: <code>${intent.uuid}</code></p>
    <p>authorisation_code: <code>${code ?? 'null'}</code></p>
  </main>`,
});

const card = (consent: Consent): Markup =>
  html`<li>
    <h2>${consent.application.client.name}</h2>
    <p>${consent.scope === 'aisp' ? 'Reads your accounts' : 'One payment'}</p>
    <form method="post" action="/consents">
      <input type="hidden" name="consent" value="${consent.id}" />
      <button>Revoke</button>
    </form>
  </li>`;

/** The customer's own view of what was allowed. Nobody is told of a revocation. */
export const consentsPage = (aspsp: AspspOptions, consents: readonly Consent[]): Page => ({
  title: `Connected services – ${aspsp.name}`,
  hue: hueOf(aspsp.id),
  body: html`${header(aspsp, 'Connected services (sandbox)')}
    <main>
      <h1>Connected services</h1>
      ${
        consents.length === 0
          ? html`<p>No service is connected.</p>`
          : html`<ul class="cards">
              ${consents.map(card)}
            </ul>`
      }
    </main>`,
});
