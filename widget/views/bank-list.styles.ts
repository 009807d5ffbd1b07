import { css } from 'lit';
import { inputStyles } from '../theme/input.styles.js';
import { viewStyles } from '../theme/view.styles.js';

export const bankListStyles = [
  ...viewStyles,
  inputStyles,
  css`
    .view {
      gap: calc(var(--_spacing) * 4);
    }
    .search {
      position: relative;
      display: grid;
      align-items: center;
    }
    .search > * {
      grid-area: 1 / 1;
    }
    .search > .icon {
      margin-inline-start: calc(var(--_spacing) * 3.5);
      color: var(--_color-muted);
      pointer-events: none;
    }
    .search input {
      padding-inline: calc(var(--_spacing) * 6 + 1.25em);
    }
    ::-webkit-search-cancel-button {
      display: none;
    }
    .search button {
      justify-self: end;
      min-block-size: 2.5em;
      padding: 0;
      inline-size: 2.5em;
      margin-inline-end: calc(var(--_spacing) * 1);
      color: var(--_color-muted);
    }
    .bar {
      flex-wrap: wrap;
      justify-content: space-between;
      min-block-size: 2.25em;
    }
    .bar .select {
      max-inline-size: 100%;
    }
    .bar select {
      min-block-size: 2.5em;
      padding-block: calc(var(--_spacing) * 1.5);
      border-color: transparent;
      background: var(--_color-subtle);
      font-weight: 550;
    }
    .bar select:hover {
      border-color: var(--_color-control);
    }
    .skeleton {
      display: flex;
      align-items: center;
      gap: calc(var(--_spacing) * 3);
      block-size: 3.75em;
      padding-inline: calc(var(--_spacing) * 2);
    }
    .skeleton > * {
      background: var(--_color-border);
      border-radius: 0.25em;
      block-size: 0.75em;
      inline-size: 45%;
      animation: breathe 1.6s ease-in-out infinite alternate;
    }
    .skeleton > :first-child {
      flex: none;
      inline-size: 2.5rem;
      block-size: 2.5rem;
      border-radius: 28%;
    }
    .skeleton:nth-child(even) > :last-child {
      inline-size: 60%;
    }
    @keyframes breathe {
      to {
        opacity: 0.45;
      }
    }
    @container (max-width: 22rem) {
      .long {
        --row-height: 4.25em;
      }
    }
    @container (max-width: 18rem) {
      .long {
        --row-height: 5.25em;
        --row-lines: 3;
      }
    }
    @container (max-width: 15rem) {
      .results {
        --row-height: 5.25em;
        --row-lines: 3;
      }
    }
    .tall {
      min-block-size: var(--_list-height);
    }
    .nothing {
      padding: calc(var(--_spacing) * 8) calc(var(--_spacing) * 4);
      border: 1px dashed var(--_color-border);
      border-radius: var(--_radius);
    }
    @media (forced-colors: active) {
      .skeleton > * {
        background: GrayText;
      }
    }
  `,
];
