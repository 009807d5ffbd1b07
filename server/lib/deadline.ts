import type { Schedule } from './schedule.js';

/** What `running` comes to, or `late()` thrown after `ms`. Nothing is called off: what is late goes on by itself. */
export function withDeadline<T>(running: Promise<T>, ms: number, schedule: Schedule, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = schedule(() => reject(late()), ms);
    running.then(resolve, reject).finally(callOff);
  });
}

/** What `running` comes to, or `aborted()` thrown once `signal` aborts. Nothing is called off, as above. */
export function unlessAborted<T>(running: Promise<T>, signal: AbortSignal, aborted: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(aborted());
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
