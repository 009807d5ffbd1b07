import { css } from 'lit';
import { tokenStyles } from './tokens.js';

export const viewStyles = [
  tokenStyles,
  css`
    :host {
      display: block;
      container-type: inline-size;
    }
  `,
];
