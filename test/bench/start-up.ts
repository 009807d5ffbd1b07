// How long a page needs from its navigation to the list of banks, script and all, with the server on the same machine.
import { FakeCompanion } from '../support/fake-companion.js';
import { FakeShop } from '../support/fake-shop.js';
import { launchBrowser } from '../support/playwright.js';
import { aView } from '../widget/support/session-views.js';
import type { Row } from './table.js';

const runs = 9;

/** Milliseconds from the navigation to the first frame in which the list is there. */
const untilList = (): Promise<number> =>
  new Promise((resolve) => {
    const look = (): void => {
      const step = document.querySelector('bank-connect')?.shadowRoot?.querySelector('.step');
      if (step?.shadowRoot?.querySelector('bank-connect-options')) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });

export async function benchStartUp(): Promise<Row[]> {
  const [shop, companion, browser] = await Promise.all([
    new FakeShop().start(),
    new FakeCompanion().start(),
    launchBrowser(),
  ]);
  try {
    companion.shopOrigin = shop.origin;
    companion.view = aView('bank_selection');
    companion.banks = { country: 'DE', countries: ['DE'], banks: [{ id: 'p:a', name: 'Alpenbank' }] };
    shop.html = `<script type="module" src="${companion.origin}/assets/bank-connect.js"></script>
      <bank-connect session-endpoint="/token"></bank-connect>`;
    const values: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      // A profile of its own: nothing is cached, nothing compiled.
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript('globalThis.__name ??= (value) => value;');
      await page.goto(shop.origin, { waitUntil: 'commit' });
      values.push(await page.evaluate(untilList));
      await context.close();
    }
    return [{ what: 'page with the script: navigation to the list', unit: 'ms', values }];
  } finally {
    await Promise.all([browser.close(), shop.stop(), companion.stop()]);
  }
}
