import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { en } from '../../widget/i18n/en.js';
import type { Widget } from './pages/widget.js';
import { noViolationAtAnyStep } from './violations.js';
import { useDemo } from './shopper.js';

/** Moves the focus with Tab until an element with this role and name has it; fails after many steps. */
async function tabTo(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The focus never came there.');
}

const hasFocus = (element: Element): boolean => {
  const root = element.getRootNode();
  return (root instanceof Document || root instanceof ShadowRoot) && root.activeElement === element;
};

noViolationAtAnyStep('light');

describe('the keyboard', () => {
  const { shopper } = useDemo();

  it('takes a shopper through a whole journey by keyboard alone', async () => {
    const { page, widget, context } = await shopper();
    const search = widget.root.getByRole('searchbox');
    await widget.banks.first().waitFor();
    const countries = widget.root.getByRole('combobox', { name: en.bankList.country });
    await tabTo(page, () => countries.evaluate(hasFocus));
    for (const key of 'Germany') await page.keyboard.press(key);
    await tabTo(page, () => search.evaluate(hasFocus).then((there) => there));
    await page.keyboard.type('Test Bank Password and OTP');
    await page.keyboard.press('Enter');
    await pressByKeyboard(page, widget, en.consent.accept);
    await typeInFrame(page, widget, 'Username', 'user');
    await typeInFrame(page, widget, 'PIN', '1234');
    await page.keyboard.press('Enter');
    const sms = widget.fields.getByRole('radio', { name: 'SMS' });
    await sms.waitFor();
    await tabTo(page, () => sms.evaluate(hasFocus));
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await typeInFrame(page, widget, 'One-time passcode', '123456');
    await page.keyboard.press('Enter');
    await widget.sees(en.success.title);
    const done = page.getByRole('link', { name: 'Complete the order' });
    await tabTo(page, () => done.evaluate(hasFocus));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Thank you for your order' }).waitFor();
    await context.close();
  });
});

async function pressByKeyboard(page: Page, widget: Widget, name: string): Promise<void> {
  const button = widget.button(name);
  await button.waitFor();
  await tabTo(page, () => button.evaluate(hasFocus));
  await page.keyboard.press('Enter');
}

async function typeInFrame(page: Page, widget: Widget, label: string, text: string): Promise<void> {
  const field = widget.field(label);
  await field.waitFor();
  await tabTo(page, () => field.evaluate(hasFocus));
  await page.keyboard.type(text);
}
