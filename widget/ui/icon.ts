import { html, type TemplateResult } from 'lit';
import type * as icons from './icons.js';

/** One of icons.ts. */
export type IconPath = (typeof icons)[keyof typeof icons];

/** A decorative icon; `turns` mirrors it in right-to-left text. */
export const icon = (path: IconPath, classes = ''): TemplateResult =>
  html`<svg class="icon ${classes}" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;
