import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Demo } from '../../demo/demo.js';
import { newPage } from '../support/playwright.js';
import { shared, useBrowser } from '../support/shared.js';
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

/** What the tests of a suite work with. */
export interface Stage {
  readonly demo: () => Demo;
  readonly browser: () => Browser;
  /** Opens a page of the shop. */
  readonly shopper: (path?: string, options?: BrowserContextOptions) => Promise<Shopper>;
}

const useSharedDemo = shared(
  () => startTestDemo(),
  (demo) => demo.stop(),
);

/** The demo and the browser of this process. Other files use them, too: a test leaves both as it found them. */
export function useDemo(): Stage {
  return stage(useSharedDemo(), useBrowser());
}

/** As `useDemo`, with a demo of the suite's own: configured, put forward in time, or watched for calls. */
export function useOwnDemo(options: () => Promise<StartOptions> = () => Promise.resolve({})): Stage {
  let demo: Demo | undefined;
  const browser = useBrowser();
  before(async () => void (demo = await startTestDemo(await options())));
  after(() => demo?.stop());
  return stage(() => {
    if (demo === undefined) throw new Error('The demo did not start.');
    return demo;
  }, browser);
}

const stage = (demo: () => Demo, browser: () => Browser): Stage => ({
  demo,
  browser,
  async shopper(path = '/checkout', options) {
    const { context, page, complaints } = await newPage(browser(), options);
    await context.addInitScript(listen);
    await page.goto(demo().shop + path);
    const heard = () => page.evaluate(() => (globalThis as unknown as { heardEvents: HeardEvent[] }).heardEvents);
    return { page, context, complaints, widget: new Widget(page), heard };
  },
});

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
