import { css } from 'lit';
import { fieldStyles } from '../theme/field.styles.js';
import { viewStyles } from '../theme/view.styles.js';

export const credentialFormStyles = [
  ...viewStyles,
  fieldStyles,
  css`
    form {
      display: flex;
      flex-direction: column;
      gap: calc(var(--_spacing) * 5);
    }
    .intro {
      align-items: start;
      gap: calc(var(--_spacing) * 2);
    }
    .intro .icon {
      margin-block-start: 0.05em;
    }
    .challenge {
      display: grid;
      gap: calc(var(--_spacing) * 3);
    }
    .busy-fields input {
      background: var(--_color-subtle);
      border-color: var(--_color-border);
    }
    .help {
      color: var(--_color-muted);
    }
    input.code {
      font-variant-numeric: tabular-nums;
      letter-spacing: 0.12em;
      font-weight: 600;
    }
    .secret {
      display: grid;
      align-items: center;
    }
    .secret > * {
      grid-area: 1 / 1;
    }
    .secret > input {
      padding-inline-end: 5.5em;
    }
    .secret > button {
      justify-self: end;
      min-block-size: 2.5em;
      margin-inline-end: calc(var(--_spacing) * 1);
      padding-inline: calc(var(--_spacing) * 3);
      font-size: 0.875em;
    }
    fieldset .stack {
      margin-block-start: calc(var(--_spacing) * 2);
    }
    .choice {
      display: flex;
      align-items: center;
      gap: calc(var(--_spacing) * 3);
      min-block-size: 3em;
      padding: calc(var(--_spacing) * 2.5) calc(var(--_spacing) * 3.5);
      border: 1px solid var(--_color-border);
      border-radius: var(--_radius);
      font-weight: 500;
      cursor: pointer;
    }
    .choice:hover {
      background: var(--_color-subtle);
    }
    .choice:has(:checked) {
      border-color: var(--_color-accent);
      background: color-mix(in srgb, var(--_color-accent) 6%, var(--_color-surface));
    }
    .choice input {
      flex: none;
      inline-size: 1.25em;
      block-size: 1.25em;
      margin: 0;
      accent-color: var(--_color-accent);
    }
    .choice:has(:focus-visible) {
      outline: 2px solid var(--_color-focus);
      outline-offset: 2px;
    }
    .choice input:focus-visible {
      outline: none;
    }
  `,
];
