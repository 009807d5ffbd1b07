import { css, type CSSResult } from 'lit';
import { viewStyles } from './view.styles.js';

const notes = css`
  ul,
  ol,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  ul,
  ol {
    list-style-type: '';
  }
  h2 + p {
    margin-block-start: calc(var(--_spacing) * -2);
  }
  .centred > h2 + p {
    margin: 0;
  }
  a {
    color: var(--_color-accent);
    text-underline-offset: 0.2em;
    border-radius: 0.25em;
  }
  a:focus-visible,
  summary:focus-visible {
    outline: 2px solid var(--_color-focus);
    outline-offset: 2px;
  }
  button.secondary {
    border-color: var(--_color-control);
  }
  button.secondary:hover {
    background: var(--_color-subtle);
  }
  button.busy > :not(.spinner) {
    opacity: 0;
  }
  button.busy > .spinner {
    position: absolute;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_spacing) * 2);
  }
  .actions > * {
    flex: 1 1 9em;
  }
  .actions > .quiet,
  .actions.stacked > * {
    flex-basis: 100%;
  }
  .actions > .quiet:last-child {
    margin-block-end: calc(var(--_spacing) * -2);
  }
  .badge {
    font-weight: 550;
  }
  .note {
    display: flex;
    gap: calc(var(--_spacing) * 3);
    padding: calc(var(--_spacing) * 3) calc(var(--_spacing) * 4);
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_color-subtle);
  }
  .note.warning,
  .note.danger {
    background: color-mix(in srgb, var(--_tone) 8%, var(--_color-surface));
    border-color: color-mix(in srgb, var(--_tone) 30%, var(--_color-surface));
  }
  .warning {
    --_tone: var(--_color-warning);
  }
  .danger {
    --_tone: var(--_color-danger);
  }
  .success {
    --_tone: var(--_color-success);
  }
  .calm {
    --_tone: var(--_color-accent);
  }
  .note > .icon {
    margin-block-start: 0.125em;
    color: var(--_tone, var(--_color-muted));
  }
  blockquote {
    margin: 0;
    padding-inline-start: calc(var(--_spacing) * 4);
    border-inline-start: 3px solid var(--_color-border);
    white-space: pre-line;
  }
`;

/** What the views of the later steps adopt: notes and quotations besides. */
export const noteStyles: CSSResult[] = [...viewStyles, notes];
