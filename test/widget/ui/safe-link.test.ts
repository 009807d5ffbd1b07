import { expect } from '@open-wc/testing';
import { safeLink } from '../../../widget/ui/safe-link.js';

describe('safeLink', () => {
  for (const address of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,hi',
    'blob:https://example.com/1',
    'file:///etc/passwd',
    'intent://scan/#Intent;end',
    'https://bank.example@evil.example/',
    '//evil.example',
    '/terms',
    'terms',
    'https://',
    '',
    undefined,
  ]) {
    it(`refuses ${JSON.stringify(address)}`, () => {
      expect(safeLink(address)).to.equal(undefined);
    });
  }

  for (const address of ['https://example.com/terms', 'http://shop.localhost:4100/privacy?lang=de#top']) {
    it(`lets ${address} through`, () => {
      expect(safeLink(address)).to.equal(address);
    });
  }
});
