import { css } from 'lit';
import { viewStyles } from '../theme/view.styles.js';

export const bankOptionsStyles = [
  ...viewStyles,
  css`
    :host {
      --_before: 0px;
      --_after: 0px;
      /* One height for all rows of a list; who shows the list knows its names. */
      --_row: var(--row-height, 3.75em);
      --_lines: var(--row-lines, 2);
      container-type: normal;
      font-family: var(--_font-family);
      font-size: var(--_font-size);
      color: var(--_color-text);
    }
    .list {
      position: relative;
      max-block-size: var(--_list-height);
      overflow: hidden auto;
      overscroll-behavior: contain;
      overflow-anchor: none;
      scrollbar-width: thin;
      border-radius: var(--_radius);
    }
    .list:focus-visible {
      outline: 2px solid var(--_color-focus);
    }
    .group + .group {
      margin-block-start: calc(var(--_spacing) * 3);
    }
    h3 {
      padding: calc(var(--_spacing) * 2) calc(var(--_spacing) * 2);
      color: var(--_color-muted);
    }
    .rows {
      padding-block: var(--_before) var(--_after);
    }
    .option {
      display: flex;
      align-items: center;
      gap: calc(var(--_spacing) * 3);
      block-size: var(--_row);
      padding-inline: calc(var(--_spacing) * 2);
      border-radius: var(--_radius);
      overflow: hidden;
      line-height: 1.3;
      cursor: pointer;
    }
    .option:hover,
    .option:focus-visible {
      background: var(--_color-subtle);
    }
    .option:focus-visible {
      outline: 2px solid var(--_color-focus);
      outline-offset: -2px;
    }
    .option:focus:not(:focus-visible) {
      outline: none;
    }
    .text {
      flex: 1;
      min-inline-size: 0;
    }
    .name {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: var(--_lines);
      overflow: hidden;
      font-weight: 550;
    }
    .text small {
      display: block;
      color: var(--_color-muted);
    }
    .option > .icon {
      color: var(--_color-muted);
      opacity: 0.55;
      inline-size: 1.125em;
    }
    .option[aria-disabled] {
      cursor: default;
      background: none;
    }
    .option[aria-disabled] .name {
      color: var(--_color-muted);
    }
    .option[aria-disabled] bank-connect-avatar {
      filter: grayscale(1);
      opacity: 0.6;
    }
    @container (max-width: 15rem) {
      .option > .icon {
        display: none;
      }
    }
    @media (forced-colors: active) {
      .option[aria-disabled] .name,
      .option[aria-disabled] small {
        color: GrayText;
      }
    }
  `,
];
