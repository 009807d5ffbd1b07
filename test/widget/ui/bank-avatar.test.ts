import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { BankAvatar, initialsOf, tintOf } from '../../../widget/ui/bank-avatar.js';

customElements.define('bank-connect-avatar', BankAvatar);

const broken = 'data:image/png;base64,AAAA';
const avatar = (name: string, src = ''): Promise<BankAvatar> =>
  fixture(html`<bank-connect-avatar .name=${name} .src=${src}></bank-connect-avatar>`);
const shown = (element: BankAvatar): string | undefined =>
  element.renderRoot.querySelector('img') ? 'logo' : element.renderRoot.querySelector('span')?.textContent.trim();

describe('<bank-connect-avatar>', () => {
  it('shows initials while there is no logo', async () => {
    expect(shown(await avatar('Deutsche Bank'))).to.equal('DB');
  });

  it('falls back to initials when the logo does not load, and does not ask for it again', async () => {
    const element = await avatar('Deutsche Bank', broken);
    const image = element.renderRoot.querySelector('img') as HTMLImageElement;
    await oneEvent(image, 'error');
    await element.updateComplete;
    expect(shown(element)).to.equal('DB');
    element.name = 'Other Bank';
    await element.updateComplete;
    expect(shown(element)).to.equal('OB');
  });

  it('tries the logo of the next bank that it is used for', async () => {
    const element = await avatar('A', broken);
    await oneEvent(element.renderRoot.querySelector('img') as HTMLImageElement, 'error');
    element.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';
    await element.updateComplete;
    expect(shown(element)).to.equal('logo');
  });
});

describe('initialsOf', () => {
  for (const [name, initials] of [
    ['ING', 'I'],
    ['Banca Monte dei Paschi', 'BM'],
    ['1822direkt', '1'],
    ['łódzki bank', 'ŁB'],
    ['بنك النور', 'با'],
    ['& Co.', 'C'],
    ['—', ''],
    ['𐐷𐐲 bank', '𐐏B'],
  ] as const) {
    it(`makes “${initials}” of “${name}”`, () => {
      expect(initialsOf(name)).to.equal(initials);
    });
  }
});

describe('tintOf', () => {
  it('is the same for the same name, and uses all tints', () => {
    expect(tintOf('Alpenbank')).to.equal(tintOf('Alpenbank'));
    const tints = new Set(Array.from({ length: 200 }, (_, index) => tintOf(`Bank ${index}`)));
    expect(tints.size).to.equal(8);
  });
});
