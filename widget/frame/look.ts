import { own } from '../api/parse.js';
import { publicName, tokenNames, type TokenName } from '../theme/tokens.js';

/** How the page looks, as far as the frame may know: the custom properties that it set, and the colour scheme. */
export interface Look {
  /** The computed `color-scheme`: `normal`, `light`, `dark`, `light dark`. */
  readonly colorScheme: string;
  readonly tokens: Readonly<Partial<Record<TokenName, string>>>;
}

/** Reads the look off the element that hosts the frame. The frame cannot inherit the typeface, so it is always named. */
export function readLook(host: Element): Look {
  const style = getComputedStyle(host);
  const tokens: Partial<Record<TokenName, string>> = { 'font-family': style.fontFamily };
  for (const name of tokenNames) {
    const value = style.getPropertyValue(publicName(name)).trim();
    if (value !== '' && value !== 'inherit') tokens[name] = value;
  }
  return { colorScheme: style.colorScheme, tokens };
}

/** The property that has to take a token's value, so that nothing but a colour can pass for a colour. */
const judge = (name: TokenName): string =>
  name.startsWith('color-') ? 'color' : name === 'font-family' || name === 'font-size' ? name : 'width';

/** Nothing that loads, refers or computes from elsewhere. */
const harmless = (value: string): boolean =>
  value.length <= 200 && !/url|image|src|var|env|attr|[\\;{}<>@]/i.test(value);

/**
 * What of a look may be applied: known names with values of their kind. Everything else is dropped, without a word.
 * Answers pairs of property and value.
 */
export function acceptLook(look: unknown): [property: string, value: string][] {
  const accepted: [string, string][] = [];
  const colorScheme = own(look, 'colorScheme');
  if (typeof colorScheme === 'string' && /^(normal|(only )?(light|dark)|light dark|dark light)$/.test(colorScheme)) {
    accepted.push(['color-scheme', colorScheme]);
  }
  for (const name of tokenNames) {
    const value = own(own(look, 'tokens'), name);
    if (typeof value === 'string' && harmless(value) && CSS.supports(judge(name), value)) {
      accepted.push([publicName(name), value]);
    }
  }
  return accepted;
}
