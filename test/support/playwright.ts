import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { browserFlags, findBrowser } from './browser.js';

/** Chromium is known to die at its start on a busy machine, now and then. */
const launches = 3;

/** A headless browser with the flags of all browser tests. */
export async function launchBrowser(extraFlags: readonly string[] = []): Promise<Browser> {
  const { executablePath, env } = await findBrowser();
  for (let launch = 1; ; launch += 1) {
    try {
      return await chromium.launch({ executablePath, env, args: [...browserFlags, ...extraFlags] });
    } catch (error) {
      if (launch === launches) throw error;
    }
  }
}

/** What a page must never do, collected while it is used. */
export interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Uncaught errors and messages of the security policy, from every page and frame of the context. */
  readonly complaints: readonly string[];
}

/** How long an expectation waits in these tests, in milliseconds. */
export const patienceMs = 10_000;

/** A fresh browser profile with one page. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(patienceMs);
  // The TypeScript loader names functions by a helper that functions handed to the page do not find there.
  await context.addInitScript('globalThis.__name ??= (value) => value;');
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Trusted ?Type/i.test(message.text())) {
      complaints.push(message.text());
    }
  });
  return { context, page: await context.newPage(), complaints };
}
