import { css } from 'lit';
import { choiceStyles } from '../theme/choice.styles.js';
import { fieldStyles } from '../theme/field.styles.js';
import { noteStyles } from '../theme/note.styles.js';

export const credentialFormStyles = [
  ...noteStyles,
  ...fieldStyles,
  choiceStyles,
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
  `,
];
