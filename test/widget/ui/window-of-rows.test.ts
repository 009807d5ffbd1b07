import { expect } from '@open-wc/testing';
import { windowOfRows } from '../../../widget/ui/window-of-rows.js';

describe('windowOfRows', () => {
  it('always covers what is visible, stays small, and stays inside the list', () => {
    for (const count of [0, 1, 5, 20, 500]) {
      for (const rowHeight of [30, 60, 126.5]) {
        for (let scrolled = -200; scrolled < count * rowHeight + 200; scrolled += 37) {
          const { first, end } = windowOfRows(count, scrolled, 368, rowHeight);
          const top = Math.min(count, Math.max(0, Math.floor(scrolled / rowHeight)));
          const bottom = Math.min(count, Math.max(0, Math.ceil((scrolled + 368) / rowHeight)));
          const where = `${count} rows of ${rowHeight} at ${scrolled}`;
          if (scrolled <= count * rowHeight) expect(first, where).to.be.at.most(top);
          expect(end, where).to.be.at.least(bottom);
          expect(first, where).to.be.at.least(0);
          expect(end, where).to.be.within(first, count);
          expect(end - first, where).to.be.at.most(Math.ceil(368 / rowHeight) + 16);
        }
      }
    }
  });

  it('changes only every few rows', () => {
    const windows = new Set(
      Array.from({ length: 240 }, (_, pixel) => JSON.stringify(windowOfRows(6000, 6000 + pixel, 368, 60))),
    );
    expect(windows.size).to.be.at.most(2);
  });

  it('assumes a screenful before anything is measured', () => {
    expect(windowOfRows(6000, 0, 0, 0)).to.deep.equal({ first: 0, end: 10 });
    expect(windowOfRows(3, 0, 0, 0)).to.deep.equal({ first: 0, end: 3 });
  });
});
