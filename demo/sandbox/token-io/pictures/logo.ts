import { PNG } from 'pngjs';

import { MARKS, turned, type Mark } from './marks.js';
import { between, pick, seededRandom } from './random.js';

type Rgb = readonly [number, number, number];
const SIZE = 128;
/** Samples per pixel and axis, for smooth edges. */
const SAMPLES = 3;
const WHITE: Rgb = [255, 255, 255];

const hsl = (hue: number, saturation: number, lightness: number): Rgb => {
  const channel = (shift: number): number => {
    const position = (shift + hue / 30) % 12;
    const span = saturation * Math.min(lightness, 1 - lightness);
    return Math.round(255 * (lightness - span * Math.max(-1, Math.min(position - 3, 9 - position, 1))));
  };
  return [channel(0), channel(8), channel(4)];
};

interface Design {
  readonly paper: Rgb;
  readonly ink: Rgb;
  readonly mark: Mark;
}

const designOf = (seed: string): Design => {
  const random = seededRandom(`logo ${seed}`);
  const mark = turned(pick(random, MARKS), between(random, 0, 3));
  const strong = hsl(between(random, 0, 359), 0.62, between(random, 28, 40) / 100);
  return random() < 0.75 ? { paper: strong, ink: WHITE, mark } : { paper: WHITE, ink: strong, mark };
};

/** Share of a pixel that the mark inks, 0 to 1. `scale` and offsets map pixels to the mark's plane. */
const coverage = (mark: Mark, left: number, top: number): number => {
  let inked = 0;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
    const x = left + ((sample % SAMPLES) + 0.5) / SAMPLES;
    const y = top + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES;
    if (mark((x / SIZE) * 2 - 1, (y / SIZE) * 2 - 1)) inked += 1;
  }
  return inked / (SAMPLES * SAMPLES);
};

/** A PNG of `width` × 128 pixels with the mark in its left square. */
const draw = ({ paper, ink, mark }: Design, width: number): Buffer => {
  const png = new PNG({ width, height: SIZE });
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const share = x < SIZE ? coverage(mark, x, y) : 0;
      const pixel = paper.map((channel, index) => Math.round(channel + ((ink[index] ?? 0) - channel) * share));
      png.data.set([...pixel, 255], (y * width + x) * 4);
    }
  }
  return PNG.sync.write(png, { colorType: 2 });
};

/** The square mark of a bank, 128 pixels. */
export const logoPng = (bankId: string): Buffer => draw(designOf(bankId), SIZE);
/** The wide form: the same mark, then the same ground. */
export const fullLogoPng = (bankId: string): Buffer => draw(designOf(bankId), 3 * SIZE);

/** A legal PNG of about 750 kB, more than anybody should take for a logo. */
export const oversizedPng = (bankId: string): Buffer => {
  const random = seededRandom(`noise ${bankId}`);
  const png = new PNG({ width: 500, height: 500 });
  for (let at = 0; at < png.data.length; at += 1) png.data[at] = at % 4 === 3 ? 255 : between(random, 0, 255);
  return PNG.sync.write(png, { colorType: 2, filterType: 0 });
};
