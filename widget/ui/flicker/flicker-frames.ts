/** One light pulse: five bars, the clock first, then four bits from the lowest to the highest; true is bright. */
export type FlickerFrame = readonly boolean[];

/** Tells the reader where the code begins. */
const beginning = '0FFF';

/** The bars for each half of the clock: every byte gives its low half first, and each half is shown with the clock on and off. */
export function flickerFrames(hex: string): readonly FlickerFrame[] {
  const bytes = (beginning + hex).match(/../g) ?? [];
  return bytes
    .flatMap(([high = '0', low = '0']) => [low, high])
    .flatMap((digit) => {
      const value = Number.parseInt(digit, 16);
      const bits = [1, 2, 4, 8].map((bit) => (value & bit) !== 0);
      return [
        [true, ...bits],
        [false, ...bits],
      ];
    });
}

/** WCAG 2.3.1: what flashes more than three times a second must stay below this many CSS square pixels, all bars together. */
export const flashLimit = 21_824;
const barCount = 5;

/** Width and height of one bar in CSS pixels for a size from 0 to 1: wider bars get shorter, so that the limit always holds. */
export function barSize(size: number): { readonly width: number; readonly height: number } {
  const width = Math.round(20 + 36 * size);
  return { width, height: Math.min(100, Math.floor((flashLimit - 1) / barCount / width)) };
}
