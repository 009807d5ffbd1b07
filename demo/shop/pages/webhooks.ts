import { html } from 'hono/html';
import { type Html, layout, type Links } from './layout.js';

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
