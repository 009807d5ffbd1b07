import { PNG } from 'pngjs';

import { pick, seededRandom } from './random.js';

type Rgb = readonly [number, number, number];
const INKS: readonly [Rgb, ...Rgb[]] = [
  [214, 40, 57],
  [24, 148, 82],
  [28, 84, 190],
  [18, 18, 22],
];
const CELLS = 31;
const CELL_PX = 8;
const QUIET_CELLS = 3;

const fillCell = (png: PNG, column: number, row: number, [red, green, blue]: Rgb): void => {
  for (let y = 1; y < CELL_PX - 1; y += 1) {
    for (let x = 1; x < CELL_PX - 1; x += 1) {
      const at = (((row + QUIET_CELLS) * CELL_PX + y) * png.width + (column + QUIET_CELLS) * CELL_PX + x) * 4;
      png.data.set([red, green, blue, 255], at);
    }
  }
};

/** The frame by which a scanner finds the code: solid on two sides, dotted on the others. */
const isFrame = (column: number, row: number): boolean => {
  if (column === 0 || row === CELLS - 1) return true;
  return (row === 0 && column % 2 === 0) || (column === CELLS - 1 && row % 2 === 0);
};

/** A picture that looks like a photoTAN: a matrix of coloured dots. PNG, about 300 pixels square, a few kB. */
export const phototanPng = (seed: string): Buffer => {
  const side = (CELLS + 2 * QUIET_CELLS) * CELL_PX;
  const png = new PNG({ width: side, height: side });
  png.data.fill(255);
  const random = seededRandom(`phototan ${seed}`);
  for (let row = 0; row < CELLS; row += 1) {
    for (let column = 0; column < CELLS; column += 1) {
      const ink = isFrame(column, row) ? INKS[3] : random() < 0.72 ? pick(random, INKS) : undefined;
      if (ink !== undefined) fillCell(png, column, row, ink);
    }
  }
  return PNG.sync.write(png, { colorType: 2 });
};

export const phototanBase64 = (seed: string): string => phototanPng(seed).toString('base64');
