import { expect } from '@open-wc/testing';
import { fold } from '../../../widget/ui/fold.js';

describe('fold', () => {
  for (const [text, folded] of [
    ['Zürich–Münster', 'zurich munster'],
    ['  Łódź   Bank ', 'lodz bank'],
    ['Große Straße', 'grosse strasse'],
    ['Crédit d’Épargne', 'credit depargne'],
    ['ＦＵＬＬ width', 'full width'],
    ['بنك النُّور', 'بنك النور'],
    ['A.B.C. & Söhne', 'a b c sohne'],
    ['—', ''],
  ] as const) {
    it(`makes “${folded}” of “${text}”`, () => {
      expect(fold(text)).to.equal(folded);
    });
  }
});
