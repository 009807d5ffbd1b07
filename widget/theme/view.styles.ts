import { css, type CSSResult } from 'lit';
import { tokenStyles } from './tokens.js';

const base = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  :host([hidden]),
  [hidden] {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  .view {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_spacing) * 5);
    color: var(--_color-text);
    font-family: var(--_font-family);
    font-size: var(--_font-size);
    line-height: 1.5;
    overflow-wrap: anywhere;
    text-align: start;
  }
  h2,
  h3,
  p {
    margin: 0;
  }
  h2 {
    font-size: 1.375em;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  h3 {
    font-size: 0.875em;
    font-weight: 600;
  }
  small,
  .small {
    font-size: 0.875em;
    line-height: 1.45;
  }
  .muted {
    color: var(--_color-muted);
  }
  .stack {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_spacing) * 2);
  }
  .row {
    display: flex;
    align-items: center;
    gap: calc(var(--_spacing) * 3);
  }
  .centred {
    align-items: center;
    text-align: center;
    text-wrap: balance;
  }
  .sr-only {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon.turns:dir(rtl) {
    transform: scaleX(-1);
  }
  h2:focus-visible,
  button:focus-visible,
  input:focus-visible,
  select:focus-visible,
  [tabindex='0']:focus-visible {
    outline: 2px solid var(--_color-focus);
    outline-offset: 2px;
  }
  h2:focus {
    outline-color: transparent;
  }
  @container (max-width: 15rem) {
    .view {
      hyphens: auto;
    }
    h2 {
      font-size: 1.2em;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;

const buttons = css`
  button {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_spacing) * 2);
    min-block-size: 3em;
    padding: calc(var(--_spacing) * 2.5) calc(var(--_spacing) * 5);
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: transparent;
    color: inherit;
    font: inherit;
    font-weight: 600;
    line-height: 1.25;
    text-align: center;
    cursor: pointer;
    transition:
      background-color 0.12s,
      border-color 0.12s;
  }
  button.primary {
    background: var(--_color-accent);
    color: var(--_color-on-accent);
  }
  button.primary:hover {
    background: color-mix(in oklab, var(--_color-accent), var(--_color-text) 16%);
  }
  button.quiet:hover {
    background: var(--_color-subtle);
  }
  button.quiet {
    align-self: center;
    min-block-size: 2.75em;
    color: var(--_color-accent);
    font-weight: 550;
  }
  button[aria-disabled='true'] {
    cursor: default;
  }
  .spinner {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    border: 2px solid color-mix(in srgb, currentColor 25%, transparent);
    border-block-start-color: currentColor;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      border-style: dotted;
    }
  }
  @media (forced-colors: active) {
    button.primary {
      background: ButtonText;
      color: ButtonFace;
      forced-color-adjust: none;
    }
    .spinner {
      border-color: currentColor;
      border-block-start-color: transparent;
    }
  }
`;

/** What every view adopts: tokens, reset, type and buttons. */
export const viewStyles: CSSResult[] = [tokenStyles, base, buttons];
