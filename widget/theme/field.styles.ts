import { css, type CSSResult } from 'lit';
import { inputStyles } from './input.styles.js';

/** Labels, text fields, selects and their errors. */
export const fieldStyles: CSSResult[] = [
  inputStyles,
  css`
    .field {
      display: flex;
      flex-direction: column;
      gap: calc(var(--_spacing) * 1.5);
    }
    label,
    legend,
    .label {
      font-weight: 600;
      font-size: 0.9375em;
      padding: 0;
    }
    [aria-invalid='true']:not(:focus) {
      border-color: var(--_color-danger) !important;
    }
    .error {
      display: flex;
      align-items: start;
      gap: calc(var(--_spacing) * 1.5);
      color: var(--_color-danger);
      font-size: 0.875em;
      font-weight: 500;
    }
  `,
];
