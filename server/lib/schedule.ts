/** Runs something later, once; what it returns calls it off. Everything that waits takes one. */
export type Schedule = (run: () => void, delayMs: number) => () => void;

/** The timers of Node. They do not keep a process alive. */
export const schedule: Schedule = (run, delayMs) => {
  const timer = setTimeout(run, delayMs).unref();
  return () => clearTimeout(timer);
};
