import { css } from 'lit';

/** A radio button or a checkbox with its words, as a row that can be pressed anywhere. */
export const choiceStyles = css`
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
`;
