import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Demo } from '../../demo/demo.js';
import { launchBrowser, newPage } from '../support/playwright.js';
import { startTestDemo, type StartOptions } from '../support/test-demo.js';
import { Widget } from './pages/widget.js';

/** An event of the element, as the page heard it. */
export interface HeardEvent {
  readonly type: string;
  readonly status?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly sessionId?: string;
}

/** A shopper with a browser profile of their own on the shop's checkout. */
export interface Shopper {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly widget: Widget;
  /** Uncaught errors and policy violations so far. */
  readonly complaints: readonly string[];
  /** What the element told the page since it was loaded. */
  readonly heard: () => Promise<readonly HeardEvent[]>;
}

/** Notes every event of the element; runs in the shop's page before its own scripts. */
const listen = (): void => {
  const heard: object[] = [];
  Object.assign(globalThis, { heardEvents: heard });
  for (const type of ['ready', 'step', 'success', 'exit', 'error', 'renew']) {
    document.addEventListener(`bank-connect-${type}`, (event) => {
      const { status, reason, problem, sessionId } = event as Event & Record<string, unknown>;
      heard.push({ type, status, reason, code: (problem as { code?: string } | undefined)?.code, sessionId });
    });
  }
};

/** The demo and a browser for the tests of one file; both stop after the last one. */
export function useDemo(options: () => Promise<StartOptions> = () => Promise.resolve({})): {
  readonly demo: () => Demo;
  readonly browser: () => Browser;
  readonly shopper: (path?: string, options?: BrowserContextOptions) => Promise<Shopper>;
} {
  let demo: Demo | undefined;
  let browser: Browser | undefined;
  before(async () => {
    const given = await options();
    // Both are waited for, so that one is stopped even when the other does not start.
    const starts = await Promise.allSettled([
      startTestDemo(given).then((started) => (demo = started)),
      launchBrowser().then((started) => (browser = started)),
    ]);
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });
  const running = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('The demo did not start.');
    return part;
  };
  return {
    demo: () => running(demo),
    browser: () => running(browser),
    async shopper(path = '/checkout', options) {
      const { context, page, complaints } = await newPage(running(browser), options);
      await context.addInitScript(listen);
      await page.goto(running(demo).shop + path);
      const heard = () => page.evaluate(() => (globalThis as unknown as { heardEvents: HeardEvent[] }).heardEvents);
      return { page, context, complaints, widget: new Widget(page), heard };
    },
  };
}

/** The session that the element told the page of. */
export async function sessionIdOf({ heard }: Shopper): Promise<string> {
  const id = (await heard()).find(({ sessionId }) => sessionId !== undefined)?.sessionId;
  assert.ok(id, 'the element names its session');
  return id;
}

/** Phones leave in the same tab; everything else as on a desktop. */
export const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
} as const satisfies BrowserContextOptions;
