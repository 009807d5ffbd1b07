import { css, unsafeCSS, type CSSResult } from 'lit';

interface Token {
  /** Default; colours are written as `light-dark(…)`, so they follow the `color-scheme` that holds where the element is. */
  readonly value: string;
  /** One sentence for the table in the docs. */
  readonly summary: string;
}

/**
 * Every custom property that a page can set, with its default: the only list of them. The stylesheet below, the table in
 * the docs and the allow-list for the credential frame are made from it. `color-text` is set as `--bank-connect-color-text`.
 */
export const tokens = {
  'color-surface': { value: 'light-dark(#fff, #16191f)', summary: 'Background of the element and of fields.' },
  'color-subtle': { value: 'light-dark(#f4f5f8, #20242c)', summary: 'Background of quiet areas: notes, hovered rows.' },
  'color-text': { value: 'light-dark(#171b26, #eef0f5)', summary: 'Text.' },
  'color-muted': { value: 'light-dark(#555c6b, #a9b0bf)', summary: 'Secondary text.' },
  'color-border': { value: 'light-dark(#e3e6ec, #2e343f)', summary: 'Hairlines between areas.' },
  'color-control': { value: 'light-dark(#838a99, #7d8595)', summary: 'Borders of fields and buttons (3:1).' },
  'color-accent': { value: 'light-dark(#2f45c5, #aab8ff)', summary: 'Main button, links, selection.' },
  'color-on-accent': { value: 'light-dark(#fff, #10163a)', summary: 'Text on the accent colour.' },
  'color-focus': { value: 'light-dark(#2f45c5, #aab8ff)', summary: 'Focus ring (3:1).' },
  'color-danger': { value: 'light-dark(#b3261e, #ffb3ab)', summary: 'Errors.' },
  'color-warning': { value: 'light-dark(#8a5300, #f5c26b)', summary: 'Warnings.' },
  'color-success': { value: 'light-dark(#0d6b45, #7fd8ae)', summary: 'Success.' },
  'font-family': { value: 'inherit', summary: 'Typeface; by default the one of the page.' },
  'font-size': { value: '1rem', summary: 'Size of body text; everything else grows with it.' },
  spacing: {
    value: 'min(0.25rem, 1.45cqi)',
    summary: 'Unit of all distances; smaller is denser. By default it shrinks where large text meets a narrow place.',
  },
  radius: { value: '0.625rem', summary: 'Corners of fields, buttons and rows.' },
  'radius-surface': { value: '1.25rem', summary: 'Corners of the element itself.' },
  'max-width': { value: '30rem', summary: 'Greatest width of the element.' },
  'list-height': { value: '23rem', summary: 'Height of the list of banks.' },
} as const satisfies Record<string, Token>;

export type TokenName = keyof typeof tokens;
export const tokenNames = Object.keys(tokens) as TokenName[];

/** `color-text` → `--bank-connect-color-text`, which pages set. */
export const publicName = (name: TokenName): `--bank-connect-${TokenName}` => `--bank-connect-${name}`;

const declarations = tokenNames.map((name) => `--_${name}:var(${publicName(name)},${tokens[name].value});`).join('');

/** Second tier: maps what the page set to the private `--_…` that rules read. Every shadow root of the widget adopts this one sheet. */
export const tokenStyles: CSSResult = css`
  :host {
    ${unsafeCSS(declarations)}
  }
`;
