import { css, unsafeCSS, type CSSResult } from 'lit';

/**
 * Every custom property that a page can set, with its default: the only list of them. The stylesheet below and the allow-list
 * of the credential frame are made from it. `color-text` is set as `--bank-connect-color-text`. Colours are written as
 * `light-dark(…)`, so they follow the `color-scheme` that holds where the element is.
 */
export const tokens = {
  'color-surface': 'light-dark(#fff, #16191f)',
  'color-subtle': 'light-dark(#f4f5f8, #20242c)',
  'color-text': 'light-dark(#171b26, #eef0f5)',
  'color-muted': 'light-dark(#555c6b, #a9b0bf)',
  'color-border': 'light-dark(#e3e6ec, #2e343f)',
  'color-control': 'light-dark(#838a99, #7d8595)',
  'color-accent': 'light-dark(#2f45c5, #aab8ff)',
  'color-on-accent': 'light-dark(#fff, #10163a)',
  'color-focus': 'light-dark(#2f45c5, #aab8ff)',
  'color-danger': 'light-dark(#b3261e, #ffb3ab)',
  'color-warning': 'light-dark(#8a5300, #f5c26b)',
  'color-success': 'light-dark(#0d6b45, #7fd8ae)',
  'font-family': 'inherit',
  'font-size': '1rem',
  spacing: 'min(0.25rem, 1.45cqi)',
  radius: '0.625rem',
  'radius-surface': '1.25rem',
  'max-width': '30rem',
  'list-height': '23rem',
} as const satisfies Record<string, string>;

export type TokenName = keyof typeof tokens;
export const tokenNames = Object.keys(tokens) as TokenName[];

/** `color-text` → `--bank-connect-color-text`, which pages set. */
export const publicName = (name: TokenName): `--bank-connect-${TokenName}` => `--bank-connect-${name}`;

const declarations = tokenNames.map((name) => `--_${name}:var(${publicName(name)},${tokens[name]});`).join('');

/** One sentence for each, for the table in the docs. */
export const tokenSummaries: Readonly<Record<TokenName, string>> = {
  'color-surface': 'Background of the element and of fields.',
  'color-subtle': 'Background of quiet areas: notes, hovered rows.',
  'color-text': 'Text.',
  'color-muted': 'Secondary text.',
  'color-border': 'Hairlines between areas.',
  'color-control': 'Borders of fields and buttons (3:1).',
  'color-accent': 'Main button, links, selection.',
  'color-on-accent': 'Text on the accent colour.',
  'color-focus': 'Focus ring (3:1).',
  'color-danger': 'Errors.',
  'color-warning': 'Warnings.',
  'color-success': 'Success.',
  'font-family': 'Typeface; by default the one of the page.',
  'font-size': 'Size of body text; everything else grows with it.',
  spacing: 'Unit of all distances; smaller is denser. By default it shrinks where large text meets a narrow place.',
  radius: 'Corners of fields, buttons and rows.',
  'radius-surface': 'Corners of the element itself.',
  'max-width': 'Greatest width of the element.',
  'list-height': 'Height of the list of banks.',
};

/** Second tier: maps what the page set to the private `--_…` that rules read. Every shadow root of the widget adopts this one sheet. */
export const tokenStyles: CSSResult = css`
  :host {
    ${unsafeCSS(declarations)}
  }
`;
