import { after, before } from 'node:test';
import { launchBrowser } from './playwright.js';

/**
 * One of something for all test files of a process: started for the first file that needs it, stopped after the last of those
 * that have asked. Called in a suite, what it gives back lends the thing to that suite's tests. `start` gets a function to call
 * when the thing is lost: the next suite starts another one, as it does after a start that failed.
 */
export function shared<T>(
  start: (lost: () => void) => Promise<T>,
  stop: (running: T) => Promise<unknown>,
): () => () => T {
  let users = 0;
  let started: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    const lost = (): void => {
      if (started === beginning) started = undefined;
    };
    const beginning = start(lost);
    beginning.catch(lost);
    return beginning;
  };
  return () => {
    let lent: T | undefined;
    users += 1;
    before(async () => {
      lent = await (started ??= begin());
    });
    after(async () => {
      users -= 1;
      if (users > 0 || started === undefined) return;
      await stop(await started);
      started = undefined;
    });
    return () => {
      if (lent === undefined) throw new Error('Not started: only tests and hooks can use it.');
      return lent;
    };
  };
}

/** The browser of a process. Each test opens a profile of its own. */
export const useBrowser = shared(
  async (lost) => (await launchBrowser()).once('disconnected', lost),
  (browser) => browser.close(),
);
