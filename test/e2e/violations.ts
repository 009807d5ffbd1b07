import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { en } from '../../widget/i18n/en.js';
import { decideOnPhone } from './pages/sandbox-pages.js';
import { words } from './pages/widget.js';
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

/** Looks at every step of a checkout in these colours, down to the order. */
export function noViolationAtAnyStep(colorScheme: 'light' | 'dark'): void {
  describe(`accessibility (${colorScheme})`, () => {
    const { demo, shopper } = useDemo();

    it(`has no violation at any step of the checkout`, async () => {
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
  });
}
