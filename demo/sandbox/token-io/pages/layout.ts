import type { Context } from 'hono';
import { html } from 'hono/html';

export type Markup = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  readonly lang?: string;
  /** Number of the colour scheme, 0 to 11. */
  readonly hue: number;
  readonly body: Markup;
  /** Loads `/sandbox-assets/phone.js`, and reloads by itself without scripts. */
  readonly live?: boolean;
}

/** Number of colour schemes in page.css. */
export const HUES = 12;

/** The same text gets the same colours. */
export const hueOf = (text: string): number =>
  Array.from(text).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % HUES;

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";

const live = html`<script src="/sandbox-assets/phone.js" defer></script>
  <noscript><meta http-equiv="refresh" content="4" /></noscript>`;

/** The HTML document of a page. */
export const documentOf = (page: Page): Markup =>
  html`<!doctype html>
    <html lang="${page.lang ?? 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/sandbox-assets/page.css" />
        ${page.live ? live : ''}
      </head>
      <body class="hue-${page.hue}">
        ${page.body}
      </body>
    </html>`;

/** A page of the sandbox: no inline style, no inline script, nothing from elsewhere. */
export const showPage = (context: Context, page: Page, status: 200 | 400 | 404 | 410 = 200) => {
  context.header('content-security-policy', POLICY);
  context.header('cache-control', 'no-store');
  context.header('referrer-policy', 'no-referrer');
  context.header('x-content-type-options', 'nosniff');
  return context.html(documentOf(page), status);
};

/** A page that says one thing. */
export const showMessage = (
  context: Context,
  message: { readonly title: string; readonly text: string; readonly hue?: number },
  status: 200 | 400 | 404 | 410 = 200,
) =>
  showPage(
    context,
    {
      title: message.title,
      hue: message.hue ?? 0,
      body: html`<main>
        <h1>${message.title}</h1>
        <p>${message.text}</p>
      </main>`,
    },
    status,
  );
