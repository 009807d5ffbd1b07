import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { enCredentials } from '../../widget/i18n/en-credentials.js';
import { en } from '../../widget/i18n/en.js';
import { newPage } from '../support/playwright.js';
import { actAtBank } from './pages/sandbox-pages.js';
import { Widget } from './pages/widget.js';
import { skim } from './skimmer.js';
import { useDemo } from './shopper.js';

describe('a skimmer on the merchant’s page', () => {
  const { demo, browser } = useDemo();

  const skimmedCheckout = async (): Promise<{ page: Page; widget: Widget; seen: () => Promise<string> }> => {
    const { page } = await newPage(browser());
    await page.addInitScript(skim, new URL(demo().shop).host);
    await page.goto(`${demo().shop}/checkout`);
    const seen = async () => (await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).join('\n');
    return { page, widget: new Widget(page), seen };
  };

  it('sees what is typed into the page itself', async () => {
    const { page, widget, seen } = await skimmedCheckout();
    await widget.root.getByRole('searchbox', { name: en.bankList.search }).pressSequentially('pelican-bank');
    await page.waitForFunction(() => (globalThis as unknown as { seen: string[] }).seen.includes('pelican-bank'));
    assert.match(await seen(), /pelican-bank/);
    await page.context().close();
  });

  it('sees no character that is typed for the bank, neither in a failed nor in a completed attempt', async () => {
    const { page, widget, seen } = await skimmedCheckout();
    const secrets = ['zebra-quartz-81', 'violet.Kite#77', 'GB33BUKB20201555555555'];
    const [username = '', pin = '', iban = ''] = secrets;
    await widget.chooseBank('Test Bank Password');
    await widget.acceptConsent();
    await type(widget, 'Username', username);
    await type(widget, 'PIN', pin);
    await widget.fields.getByRole('button', { name: enCredentials.credentials.submit, exact: true }).click();
    await widget.root.getByText(en.problem.reference).waitFor();

    await widget.press(en.common.chooseAnotherBank);
    const bank = 'Test Bank IBAN and Currency First';
    await widget.chooseBank(bank);
    await widget.acceptConsent();
    await type(widget, 'IBAN', iban);
    await widget.answer({ 'Currency of the account': 'EUR' });
    await actAtBank(await widget.leaveInPopup(bank), [{ press: 'Approve' }]);
    await widget.sees(en.success.title);

    const all = await seen();
    assert.ok(all.length > 1_000, 'the skimmer was at work');
    for (const secret of secrets) {
      for (let at = 0; at + 5 <= secret.length; at += 1) {
        const part = secret.slice(at, at + 5);
        assert.ok(!all.includes(part), `the page saw "${part}"`);
      }
    }
    await page.context().close();
  });
});

/** Types as a person does: focus, then key by key. */
async function type(widget: Widget, label: string, text: string): Promise<void> {
  const field = widget.fields.getByLabel(label, { exact: true });
  await field.click();
  await field.pressSequentially(text);
}
