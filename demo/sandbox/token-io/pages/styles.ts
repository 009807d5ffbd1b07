import { HUES } from './layout.js';

const schemes = Array.from({ length: HUES }, (_, index) => {
  const angle = Math.round((360 / HUES) * index + 8);
  return `.hue-${index} { --brand: hsl(${angle} 62% 30%); --tint: hsl(${angle} 60% 96%); }`;
}).join('\n');

/** One look for all pages of the sandbox; the colours are the bank's. */
export const PAGE_CSS = `${schemes}
* { box-sizing: border-box; }
body { margin: 0; background: var(--tint); color: #1b1f24; font: 1rem/1.5 system-ui, sans-serif; }
header { display: flex; gap: 0.75rem; align-items: center; padding: 0.875rem 1.25rem; background: var(--brand); color: #fff; }
header p { margin: 0; font-weight: 600; }
header small { display: block; font-weight: 400; }
header img { width: 40px; height: 40px; border-radius: 8px; background: #fff; }
main { max-width: 34rem; margin: 1.5rem auto; padding: 1.5rem 1.25rem; background: #fff; border-radius: 12px; box-shadow: 0 1px 4px rgb(0 0 0 / 12%); }
h1 { margin: 0 0 0.75rem; font-size: 1.375rem; line-height: 1.25; }
h2 { margin: 0 0 0.25rem; font-size: 1.0625rem; }
label { display: block; margin: 1rem 0 0.25rem; font-weight: 600; }
input, select { width: 100%; min-height: 44px; padding: 0.5rem 0.75rem; border: 1px solid #6b7480; border-radius: 8px; background: #fff; color: inherit; font: inherit; }
input[type='radio'], input[type='checkbox'] { width: auto; min-height: 0; margin-inline-end: 0.5rem; }
button { width: 100%; min-height: 48px; margin-top: 0.75rem; padding: 0.5rem 1rem; border: 1px solid var(--brand); border-radius: 8px; background: #fff; color: var(--brand); font: inherit; font-weight: 600; cursor: pointer; }
button.primary { background: var(--brand); color: #fff; }
button:hover { filter: brightness(0.94); }
:focus-visible { outline: 3px solid #1a73e8; outline-offset: 2px; }
ul { padding-inline-start: 1.25rem; }
ul.cards { list-style: none; padding: 0; }
ul.cards > li { margin-bottom: 0.75rem; padding: 1rem; border: 1px solid #d4d9de; border-radius: 10px; }
ul.banks { list-style: none; padding: 0; }
ul.banks button { margin-top: 0.5rem; text-align: start; }
fieldset { margin: 1rem 0 0; padding: 0.75rem 1rem; border: 1px solid #d4d9de; border-radius: 8px; }
fieldset label { margin: 0.25rem 0; font-weight: 400; }
legend { font-weight: 600; }
dl.order { margin: 0 0 1rem; padding: 0.75rem 1rem; border-radius: 8px; background: var(--tint); }
dl.order dt { color: #4a5460; font-size: 0.9375rem; }
dl.order dd { margin: 0 0 0.5rem; font-weight: 600; overflow-wrap: anywhere; }
.hint { color: #4a5460; font-size: 0.9375rem; }
.error { padding: 0.625rem 0.875rem; border-inline-start: 4px solid #b3261e; background: #fdecea; color: #7a1710; }
.picture { max-width: 100%; image-rendering: pixelated; }
code { overflow-wrap: anywhere; }
`;

/** Reloads the phone page when another approval is waiting. */
export const PHONE_JS = `const shown = document.querySelector('main').dataset.waiting;
const look = async () => {
  try {
    const answer = await fetch('/phone/waiting', { cache: 'no-store' });
    if ((await answer.text()) !== shown) location.reload();
  } finally {
    setTimeout(look, 1000);
  }
};
setTimeout(look, 1000);
`;
