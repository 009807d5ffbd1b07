import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

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
