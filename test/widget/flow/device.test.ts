import { expect } from '@open-wc/testing';
import { preferredMode } from '../../../widget/flow/device.js';

const desktop = { hasMouse: true, standalone: false };
const phone = { hasMouse: false, standalone: false };
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';
const safari =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('the way to the bank', () => {
  it('is a window where there is a mouse and a real browser', () => {
    for (const userAgent of [chrome, safari]) expect(preferredMode({ ...desktop, userAgent })).to.equal('popup');
  });

  it('is this tab on phones, and in installed apps', () => {
    expect(preferredMode({ ...phone, userAgent: `${iphone} Version/19.0 Mobile/15E148 Safari/604.1` })).to.equal('tab');
    expect(preferredMode({ hasMouse: true, standalone: true, userAgent: chrome })).to.equal('tab');
  });

  it('is this tab in every browser inside another app, even with a mouse', () => {
    for (const userAgent of [
      'Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/X; wv) AppleWebKit/537.36 Chrome/143.0.0.0 Mobile Safari/537.36',
      `${iphone} Mobile/15E148 [FBAN/FBIOS;FBAV/500.0]`,
      `${iphone} Mobile/15E148 Instagram 350.0`,
      `${iphone} Mobile/15E148`,
      `${iphone} GSA/350.0 Mobile/15E148 Safari/604.1`,
      `${chrome} MicroMessenger/8.0`,
    ]) {
      expect(preferredMode({ ...desktop, userAgent }), userAgent).to.equal('tab');
    }
  });
});
