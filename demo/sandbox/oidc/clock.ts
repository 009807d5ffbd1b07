/** The time of a simulator. Epoch milliseconds. */
export interface SandboxClock {
  /** Signed proofs (client assertions, request objects) are checked against this one. */
  wallNow(): number;
  /** Lifetimes run by this one; tests put it forward. */
  now(): number;
  advance(ms: number): void;
}

/** `onAdvance` hears of every step forward. */
export const createClock = (onAdvance: (ms: number) => void, wallNow: () => number = Date.now): SandboxClock => {
  let ahead = 0;
  return {
    wallNow,
    now: () => wallNow() + ahead,
    advance: (ms) => {
      ahead += ms;
      onAdvance(ms);
    },
  };
};
