import { createHash } from 'node:crypto';
import { raw } from 'hono/html';

const css = `
:root {
  color-scheme: light dark;
  --ink: #16202e; --quiet: #56616f; --paper: #f4f6f9; --card: #fff; --line: #dfe4ea; --accent: #1b57d6; --on-accent: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #eef2f7; --quiet: #a3afbd; --paper: #0e141c; --card: #18212c; --line: #2b3744; --accent: #8ab4ff; --on-accent: #0b1a33;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-block-size: 100vh; min-block-size: 100dvh; display: grid; place-items: center; padding: 1.25rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main {
  inline-size: min(100%, 27rem); padding: clamp(1.5rem, 6vw, 2.5rem);
  background: var(--card); border: 1px solid var(--line); border-radius: 1rem; text-align: center;
}
h1 { margin: 0 0 .75rem; font-size: 1.375rem; line-height: 1.3; letter-spacing: -.01em; text-wrap: balance; overflow-wrap: anywhere; }
p { margin: 0; color: var(--quiet); text-wrap: pretty; }
svg { display: block; inline-size: 3rem; block-size: 3rem; margin: 0 auto 1.25rem; color: var(--accent); }
a {
  display: inline-block; margin-block-start: 1.5rem; padding: .75rem 1.25rem; border-radius: .625rem;
  background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none; overflow-wrap: anywhere;
}
a:hover { text-decoration: underline; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
small { display: block; margin-block-start: 1.5rem; color: var(--quiet); font-size: .8125rem; overflow-wrap: anywhere; user-select: all; }
.ring { animation: turn 1.2s linear infinite; transform-origin: center; }
@keyframes turn { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: reduce) { .ring { animation: none; } }
@media (forced-colors: active) { a { border: 1px solid; } }
`;

/** The `<style>` of the static pages, and the source that lets it through their Content-Security-Policy. */
export const pageStyle = raw(`<style>${css}</style>`);
export const pageStyleSource = `'sha256-${createHash('sha256').update(css).digest('base64')}'`;
