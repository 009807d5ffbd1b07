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

/** Waits `ms`; an abort ends the wait and rejects with the signal's reason. */
export function pause(world: World, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      callOff();
      reject(signal.reason as Error);
    };
    const callOff = world.after(ms, () => {
      signal.removeEventListener('abort', end);
      resolve();
    });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
