import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { fill } from '../../widget/i18n/format.js';
import { actAtBank, type PageAct } from './pages/sandbox-pages.js';
import { phone, type Shopper, useDemo } from './shopper.js';

export const bank = 'Pockit';
export const amount = '€307.00';
export const accept: readonly PageAct[] = [{ press: 'Confirm' }, { press: 'Accept' }];

/** The demo, and what a shopper does to pay by bank at Pockit. */
export function usePayments() {
  const { demo, shopper } = useDemo();
  const control = () => demo().tellConnect.control;
  const paid = () => control().payments.list().length;

  async function agree({ widget, page }: Shopper): Promise<void> {
    await widget.sees(fill(en.payment.title, { amount }));
    await page.getByText('To Larch & Lumen').waitFor();
    await page.getByText('DE89 3704 0044 0532 0130 00').waitFor();
    await widget.press(fill(en.payment.accept, { amount }));
  }
  async function visit({ widget }: Shopper, mode: 'popup' | 'tab', acts: readonly PageAct[]): Promise<void> {
    await actAtBank(mode === 'popup' ? await widget.leaveInPopup(bank) : await widget.leaveInTab(bank), acts);
  }
  const status = async ({ page }: Shopper): Promise<string | null> => {
    await page.goto(new URL('/paid', page.url()).href);
    return page.locator('[data-status]').getAttribute('data-status');
  };
  afterEach(() => control().reset());

  /** The order is paid, once, and everybody agrees on it. */
  const paysOnce = (mode: 'popup' | 'tab'): void => {
    it('pays the order once, and the backend knows', async () => {
      const before = paid();
      const visitor = await shopper('/pay', mode === 'tab' ? phone : {});
      await visitor.widget.chooseBank(bank, 'GB');
      await agree(visitor);
      await visit(visitor, mode, accept);
      await visitor.widget.sees(en.payment.acceptedTitle);
      assert.equal(paid(), before + 1);
      const entry = control().payments.list().at(-1);
      assert.deepEqual(
        [entry?.amount, entry?.currency, entry?.creditorIdentification],
        ['307.00', 'EUR', 'DE89370400440532013000'],
      );
      await visitor.page.getByRole('link', { name: 'Complete the order' }).click();
      await visitor.page.getByRole('heading', { name: /^Thank you/ }).waitFor();
      assert.deepEqual(visitor.complaints, []);
      await visitor.context.close();
    });
  };

  /** Nothing is paid when the shopper does this at the bank, and the next try pays. */
  const paysOnTheSecondTry = (name: string, acts: readonly PageAct[]): void => {
    it(`pays nothing when ${name}, and the next try pays`, async () => {
      const before = paid();
      const visitor = await shopper('/pay');
      await visitor.widget.chooseBank(bank, 'GB');
      await agree(visitor);
      await visit(visitor, 'popup', acts);
      await visitor.widget.root.getByText(en.problem.reference).waitFor();
      assert.equal(paid(), before);
      await visitor.widget.press(en.problem.actions.retry);
      await agree(visitor);
      await visit(visitor, 'popup', accept);
      await visitor.widget.sees(en.payment.acceptedTitle);
      assert.equal(paid(), before + 1);
      await visitor.context.close();
    });
  };
  return { shopper, control, paid, agree, visit, status, paysOnce, paysOnTheSecondTry };
}
