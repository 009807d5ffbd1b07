import { html } from 'hono/html';
import type { Html } from './layout.js';

/** Where in the checkout the shopper is. */
export const steps = (current: 'Payment' | 'Done'): Html => {
  const names = ['Basket', 'Delivery', 'Payment', 'Done'];
  return html`<ol class="steps" aria-label="Checkout">
    ${names.map((name) =>
      name === current
        ? html`<li aria-current="step">${name}</li>`
        : html`<li class="${names.indexOf(name) < names.indexOf(current) ? 'past' : 'ahead'}">${name}</li>`,
    )}
  </ol>`;
};

/** What is bought. */
export const orderSummary = (): Html => html`
  <aside class="summary" aria-labelledby="summary-title">
    <h2 id="summary-title">Your order</h2>
    <ul class="items">
      <li>
        <img src="/public/lamp.svg" alt="" width="64" height="64" />
        <p>Dusk table lamp<span>Smoked glass, ash base</span></p>
        <p class="price">€189.00</p>
      </li>
      <li>
        <img src="/public/stool.svg" alt="" width="64" height="64" />
        <p>Perch stool<span>Oiled larch, 2 pieces</span></p>
        <p class="price">€118.00</p>
      </li>
    </ul>
    <dl class="totals">
      <div>
        <dt>Subtotal</dt>
        <dd>€307.00</dd>
      </div>
      <div>
        <dt>Delivery</dt>
        <dd>Free</dd>
      </div>
      <div class="total">
        <dt>Total <small>incl. VAT</small></dt>
        <dd>€307.00</dd>
      </div>
    </dl>
    <address>
      <strong>Delivery to</strong><br />
      Robin Maas, Lindenweg 12, 50667 Köln
    </address>
  </aside>
`;

/** The two ways to pay. */
export const waysToPay = (current: '/pay' | '/checkout'): Html => html`
  <nav class="ways" aria-label="How to pay">
    ${[
      { path: '/pay', name: 'Pay by bank', text: 'Straight from your account, now' },
      { path: '/checkout', name: 'Pay in 30 days', text: 'After delivery, from your account' },
    ].map(
      ({ path, name, text }) =>
        html`<a href="${path}" ${path === current ? 'aria-current=page' : ''}>${name}<span>${text}</span></a>`,
    )}
  </nav>
`;
