/** Everything of the browser that a test wants to hold in its hand. */
export interface World {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back once after `ms` milliseconds; the function it returns calls that off. */
  after(ms: number, callback: () => void): () => void;
}

/** The real browser. */
export const browserWorld: World = {
  fetch: (input, init) => globalThis.fetch(input, init),
  now: () => Date.now(),
  random: () => Math.random(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
