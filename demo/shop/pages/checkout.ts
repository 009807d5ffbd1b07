import { html } from 'hono/html';
import type { Account, SessionResult } from '../backend.js';
import { type Html, layout, type Links } from './layout.js';
import { orderSummary, steps, waysToPay } from './order.js';

/** The checkout: the element in a real page. `companion` is the origin of the companion server. */
export const checkoutPage = (companion: string, links: Links): Html =>
  layout({
    title: 'Checkout',
    scripts: [`${companion}/bank-connect.js`, '/public/checkout.js'],
    links,
    body: html`
      <main class="checkout">
        <div class="lead">
          ${steps('Payment')}
          <h1>Pay after delivery</h1>
          <p>
            Enjoy your order first and pay in 30 days. Connect the account you will pay from, so that we can check that
            it is yours. Nothing is paid now.
          </p>
          ${waysToPay('/checkout')}
        </div>
        <section class="payment" aria-label="Connect your bank">
          <bank-connect server="${companion}" session-endpoint="/checkout/session"></bank-connect>
          <noscript><p>Please switch on JavaScript to connect your bank.</p></noscript>
        </section>
        ${orderSummary()}
      </main>
    `,
  });

/** The order is placed: what the backend read with the shopper's consent. */
export const orderPage = (result: SessionResult, accounts: readonly Account[], links: Links): Html =>
  layout({
    title: 'Thank you',
    links,
    body: html`
      <main class="checkout">
        <div class="lead">
          ${steps('Done')}
          <h1>Thank you for your order</h1>
          <p>It leaves our workshop tomorrow. You pay 30 days after delivery, from the account below.</p>
        </div>
        <section class="payment card" aria-labelledby="accounts-title">
          <h2 id="accounts-title">Verified at ${result.bank?.name ?? 'your bank'}</h2>
          <ul class="accounts">
            ${accounts.map(
              ({ name, holder, maskedIdentifier }) =>
                html`<li><strong>${name}</strong> <span>${maskedIdentifier}</span> <span>${holder ?? ''}</span></li>`,
            )}
          </ul>
          <form method="post" action="/order/new"><button>Start another order</button></form>
        </section>
        ${orderSummary()}
      </main>
    `,
  });
