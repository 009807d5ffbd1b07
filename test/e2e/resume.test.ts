import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import type { Demo } from '../../demo/demo.js';
import { newPage } from '../support/playwright.js';
import { send } from './companion-api.js';
import { actAtBank } from './pages/sandbox-pages.js';
import { words } from './pages/widget.js';
import { phone, useOwnDemo } from './shopper.js';

const approve = [{ press: 'Approve' }];
const redirectBank = 'Test Bank Redirect';

/** Decides at the bank without a browser; the callback's address, not yet visited. */
async function approveElsewhere({ tokenIo }: Demo, bankPage: string): Promise<string> {
  const { pathname, searchParams } = new URL(bankPage);
  const body = new URLSearchParams({
    visit: searchParams.get('visit') ?? '',
    action: 'approve',
    username: 'user',
    password: '1234',
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const decided = await send(tokenIo.apiOrigin + pathname, 'POST', { headers, body: body.toString() });
  const atTokenIo = new URL(decided.headers.location ?? '', tokenIo.apiOrigin);
  const { headers: onward } = await send(tokenIo.apiOrigin + atTokenIo.pathname + atTokenIo.search, 'GET');
  if (onward.location === undefined) throw new Error('The bank did not send the browser back.');
  return onward.location;
}

describe('resuming', () => {
  const { demo, browser, shopper } = useOwnDemo();

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

  it('offers to go back to the bank when the shopper is back without an answer', async () => {
    const { page, widget, context } = await shopper('/checkout', phone);
    await widget.chooseBank(redirectBank);
    await widget.acceptConsent();
    await widget.leaveInTab(redirectBank);
    await page.getByRole('heading', { name: 'Allow access to your accounts?' }).waitFor();
    // The interstitial has a place of its own in the history and would lead to the bank again.
    await page.goto(`${demo().shop}/checkout`);
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
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    const stolen = await approveElsewhere(demo(), page.url());
    const calls = demo().tokenIo.control.calls.list().length;
    const other = await newPage(browser());
    const answer = await other.page.goto(stolen);
    assert.equal(answer?.status(), 403);
    await page.goto(`${demo().shop}/checkout`);
    await widget.root.getByRole('heading', { name: en.problem.otherBrowser.title }).waitFor();
    assert.equal(demo().tokenIo.control.calls.list().length, calls);
    await Promise.all([context.close(), other.context.close()]);
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
