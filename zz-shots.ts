import { launchBrowser, newPage } from './test/support/playwright.js';
import { startTestDemo } from './test/support/test-demo.js';
import { Widget } from './test/e2e/pages/widget.js';
import { actAtBank } from './test/e2e/pages/sandbox-pages.js';
import { en } from './widget/i18n/en.js';

const out = '/tmp/h4/shots';
const [demo, browser] = await Promise.all([startTestDemo({}), launchBrowser()]);
try {
  for (const [theme, locale, width] of [
    ['light', 'en', 320],
    ['dark', 'en', 400],
    ['light', 'ar-XB', 400],
  ] as const) {
    const { page, context } = await newPage(browser, { viewport: { width: 1500, height: 1000 } });
    context.setDefaultTimeout(60_000);
    for (const only of ['accounts', 'success']) {
      await page.goto(`${demo.shop}/gallery/?theme=${theme}&locale=${locale}&width=${width}&only=${only}`);
      await page.waitForTimeout(500);
      await page.screenshot({ path: `${out}/gallery-${only}-${theme}-${locale}-${width}.png`, fullPage: true });
    }
    await context.close();
  }
  for (const [width, scheme] of [
    [320, 'light'],
    [390, 'dark'],
    [1280, 'light'],
  ] as const) {
    const { page, context } = await newPage(browser, {
      viewport: { width, height: 844 },
      colorScheme: scheme,
      ...(width < 800 ? { hasTouch: true, isMobile: true } : {}),
    });
    context.setDefaultTimeout(90_000);
    await page.goto(`${demo.shop}/refund`);
    const widget = new Widget(page);
    await widget.sees(en.bankList.title);
    await page.getByRole('button', { name: 'Send my refund' }).click();
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${out}/refund-${width}-missing.png` });
    await widget.chooseBank('Test Bank Redirect');
    await widget.acceptConsent();
    const bank = width < 800 ? await widget.leaveInTab('Test Bank Redirect') : await widget.leaveInPopup('Test Bank Redirect');
    await actAtBank(bank, [{ press: 'Approve' }]);
    await widget.sees(en.accounts.titleOne);
    await page.screenshot({ path: `${out}/refund-${width}-choice.png`, fullPage: true });
    await widget.root.getByRole('radio').nth(1).check();
    await widget.press(en.accounts.continue);
    await widget.sees(en.success.title);
    await page.getByLabel('Account holder', { exact: true }).fill('Robin Maas');
    await page.screenshot({ path: `${out}/refund-${width}-offer.png`, fullPage: true });
    await widget.press(en.autofill.agree);
    await widget.button(en.autofill.undo).waitFor();
    await page.screenshot({ path: `${out}/refund-${width}-filled.png`, fullPage: true });
    await context.close();
  }
} finally {
  await browser.close();
  await demo.stop();
}
