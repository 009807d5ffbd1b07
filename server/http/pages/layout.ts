import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AppContext } from '../context.js';
import { english } from './messages.js';
import { pageStyle, pageStyleSource } from './style.js';

/** security.md section 6, for pages without a script. */
const pagePolicy = [
  "default-src 'none'",
  `style-src ${pageStyleSource}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const signs = {
  wait: html`<path class="ring" d="M24 6a18 18 0 1 1-18 18" />`,
  /** Says that somebody is back, not how it went. */
  done: html`<path d="M20 13 9 24l11 11M10 24h29" />`,
  problem: html`<circle cx="24" cy="24" r="18" /><path d="M24 15v11m0 6.5v.5" />`,
};

export interface Page {
  readonly sign: keyof typeof signs;
  readonly title: string;
  readonly text: string;
  /** Where the browser goes by itself, and the same as a link. Must be an address that was checked. */
  readonly onward?: {
    readonly url: string;
    readonly label: string;
    readonly atOnce: boolean;
    readonly afterSeconds?: number;
  };
  readonly reference?: string;
}

/** A static page: one card, no script, nothing from anywhere else. Everything given is escaped. */
export function respondWithPage(
  c: AppContext,
  page: Page,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  c.header('Content-Security-Policy', pagePolicy);
  const { onward } = page;
  return c.html(
    html`<!doctype html>
      <html lang="${english.language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <meta name="color-scheme" content="light dark" />
          ${onward?.atOnce ? html`<meta http-equiv="refresh" content="${onward.afterSeconds ?? 0};url=${onward.url}" />` : ''}
          <title>${page.title}</title>
          ${pageStyle}
        </head>
        <body>
          <main>
            <svg
              viewBox="0 0 48 48"
              fill="none"
              stroke="currentColor"
              stroke-width="3"
              stroke-linecap="round"
              stroke-linejoin="round"
              aria-hidden="true"
            >
              ${signs[page.sign]}
            </svg>
            <h1>${page.title}</h1>
            <p>${page.text}</p>
            ${onward ? html`<a href="${onward.url}" rel="noreferrer">${onward.label}</a>` : ''}
            ${page.reference ? html`<small>${page.reference}</small>` : ''}
          </main>
        </body>
      </html>`,
    status,
  );
}
