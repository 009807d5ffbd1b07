import { expect } from '@open-wc/testing';
import { CSSResult, LitElement, type CSSResultGroup } from 'lit';
import { surfaceStyles } from '../../../widget/theme/surface.styles.js';
import { publicName, tokenNames, tokenStyles } from '../../../widget/theme/tokens.js';
import { credentialElements } from '../../../widget/views/credential-elements.js';
import { firstElements } from '../../../widget/views/first-elements.js';
import { laterElements } from '../../../widget/views/later-elements.js';

class Surface extends LitElement {
  static override styles = surfaceStyles;
}

const elements = [...firstElements, ...laterElements, ...credentialElements, ['surface', Surface] as const].map(
  ([tag, element]) => ({
    tag,
    text: cssTextOf(element.styles),
  }),
);

function cssTextOf(styles: CSSResultGroup | undefined): string {
  if (Array.isArray(styles)) return styles.map(cssTextOf).join('\n');
  return styles instanceof CSSResult ? styles.cssText : '';
}

const matches = (text: string, pattern: RegExp): Set<string> =>
  new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''));

const used = (text: string): Set<string> => matches(text, /var\(\s*(--_[\w-]+)/g);
const defined = (text: string): Set<string> => matches(text, /(--_[\w-]+)\s*:/g);
const without = (all: Set<string>, some: Set<string>): string[] => [...all].filter((each) => !some.has(each));

describe('tokens of the theme', () => {
  for (const { tag, text } of elements) {
    it(`<${tag}> reads no private property that is not defined`, () => {
      expect(without(used(text), defined(text))).to.deep.equal([]);
    });

    it(`<${tag}> defines no private property of its own that nothing reads`, () => {
      const own = new Set(without(defined(text), defined(tokenStyles.cssText)));
      expect(without(own, used(text))).to.deep.equal([]);
    });

    it(`<${tag}> reads public properties only where they are mapped`, () => {
      const rules = text.replaceAll(tokenStyles.cssText, '');
      expect([...matches(rules, /(--bank-connect-[\w-]+)/g)]).to.deep.equal([]);
    });

    it(`<${tag}> lays out without left and right`, () => {
      const physical =
        /(?:^|[;{\s])((?:margin|padding|border|inset)-(?:left|right|top|bottom)|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:/g;
      const rules = text.replaceAll(/@container[^{]*/g, '');
      expect([...matches(rules, physical)]).to.deep.equal([]);
    });
  }

  it('are all read somewhere', () => {
    const everywhere = new Set(elements.flatMap(({ text }) => [...used(text)]));
    expect(without(defined(tokenStyles.cssText), everywhere)).to.deep.equal([]);
  });

  it('are mapped one to one from public properties', () => {
    const mapped = [...tokenStyles.cssText.matchAll(/--_([\w-]+):var\((--bank-connect-[\w-]+),/g)];
    expect(mapped.map(([, name]) => name)).to.deep.equal(tokenNames);
    expect(mapped.map(([, , publicProperty]) => publicProperty)).to.deep.equal(tokenNames.map(publicName));
  });
});
