import { expect, fixture, html } from '@open-wc/testing';
import { LitElement, type TemplateResult } from 'lit';
import { surfaceStyles } from '../../../widget/theme/surface.styles.js';
import { BankAvatar } from '../../../widget/ui/bank-avatar.js';

class ContrastProbe extends LitElement {
  static override styles = surfaceStyles;

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }
}
customElements.define('contrast-probe', ContrastProbe);
customElements.define('bank-connect-avatar', BankAvatar);

type Rgb = readonly [red: number, green: number, blue: number];

/** The colour as it is painted, whatever its notation. */
function paint(colour: string): Rgb {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

const linear = (value: number): number => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]: Rgb): number =>
  0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255);

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(paint(a)), luminance(paint(b))].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** Text on what it stands on, as the stylesheets combine them; the least ratio. */
const pairs: readonly (readonly [front: string, back: string, least: number])[] = [
  ['var(--_color-text)', 'var(--_color-surface)', 4.5],
  ['var(--_color-text)', 'var(--_color-subtle)', 4.5],
  ['var(--_color-muted)', 'var(--_color-surface)', 4.5],
  ['var(--_color-muted)', 'var(--_color-subtle)', 4.5],
  ['var(--_color-accent)', 'var(--_color-surface)', 4.5],
  ['var(--_color-accent)', 'var(--_color-subtle)', 4.5],
  ['var(--_color-on-accent)', 'var(--_color-accent)', 4.5],
  ['var(--_color-on-accent)', 'color-mix(in oklab, var(--_color-accent), var(--_color-text) 16%)', 4.5],
  ['var(--_color-danger)', 'var(--_color-surface)', 4.5],
  ['var(--_color-text)', 'color-mix(in srgb, var(--_color-danger) 8%, var(--_color-surface))', 4.5],
  ['var(--_color-text)', 'color-mix(in srgb, var(--_color-warning) 8%, var(--_color-surface))', 4.5],
  ['var(--_color-danger)', 'color-mix(in srgb, var(--_color-danger) 12%, var(--_color-surface))', 3],
  ['var(--_color-warning)', 'color-mix(in srgb, var(--_color-warning) 12%, var(--_color-surface))', 3],
  ['var(--_color-success)', 'color-mix(in srgb, var(--_color-success) 12%, var(--_color-surface))', 3],
  ['var(--_color-accent)', 'color-mix(in srgb, var(--_color-accent) 12%, var(--_color-surface))', 3],
  ['var(--_color-control)', 'var(--_color-surface)', 3],
  ['var(--_color-focus)', 'var(--_color-surface)', 3],
  ['var(--_color-focus)', 'var(--_color-subtle)', 3],
];

for (const theme of ['light', 'dark']) {
  describe(`contrast, ${theme}`, () => {
    for (const [front, back, least] of pairs) {
      it(`${front} on ${back} is at least ${least}:1`, async () => {
        const probe = await fixture<ContrastProbe>(html`<contrast-probe theme=${theme}></contrast-probe>`);
        const root = probe.renderRoot as ShadowRoot;
        const sample = document.createElement('span');
        root.append(sample);
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`span{color:${front};background-color:${back}}`);
        root.adoptedStyleSheets.push(sheet);
        const { color, backgroundColor } = getComputedStyle(sample);
        expect(contrast(color, backgroundColor)).to.be.at.least(least);
      });
    }

    it('the initials of every tint are at least 4.5:1', async () => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
      const host = await fixture(
        html`<contrast-probe theme=${theme}
          >${names.map((name) => html`<bank-connect-avatar .name=${name}></bank-connect-avatar>`)}</contrast-probe
        >`,
      );
      const tints = [...host.querySelectorAll('bank-connect-avatar')].map((avatar) =>
        avatar.shadowRoot?.querySelector('span'),
      );
      expect(new Set(tints.map((tint) => tint?.className)).size).to.equal(8);
      for (const tint of tints) {
        if (!tint) throw new Error('no initials');
        const { color, backgroundColor } = getComputedStyle(tint);
        expect(contrast(color, backgroundColor), tint.className).to.be.at.least(4.5);
      }
    });
  });
}

describe('theme', () => {
  const surfaceOf = (probe: Element): Rgb => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('span{background-color:var(--_color-surface)}');
    const root = probe.shadowRoot as ShadowRoot;
    root.adoptedStyleSheets.push(sheet);
    return paint(getComputedStyle(root.appendChild(document.createElement('span'))).backgroundColor);
  };

  it('takes the colour scheme of the page when there is no attribute', async () => {
    const probe = await fixture(html`<contrast-probe></contrast-probe>`);
    expect(surfaceOf(probe)).to.deep.equal([255, 255, 255]);
  });

  it('lets the page replace a default', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('contrast-probe{--bank-connect-color-surface:rgb(1 2 3)}');
    document.adoptedStyleSheets.push(sheet);
    const probe = await fixture(html`<contrast-probe></contrast-probe>`);
    expect(surfaceOf(probe)).to.deep.equal([1, 2, 3]);
    document.adoptedStyleSheets.pop();
  });
});
