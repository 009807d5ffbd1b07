import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { en } from '../../widget/i18n/en.js';
import { decideOnPhone } from './pages/sandbox-pages.js';
import { type Widget, words } from './pages/widget.js';
import { useDemo } from './shopper.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
};

/** What axe finds in one frame; nothing when the frame goes away meanwhile, as it does with its step. */
async function audit(frame: Frame): Promise<AxeResults['violations']> {
  try {
    await frame.evaluate(axeSource);
    const results = await frame.evaluate(
      (options) => (globalThis as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(options),
      { ...rules, iframes: false } as RunOptions,
    );
    return results.violations;
  } catch (error) {
    if (frame.parentFrame() === null || !frame.isDetached()) throw error;
    return [];
  }
}

/** What axe finds in a page with all its frames, one line each. */
async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    const violations = await audit(frame);
    // Rules about a whole page do not hold for a part of one, and a see-through frame has its background outside.
    const inFrame =
      frame === page.mainFrame() ? [] : ['region', 'landmark-one-main', 'page-has-heading-one', 'color-contrast'];
    for (const { id, nodes } of violations.filter((each) => !inFrame.includes(each.id))) {
      found.push(`${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' · ')}`);
    }
  }
  return found;
}

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

describe('accessibility', () => {
  const { demo, shopper } = useDemo();

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no violation at any step of the checkout (${colorScheme})`, async () => {
      const { page, widget, context } = await shopper('/checkout', { colorScheme });
      const found: Record<string, string[]> = {};
      const look = async (step: string): Promise<void> => {
        const here = await violations(page);
        if (here.length > 0) found[step] = here;
      };
      const bank = 'Test Bank App Approval';
      await widget.banks.first().waitFor();
      await look('bank list');
      await widget.chooseBank(bank);
      await widget.sees(en.consent.title);
      await look('consent');
      await widget.acceptConsent();
      await widget.field('Username').waitFor();
      await look('fields');
      await widget.answer({ Username: 'user' });
      await widget.sees(words(en.decoupled.title, { bank }));
      await look('approval');
      await decideOnPhone(context, demo().sandbox, bank, 'Decline');
      await widget.press(en.decoupled.confirm);
      await widget.root.getByText(en.problem.reference).waitFor();
      await look('problem');
      await widget.press(en.common.chooseAnotherBank);
      await widget.chooseBank('Test Bank Redirect');
      await widget.acceptConsent();
      await widget.sees(words(en.handover.title, { bank: 'Test Bank Redirect' }));
      await look('hand-over');
      await widget.press(en.common.chooseAnotherBank);
      await widget.chooseBank('Test Bank Password');
      await widget.acceptConsent();
      await widget.answer({ Username: 'user', PIN: '1234' });
      await widget.sees(en.success.title);
      await look('success');
      await page.getByRole('link', { name: 'Complete the order' }).click();
      await page.getByRole('heading', { name: 'Thank you for your order' }).waitFor();
      await look('order');
      assert.deepEqual(found, {});
      await context.close();
    });
  }

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
