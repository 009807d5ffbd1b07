import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { photo } from '../../../demo/gallery/photo.js';
import type { FieldImage } from '../../../server/contract/fields.js';
import { PhotoTan } from '../../../widget/ui/photo-tan.js';

customElements.define('bank-connect-photo-tan', PhotoTan);

const photoTan = (image: FieldImage): Promise<PhotoTan> =>
  fixture(
    html`<bank-connect-photo-tan .image=${image} .description=${'Picture from Alpenbank'}></bank-connect-photo-tan>`,
  );

const canvas = (element: PhotoTan): HTMLCanvasElement =>
  element.renderRoot.querySelector('canvas') as HTMLCanvasElement;
const painted = (element: PhotoTan) => waitUntil(() => canvas(element).width === 33, 'the picture is painted');

describe('<bank-connect-photo-tan>', () => {
  it('paints the picture point by point', async () => {
    const element = await photoTan(photo);
    await painted(element);
    const { data } = canvas(element).getContext('2d')?.getImageData(0, 0, 33, 33) ?? { data: [] };
    expect(new Set(data).size).to.be.above(4);
    expect(canvas(element).height).to.equal(33);
  });

  it('tells what it is to those who do not see it', async () => {
    const element = await photoTan(photo);
    expect(element.renderRoot.querySelector('[role=img]')?.getAttribute('aria-label')).to.equal(
      'Picture from Alpenbank',
    );
  });

  it('stands on white whatever the theme', async () => {
    const element = await photoTan(photo);
    element.parentElement?.setAttribute('style', 'color-scheme: dark');
    const paper = element.renderRoot.querySelector('.paper') as Element;
    expect(getComputedStyle(paper).backgroundColor).to.equal('rgb(255, 255, 255)');
  });

  it('grows with the button and the control, and stays sharp', async () => {
    const element = await photoTan(photo);
    await painted(element);
    const before = canvas(element).getBoundingClientRect().width;
    (element.renderRoot.querySelector('button') as HTMLElement).click();
    await element.updateComplete;
    const paper = element.renderRoot.querySelector('.paper') as Element;
    const { paddingLeft, borderLeftWidth } = getComputedStyle(paper);
    const room =
      paper.getBoundingClientRect().width - 2 * (Number.parseFloat(paddingLeft) + Number.parseFloat(borderLeftWidth));
    expect(canvas(element).getBoundingClientRect().width).to.be.closeTo(room, 1).and.to.be.above(before);
    expect(getComputedStyle(canvas(element)).imageRendering).to.equal('pixelated');
    const range = element.renderRoot.querySelector('input') as HTMLInputElement;
    expect(range.value).to.equal('1');
    range.value = '0.5';
    range.dispatchEvent(new InputEvent('input'));
    await element.updateComplete;
    expect(canvas(element).getBoundingClientRect().width).to.be.closeTo((before + room) / 2, 1);
  });

  for (const [what, base64] of [
    ['no picture', btoa('<svg onload="alert(1)"/>')],
    ['no base64', '@@@'],
    ['half a picture', photo.base64.slice(0, 60)],
  ] as const) {
    it(`says so when there is ${what}, and shows the next one again`, async () => {
      const element = await photoTan({ mediaType: 'image/png', base64 });
      await waitUntil(() => element.renderRoot.textContent.includes('cannot be shown'), 'the message stands there');
      element.image = photo;
      await element.updateComplete;
      await painted(element);
    });
  }

  it('shows the newest picture when an older one is ready later', async () => {
    const element = await photoTan(photo);
    element.image = { mediaType: 'image/png', base64: '@@@' };
    element.image = { ...photo };
    await painted(element);
    expect(element.renderRoot.textContent).not.to.contain('cannot be shown');
  });
});
