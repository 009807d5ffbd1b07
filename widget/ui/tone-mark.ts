import { css, html, type TemplateResult } from 'lit';
import { icon, type IconPath } from './icon.js';

export type Tone = 'calm' | 'success' | 'warning' | 'danger';

/** The round mark at the head of a result. Decorative. */
export const toneMark = (tone: Tone, name: IconPath): TemplateResult =>
  html`<div class="mark-round ${tone}" part="mark">${icon(name)}</div>`;

export const toneMarkStyles = css`
  .mark-round {
    display: grid;
    place-items: center;
    inline-size: 4rem;
    block-size: 4rem;
    border: 1px solid transparent;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_tone) 12%, var(--_color-surface));
    color: var(--_tone);
  }
  .mark-round > .icon {
    inline-size: 2rem;
    block-size: 2rem;
  }
`;
