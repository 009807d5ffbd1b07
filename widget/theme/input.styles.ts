import { css } from 'lit';

/** Text fields and selects. */
export const inputStyles = css`
  input:not([type='radio'], [type='range']),
  select {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 3em;
    padding: calc(var(--_spacing) * 2.5) calc(var(--_spacing) * 3.5);
    border: 1px solid var(--_color-control);
    border-radius: var(--_radius);
    background: var(--_color-surface);
    color: inherit;
    font: inherit;
    font-size: max(1em, 16px);
    line-height: 1.25;
    transition: border-color 0.12s;
  }
  input:not([type='radio'], [type='range']):focus-visible,
  select:focus-visible {
    outline-offset: -1px;
    border-color: var(--_color-focus);
  }
  ::placeholder {
    color: var(--_color-muted);
    opacity: 1;
  }
  select {
    appearance: none;
    padding-inline-end: calc(var(--_spacing) * 9);
    text-overflow: ellipsis;
    cursor: pointer;
  }
  .select {
    position: relative;
    display: grid;
    align-items: center;
  }
  .select > * {
    grid-area: 1 / 1;
  }
  .select > .icon {
    justify-self: end;
    margin-inline-end: calc(var(--_spacing) * 3);
    inline-size: 1em;
    rotate: 90deg;
    pointer-events: none;
    color: var(--_color-muted);
  }
`;
