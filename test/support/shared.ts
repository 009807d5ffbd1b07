import { after, before } from 'node:test';
import { launchBrowser } from './playwright.js';

/**
 * One of something for all test files of a process: started for the first file that needs it, stopped after the last of those
 * that have asked. Called in a suite, what it gives back lends the thing to that suite's tests.
 */
export function shared<T>(start: () => Promise<T>, stop: (running: T) => Promise<unknown>): () => () => T {
  let users = 0;
  let started: Promise<T> | undefined;
  return () => {
    let lent: T | undefined;
    users += 1;
    before(async () => {
      lent = await (started ??= start());
    });
    after(async () => {
      users -= 1;
      if (users > 0 || started === undefined) return;
      const running = await started.catch(() => undefined);
      started = undefined;
      if (running !== undefined) await stop(running);
    });
    return () => {
      if (lent === undefined) throw new Error('Not started: only tests and hooks can use it.');
      return lent;
    };
  };
}

/** The browser of a process. Each test opens a profile of its own. */
export const useBrowser = shared(launchBrowser, (browser) => browser.close());
