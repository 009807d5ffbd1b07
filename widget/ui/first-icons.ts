/** Outlines on a grid of 24 × 24: those of the first file; icons.ts has all. */

export const search = 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4 4';
export const close = 'm6 6 12 12M18 6 6 18';
export const next = 'm9 5 7 7-7 7';
export const lock = 'M7 11V8a5 5 0 0 1 10 0v3M6 11h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1Z';
