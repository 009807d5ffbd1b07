import { html } from 'hono/html';

import type { SandboxBank } from '../banks/bank.js';
import { PIN, USERNAME } from '../journeys/fields.js';
import type { TokenRequest, Visit } from '../journeys/token-request.js';
import { isPayment, type Payment } from '../payments/payment.js';
import { paymentSummary } from '../payments/summary.js';
import { isObject } from '../wire.js';
import { hueOf, type Markup, type Page } from './layout.js';

const RESOURCE_WORDS: Readonly<Record<string, string>> = {
  ACCOUNTS: 'the names and numbers of your accounts',
  BALANCES: 'the balances of your accounts',
  TRANSACTIONS: 'the transactions of your accounts',
  STANDING_ORDERS: 'your standing orders',
};

export const bankHeader = (bank: SandboxBank, subtitle: string): Markup =>
  html`<header>
    <img src="/logos/${bank.id}.png" alt="" width="40" height="40" />
    <p>${bank.name}<small>${subtitle}</small></p>
  </header>`;

/** Who asks: the name that the TPP acts for, or its member id. */
export const askerOf = (request: TokenRequest): string => {
  const actingAs = request.payload['actingAs'];
  const name = isObject(actingAs) ? actingAs['displayName'] : undefined;
  return typeof name === 'string' ? name : request.memberId;
};

export const resourceList = (request: TokenRequest): Markup =>
  html`<ul>
    ${request.resources.map((resource) => html`<li>${RESOURCE_WORDS[resource] ?? resource}</li>`)}
  </ul>`;

const faultButtons = html`<button name="action" value="timeout">The bank takes too long (error 4)</button>
  <button name="action" value="unsupported">The bank does not support this (error 12)</button>
  <button name="action" value="server_error">The bank has an internal error (error 13)</button>`;

const accessRequest = (request: TokenRequest): Markup =>
  html`<h1>Allow access to your accounts?</h1>
    <p><strong>${askerOf(request)}</strong> asks to read:</p>
    ${resourceList(request)}`;

const paymentOrder = (payment: Payment): Markup =>
  html`<h1>Pay this?</h1>
    ${paymentSummary(payment)}`;

const noMoney = html`<button name="action" value="insufficient_funds">Approve, but there is not enough money</button>`;

/** The bank's own page: sign in, then approve, decline, break down or walk away. */
export const bankPage = (bank: SandboxBank, subject: TokenRequest | Payment, visit: Visit, problem?: string): Page => ({
  title: `Sign in – ${bank.name}`,
  hue: hueOf(bank.id),
  body: html`${bankHeader(bank, 'Online banking (sandbox)')}
    <main>
      ${isPayment(subject) ? paymentOrder(subject) : accessRequest(subject)}
      ${problem === undefined ? '' : html`<p class="error" role="alert">${problem}</p>`}
      <form method="post" action="/bank/${bank.id}/authorize" autocomplete="off">
        <input type="hidden" name="visit" value="${visit.id}" />
        <label for="username">Username</label>
        <input id="username" name="username" value="${USERNAME}" autocomplete="off" />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" value="${PIN}" autocomplete="off" />
        <p class="hint">Sandbox: username ${USERNAME}, password ${PIN}.</p>
        <button class="primary" name="action" value="approve">Approve</button>
        ${isPayment(subject) ? noMoney : ''}
        <button name="action" value="access_denied">Decline</button>
        <button name="action" value="temporarily_unavailable">The bank is unavailable</button>
        ${bank.journey.offersFaults ? faultButtons : ''}
        <button name="action" value="leave">Just close (never return)</button>
      </form>
    </main>`,
});
