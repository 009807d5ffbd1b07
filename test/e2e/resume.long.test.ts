import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { newPage } from '../support/playwright.js';
import { actAtBank, decideOnPhone } from './pages/sandbox-pages.js';
import { Widget, words } from './pages/widget.js';
import { useDemo } from './shopper.js';

const redirectBank = 'Test Bank Redirect';
const approve = [{ press: 'Approve' }];

/** What the browser does when the shopper goes to another tab and comes back. Runs in the page. */
const setVisibility = (state: DocumentVisibilityState): void => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  document.dispatchEvent(new Event('visibilitychange'));
};

describe('several tabs and windows', () => {
  const { demo, browser, shopper } = useDemo();

  it('shows the same session in a second tab, and both reach the end', async () => {
    const { page, widget, context } = await shopper();
    await widget.chooseBank('Test Bank App Approval');
    await widget.sees(en.consent.title);
    const second = await context.newPage();
    await second.goto(`${demo().shop}/checkout`);
    const secondWidget = new Widget(second);
    await secondWidget.sees(en.consent.title);
    // A tab in the background rests; it catches up when the shopper looks at it. Headless browsers hide no tab by themselves.
    const look = async (tab: Widget): Promise<Widget> => {
      await (tab === widget ? second : page).evaluate(setVisibility, 'hidden' as const);
      await tab.page.evaluate(setVisibility, 'visible' as const);
      return tab;
    };
    await (await look(widget)).acceptConsent();
    await (await look(secondWidget)).answer({ Username: 'user' });
    const title = words(en.decoupled.title, { bank: 'Test Bank App Approval' });
    await secondWidget.sees(title);
    await (await look(widget)).sees(title);
    await decideOnPhone(context, demo().sandbox, 'Test Bank App Approval', 'Approve');
    await (await look(widget)).press(en.decoupled.confirm);
    await widget.sees(en.success.title);
    await (await look(secondWidget)).sees(en.success.title);
    await context.close();
  });

  it('never reads a closed window as cancelled', async () => {
    const { widget, context, heard } = await shopper();
    await widget.chooseBank(redirectBank);
    await widget.acceptConsent();
    const popup = await widget.leaveInPopup(redirectBank);
    await popup.getByRole('heading', { name: 'Allow access to your accounts?' }).waitFor();
    await popup.close();
    await widget.sees(words(en.handover.waitingTitle, { bank: redirectBank }));
    const again = context.waitForEvent('page');
    await widget.press(words(en.handover.openAgain, { bank: redirectBank }));
    await actAtBank(await again, approve);
    await widget.sees(en.success.title);
    assert.deepEqual(
      (await heard()).filter(({ type }) => type === 'exit'),
      [],
    );
    await context.close();
  });

  it('offers this tab when the browser blocks the window', async () => {
    const { context, page } = await newPage(browser());
    await page.addInitScript(() => {
      window.open = () => null;
    });
    await page.goto(`${demo().shop}/checkout`);
    const widget = new Widget(page);
    await widget.chooseBank(redirectBank);
    await widget.acceptConsent();
    await widget.press(words(en.handover.continue, { bank: redirectBank }));
    await widget.sees(en.handover.blockedTitle);
    await widget.press(en.handover.inThisTab);
    await actAtBank(page, approve);
    await widget.sees(en.success.title);
    await context.close();
  });
});
