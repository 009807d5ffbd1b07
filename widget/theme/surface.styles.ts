import { css, type CSSResult } from 'lit';
import { viewStyles } from './view.styles.js';

/**
 * The card that all steps stand on, for the element itself: `<div class="surface" part="base">`. Without a `theme`
 * attribute it takes the page's `color-scheme`; `theme="light"`, `"dark"` and `"auto"` (the shopper's system) override it.
 */
export const surfaceStyles: CSSResult[] = [
  ...viewStyles,
  css`
    :host {
      max-inline-size: var(--_max-width);
    }
    :host([theme='light']) {
      color-scheme: light;
    }
    :host([theme='dark']) {
      color-scheme: dark;
    }
    :host([theme='auto']) {
      color-scheme: light dark;
    }
    .surface {
      padding: calc(var(--_spacing) * 6);
      border: 1px solid var(--_color-border);
      border-radius: var(--_radius-surface);
      background: var(--_color-surface);
      color: var(--_color-text);
    }
    @container (max-width: 24rem) {
      .surface {
        padding: calc(var(--_spacing) * 4);
      }
    }
  `,
];
