import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Account, Payment, SessionResult } from './backend.js';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Where the sandbox bar leads. */
export interface Links {
  readonly phone: string;
  readonly testBanks: string;
  readonly gallery: string;
}

const shopName = 'Larch & Lumen';

interface Page {
  readonly title: string;
  readonly scripts?: readonly string[];
  readonly links: Links;
  readonly body: Html;
}

export const layout = ({ title, scripts = [], links, body }: Page): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${shopName}</title>
        <link rel="icon" href="/public/favicon.svg" />
        <link rel="stylesheet" href="/public/shop.css" />
        ${scripts.map((script) => html`<script type="module" src="${script}"></script>`)}
      </head>
      <body>
        <header class="masthead">
          <a class="brand" href="/checkout">${shopName}</a>
          <p class="tagline">Lamps and small furniture, made to last</p>
        </header>
        ${body} ${sandboxBar(links)}
      </body>
    </html>`;

const sandboxBar = (links: Links): Html => html`
  <footer class="sandbox">
    <p>Sandbox: an invented shop, invented banks, no real money.</p>
    <nav aria-label="Sandbox">
      <a href="${links.phone}" target="_blank" rel="noopener">Phone</a>
      <a href="${links.testBanks}" target="_blank" rel="noopener">Test banks</a>
      <a href="${links.gallery}" target="_blank" rel="noopener">Gallery</a>
      <a href="/spa">In an app</a>
      <a href="/two">Two at once</a>
      <a href="/webhooks">Webhooks</a>
      <a href="/refund">In a form</a>
    </nav>
  </footer>
`;

const steps = (current: 'Payment' | 'Done'): Html => {
  const names = ['Basket', 'Delivery', 'Payment', 'Done'];
  return html`<ol class="steps" aria-label="Checkout">
    ${names.map((name) =>
      name === current
        ? html`<li aria-current="step">${name}</li>`
        : html`<li class="${names.indexOf(name) < names.indexOf(current) ? 'past' : 'ahead'}">${name}</li>`,
    )}
  </ol>`;
};

const orderSummary = (): Html => html`
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
const waysToPay = (current: '/pay' | '/checkout'): Html => html`
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

/** The checkout that pays by bank. */
export const payPage = (companion: string, links: Links): Html =>
  layout({
    title: 'Pay by bank',
    scripts: [`${companion}/bank-connect.js`, '/public/checkout.js'],
    links,
    body: html`
      <main class="checkout">
        <div class="lead">
          ${steps('Payment')}
          <h1>Pay by bank</h1>
          <p>Choose your bank and approve the payment there. No card, no account with us, no numbers to type.</p>
          ${waysToPay('/pay')}
        </div>
        <section class="payment" aria-label="Pay by bank" data-done="/paid">
          <bank-connect server="${companion}" session-endpoint="/pay/session"></bank-connect>
          <noscript><p>Please switch on JavaScript to pay by bank.</p></noscript>
        </section>
        ${orderSummary()}
      </main>
    `,
  });

interface PaymentWords {
  readonly state: string;
  readonly title: string;
  readonly text: string;
}

/** What the shop tells of a payment. Only what the backend read counts. */
const paymentWords: Readonly<Record<string, PaymentWords>> = {
  accepted: {
    state: 'On its way',
    title: 'Thank you, your payment is on its way',
    text: 'Your bank has taken the payment and carries it out. We start packing as soon as it is done.',
  },
  completed: { state: 'Paid', title: 'Thank you, you have paid', text: 'Your order leaves our workshop tomorrow.' },
  settled: { state: 'Paid', title: 'Thank you, you have paid', text: 'Your order leaves our workshop tomorrow.' },
  pending: {
    state: 'Not finished',
    title: 'Your payment is not finished yet',
    text: 'Go back to the payment to approve it. If you have approved it, this page will say so in a moment.',
  },
  unknown: {
    state: 'Not known yet',
    title: 'We are asking your bank',
    text: 'Nobody can say yet whether the payment was made. Please do not pay again; we write to you as soon as we know.',
  },
};
const notPaid: PaymentWords = {
  state: 'Not paid',
  title: 'You have not paid',
  text: 'Nothing was taken from your account. You can try again.',
};

/** The order after the payment, as it stands now. */
export const paidPage = ({ status, order, bank }: Payment, links: Links): Html => {
  const { state, title, text } = paymentWords[status] ?? notPaid;
  const isPaid = ['accepted', 'completed', 'settled'].includes(status);
  return layout({
    title,
    links,
    body: html`
      <main class="checkout">
        <div class="lead">
          ${steps(isPaid ? 'Done' : 'Payment')}
          <h1>${title}</h1>
          <p>${text}</p>
        </div>
        <section class="payment card" aria-labelledby="payment-title">
          <h2 id="payment-title">Payment</h2>
          <dl class="facts">
            <div>
              <dt>Amount</dt>
              <dd>€${order.amount.value}</dd>
            </div>
            <div>
              <dt>Bank</dt>
              <dd>${bank?.name ?? '–'}</dd>
            </div>
            <div>
              <dt>Reference</dt>
              <dd>${order.reference}</dd>
            </div>
            <div>
              <dt>State</dt>
              <dd data-status="${status}">${state}</dd>
            </div>
          </dl>
          ${
            isPaid
              ? html`<form method="post" action="/order/new"><button>Start another order</button></form>`
              : html`<p><a class="button" href="/pay">Back to the payment</a></p>`
          }
        </section>
        ${orderSummary()}
      </main>
    `,
  });
};

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

/** The element used from an npm import, inside a dialog that is opened, closed and removed by a script. */
export const spaPage = (companion: string, links: Links): Html =>
  layout({
    title: 'Account',
    scripts: ['/spa.js'],
    links,
    body: html`
      <main class="checkout narrow">
        <div class="lead">
          <h1>Your account</h1>
          <p>A single-page application: the element comes from an npm import and lives in a dialog.</p>
        </div>
        <section class="card" id="app" data-server="${companion}" aria-label="Linked bank"></section>
      </main>
    `,
  });

/** Two independent elements. */
export const twoPage = (companion: string, links: Links): Html =>
  layout({
    title: 'Two accounts',
    scripts: [`${companion}/bank-connect.js`],
    links,
    body: html`
      <main class="checkout pair">
        <div class="lead">
          <h1>Two accounts</h1>
          <p>One to pay from, one to receive refunds. Each element has its own session.</p>
        </div>
        ${['pay', 'refund'].map(
          (part) => html`
            <section class="payment" aria-label="${part === 'pay' ? 'Pay from' : 'Refund to'}">
              <h2>${part === 'pay' ? 'Pay from' : 'Refund to'}</h2>
              <bank-connect server="${companion}" session-endpoint="/checkout/session?part=${part}"></bank-connect>
            </section>
          `,
        )}
      </main>
    `,
  });

/** What the companion server tells the shop's backend, as it arrives. */
export const webhooksPage = (isOpen: boolean, links: Links): Html =>
  layout({
    title: 'Webhooks',
    scripts: ['/public/webhooks.js'],
    links,
    body: html`
      <main class="checkout narrow">
        <div class="lead">
          <h1>Webhooks</h1>
          <p>
            What the companion server tells this shop’s backend, as it arrives. Leave this page open, and connect a bank
            in the <a href="/checkout" target="_blank" rel="noopener">checkout</a>.
          </p>
        </div>
        <section class="payment" aria-label="Arrivals">
          <div class="switches">
            <form method="post" action="/webhooks/closed">
              <button class="${isOpen ? '' : 'on'}">
                ${isOpen ? 'Play a server that is down' : 'Come back to life'}
              </button>
            </form>
            <form method="post" action="/webhooks/forgery"><button>Send a forged one</button></form>
          </div>
          <p class="note">
            ${
              isOpen
                ? 'Each one is verified, answered with 204, and dropped when it was seen before.'
                : 'The shop answers 503. The companion tries again: after 5 seconds, 30 seconds, 2 minutes, and so on for 3 days.'
            }
          </p>
          <p class="none" role="status">Nothing has arrived yet.</p>
          <ol class="arrivals" aria-live="polite" reversed></ol>
          <template id="arrival">
            <li>
              <details>
                <summary>
                  <span class="type"></span>
                  <span class="verdict"></span>
                  <span class="meta"><span class="number"></span> <time></time> <span class="answered"></span></span>
                </summary>
                <p class="id"></p>
                <pre></pre>
              </details>
            </li>
          </template>
        </section>
      </main>
    `,
  });

/** Terms and privacy: what the consent screen links to. */
export const textPage = (title: string, text: string, links: Links): Html =>
  layout({
    title,
    links,
    body: html`
      <main class="checkout narrow">
        <div class="lead">
          <h1>${title}</h1>
          <p>${text}</p>
          <p><a href="/checkout">Back to the checkout</a></p>
        </div>
      </main>
    `,
  });
