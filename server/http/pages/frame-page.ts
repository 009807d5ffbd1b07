import { html } from 'hono/html';
import type { AppContext } from '../context.js';
import { english } from './messages.js';

/** security.md section 6: own script and style only, one named Trusted Types policy, framed by one origin. */
const framePolicy = (parentOrigin: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    'img-src data: blob:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${parentOrigin}`,
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');

/** The page inside the credential frame: an empty document whose script takes the session over a MessageChannel. */
export function framePage(c: AppContext, parentOrigin: string): Response | Promise<Response> {
  c.header('Content-Security-Policy', framePolicy(parentOrigin));
  // A merchant's page may be cross-origin isolated; it then frames only what agrees to it.
  c.header('Cross-Origin-Embedder-Policy', 'require-corp');
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  return c.html(
    html`<!doctype html>
      <html lang="${english.language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <meta name="color-scheme" content="light dark" />
          <meta name="bank-connect-parent" content="${parentOrigin}" />
          <title>${english.frame.title}</title>
          <script type="module" src="/assets/frame.js"></script>
        </head>
        <body>
          <noscript>${english.frame.noScript}</noscript>
        </body>
      </html>`,
  );
}
