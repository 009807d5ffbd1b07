import { afterEach, beforeEach } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { FakeCompanion } from '../../support/fake-companion.js';
import { FakeShop } from '../../support/fake-shop.js';
import { newPage } from '../../support/playwright.js';
import { useBrowser } from '../../support/shared.js';

/** What a test of the built widget works with: a shop and a companion on different sites, and a page of the shop. */
export interface Fakes {
  readonly shop: FakeShop;
  readonly companion: FakeCompanion;
  readonly browser: Browser;
  /** The shop's page in a profile of its own; `errors` collects the codes that the element reports. */
  visit(
    options?: BrowserContextOptions,
  ): Promise<{ page: Page; context: BrowserContext; complaints: readonly string[] }>;
}

/** The tag and the module script, as a merchant writes them. */
export const widgetTags = (companion: FakeCompanion, attributes = ''): string =>
  `<script type="module" src="${companion.origin}/assets/bank-connect.js"></script>
   <h1>Checkout</h1><bank-connect session-endpoint="/token" ${attributes}></bank-connect>`;

/** Notes what the element tells the page, before the page's own scripts run. */
const listen = (): void => {
  const heard: string[] = [];
  Object.assign(globalThis, { heard });
  for (const type of ['ready', 'step', 'success', 'exit', 'error']) {
    document.addEventListener(`bank-connect-${type}`, (event) => {
      const { problem, status } = event as Event & { problem?: { code: string }; status?: string };
      heard.push([type, problem?.code ?? status].filter(Boolean).join(' '));
    });
  }
};
export const heard = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);

export function useFakes(): Fakes {
  const browser = useBrowser();
  let fakes: { shop: FakeShop; companion: FakeCompanion } | undefined;
  beforeEach(async () => {
    const [shop, companion] = await Promise.all([new FakeShop().start(), new FakeCompanion().start()]);
    companion.shopOrigin = shop.origin;
    shop.html = widgetTags(companion);
    fakes = { shop, companion };
  });
  afterEach(async () => {
    for (const context of browser().contexts()) await context.close();
    await Promise.all([fakes?.shop.stop(), fakes?.companion.stop()]);
  });
  const running = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('Not started.');
    return part;
  };
  return {
    get browser() {
      return browser();
    },
    get shop() {
      return running(fakes).shop;
    },
    get companion() {
      return running(fakes).companion;
    },
    async visit(options) {
      const watched = await newPage(browser(), options);
      await watched.context.addInitScript(listen);
      await watched.page.goto(running(fakes).shop.origin);
      return watched;
    },
  };
}
