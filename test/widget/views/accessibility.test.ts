import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { LitElement, type TemplateResult } from 'lit';
import { pseudoMessages } from '../../../demo/gallery/pseudo-messages.js';
import { states } from '../../../demo/gallery/states.js';
import type { GalleryState } from '../../../demo/gallery/states/gallery-state.js';
import { surfaceStyles } from '../../../widget/theme/surface.styles.js';
import { defineViews, find } from './define-views.js';

class Stage extends LitElement {
  static override styles = surfaceStyles;

  protected override render(): TemplateResult {
    return html`<div class="surface"><slot></slot></div>`;
  }
}
customElements.define('test-stage', Stage);
defineViews();

async function stageOf({ tag, properties, after }: GalleryState, theme: string, extra = {}): Promise<LitElement> {
  const stage = await fixture<Stage>(html`<test-stage theme=${theme}></test-stage>`);
  const view = Object.assign(document.createElement(tag) as LitElement, properties, extra);
  stage.append(view);
  await view.updateComplete;
  after?.(view);
  await nextFrame();
  await view.updateComplete;
  return view;
}

// Each view stands in a page of its own, so landmarks and levels of headings are the page's matter.
const ignoredRules = ['region', 'page-has-heading-one', 'landmark-one-main'];

for (const theme of ['light', 'dark']) {
  describe(`every state is accessible, ${theme}`, () => {
    for (const state of states) {
      it(state.name, async () => {
        const view = await stageOf(state, theme);
        await expect(view).to.be.accessible({ ignoredRules });
      });
    }
  });
}

describe('every state', () => {
  for (const state of states) {
    it(`${state.name}: has one heading that takes the focus`, async () => {
      const view = await stageOf(state, 'light');
      expect(view.shadowRoot?.querySelectorAll('h2')).to.have.length(1);
      await (view as LitElement & { focusHeading: () => Promise<void> }).focusHeading();
      expect(view.shadowRoot?.activeElement?.localName).to.equal('h2');
    });

    it(`${state.name}: fits into 320 pixels, also from right to left`, async () => {
      for (const extra of [{}, { messages: pseudoMessages, locale: 'ar-XB' }]) {
        const view = await stageOf(state, 'light', extra);
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('test-stage{inline-size:320px}');
        document.adoptedStyleSheets.push(sheet);
        await nextFrame();
        const section = find(view, 'section');
        expect(section.scrollWidth).to.be.at.most(Math.ceil(section.getBoundingClientRect().width));
        document.adoptedStyleSheets.pop();
      }
    });
  }
});
