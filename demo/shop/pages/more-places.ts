import { html } from 'hono/html';
import { type Html, layout, type Links } from './layout.js';

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
