import type { Schedule } from './schedule.js';

export interface Repeating {
  start(): void;
  /** Aborts the signal; resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Runs `work` again and again, `everyMs` after it ended last. `work` tells of its own failures. */
export function createRepeating(
  work: (signal: AbortSignal) => Promise<void>,
  everyMs: number,
  schedule: Schedule,
): Repeating {
  const stopping = new AbortController();
  let callOff: () => void = () => undefined;
  let running: Promise<void> = Promise.resolve();

  function plan(): void {
    callOff = schedule(() => {
      running = work(stopping.signal).finally(() => {
        if (!stopping.signal.aborted) plan();
      });
    }, everyMs);
  }

  return {
    start: plan,
    async stop() {
      stopping.abort();
      callOff();
      await running;
    },
  };
}
