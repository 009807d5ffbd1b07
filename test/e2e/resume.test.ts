import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { newPage } from '../support/playwright.js';
import { actAtBank, decideOnPhone } from './pages/sandbox-pages.js';
import { Widget, words } from './pages/widget.js';
import { phone, useDemo } from './shopper.js';

const approve = [{ press: 'Approve' }];
const redirectBank = 'Test Bank Redirect';

describe('resuming', () => {
  const { demo, browser, shopper } = useDemo();

  it('shows the same step after a reload, whatever it is', async () => {
    const { page, widget, context } = await shopper();
    await widget.chooseBank('Test Bank Password and OTP');
    await widget.sees(en.consent.title);
    await page.reload();
    await widget.acceptConsent();
    await widget.fields.getByLabel('Username', { exact: true }).waitFor();
    await page.reload();
    await widget.answer({ Username: 'user', PIN: '1234' });
    await widget.fields.getByText('How do you want to confirm?').first().waitFor();
    await page.reload();
    await widget.answer({ 'How do you want to confirm?': 'SMS' });
    await widget.answer({ 'One-time passcode': '123456' });
    await widget.sees(en.success.title);
    await page.reload();
    await widget.sees(en.success.title);
    await context.close();
  });

  it('offers to go back to the bank after the back button', async () => {
    const { page, widget, context } = await shopper('/checkout', phone);
    await widget.chooseBank(redirectBank);
    await widget.acceptConsent();
    await widget.leaveInTab(redirectBank);
    await page.getByRole('heading', { name: 'Allow access to your accounts?' }).waitFor();
    while (!page.url().startsWith(demo().shop)) await page.goBack();
    await widget.press(words(en.handover.continueAgain, { bank: redirectBank }));
    await actAtBank(page, approve);
    await widget.sees(en.success.title);
    await context.close();
  });

  it('takes a callback that comes twice once, and answers both alike', async () => {
    const { page, widget, context } = await shopper('/checkout', phone);
    const callbacks: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(`${demo().server}/callback/`)) callbacks.push(request.url());
    });
    await widget.chooseBank(redirectBank);
    await widget.acceptConsent();
    await actAtBank(await widget.leaveInTab(redirectBank), approve);
    await widget.sees(en.success.title);
    const calls = demo().tokenIo.control.calls.list().length;
    await page.goto(callbacks[0] ?? '');
    await page.waitForURL(`${demo().shop}/checkout`);
    await widget.sees(en.success.title);
    assert.equal(demo().tokenIo.control.calls.list().length, calls);
    await context.close();
  });

  it('refuses a callback in another browser and burns the attempt', async () => {
    const { page, widget, context } = await shopper('/checkout', phone);
    await widget.chooseBank(redirectBank);
    await widget.acceptConsent();
    await widget.leaveInTab(redirectBank);
    let stolen = '';
    await page.route(`${demo().server}/callback/**`, (route) => {
      stolen = route.request().url();
      return route.abort();
    });
    await actAtBank(page, approve);
    while (stolen === '') await page.waitForTimeout(20);
    const calls = demo().tokenIo.control.calls.list().length;
    const other = await newPage(browser());
    const answer = await other.page.goto(stolen);
    assert.equal(answer?.status(), 403);
    await page.goto(`${demo().shop}/checkout`);
    await widget.root.getByRole('heading', { name: en.problem.otherBrowser.title }).waitFor();
    assert.equal(demo().tokenIo.control.calls.list().length, calls);
    await Promise.all([context.close(), other.context.close()]);
  });

  it('shows the same session in a second tab, and both reach the end', async () => {
    const { widget, context } = await shopper();
    await widget.chooseBank('Test Bank App Approval');
    const second = await context.newPage();
    await second.goto(`${demo().shop}/checkout`);
    const secondWidget = new Widget(second);
    await secondWidget.sees(en.consent.title);
    await widget.acceptConsent();
    await secondWidget.answer({ Username: 'user' });
    const title = words(en.decoupled.title, { bank: 'Test Bank App Approval' });
    await Promise.all([widget.sees(title), secondWidget.sees(title)]);
    await decideOnPhone(context, demo().sandbox, 'Test Bank App Approval', 'Approve');
    await widget.press(en.decoupled.confirm);
    await Promise.all([widget.sees(en.success.title), secondWidget.sees(en.success.title)]);
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

  it('carries on when the server was away while the shopper was at the bank', async () => {
    const { page, widget, context } = await shopper('/checkout', phone);
    await widget.chooseBank(redirectBank);
    await widget.acceptConsent();
    await widget.leaveInTab(redirectBank);
    await page.getByRole('heading', { name: 'Allow access to your accounts?' }).waitFor();
    await demo().companion.stop();
    await demo().companion.start();
    await actAtBank(page, approve);
    await widget.sees(en.success.title);
    await context.close();
  });
});
