import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ErrorCode } from '../../server/contract/errors.js';
import { en } from '../../widget/i18n/en.js';
import { result } from './companion-api.js';
import { actAtBank } from './pages/sandbox-pages.js';
import { words } from './pages/widget.js';
import { phone, sessionIdOf, type Shopper, useDemo } from './shopper.js';

const total = '€307.00';

/** The demo, and what a shopper does to pay by bank through Token.io. */
export function useTokenIoPayments() {
  const { demo, shopper } = useDemo();
  const ledger = () => demo().tokenIo.control.payments.ledger();

  /** Chooses the bank and agrees to the order. */
  async function choose({ widget }: Shopper, bank: string): Promise<void> {
    await widget.chooseBank(bank);
    await widget.sees(words(en.payment.title, { amount: total }));
    await widget.root.getByText('Larch & Lumen').first().waitFor();
    await widget.press(words(en.payment.accept, { amount: total }));
  }

  async function visit({ widget }: Shopper, bank: string, mode: 'popup' | 'tab', button: string): Promise<void> {
    const page = mode === 'popup' ? await widget.leaveInPopup(bank) : await widget.leaveInTab(bank);
    await page.getByText('307.00 EUR').waitFor();
    await actAtBank(page, [{ press: button }]);
  }

  /** Shopper, page, merchant and the bank's books agree that it is paid, once. */
  async function assertPaid(visitor: Shopper, before: number): Promise<void> {
    const { widget, page, heard, complaints, context } = visitor;
    await widget.heading(en.payment.completedTitle).or(widget.heading(en.payment.acceptedTitle)).waitFor();
    assert.equal((await heard()).filter(({ type }) => type === 'success').length, 1);
    const id = await sessionIdOf(visitor);
    assert.equal((await result(demo(), id)).status, 'completed');
    const moved = ledger().slice(before);
    assert.deepEqual(
      moved.map(({ amount }) => amount),
      [{ value: '307.00', currency: 'EUR' }],
    );
    await page.getByRole('link', { name: 'Complete the order' }).click();
    await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  }

  async function assertNotPaid(visitor: Shopper, before: number, code: ErrorCode): Promise<void> {
    await visitor.widget.root.getByText(en.problem.reference).waitFor();
    const { problem } = await result(demo(), await sessionIdOf(visitor));
    assert.equal(problem?.code, code);
    assert.equal(ledger().length, before);
    assert.deepEqual(visitor.complaints, []);
    await visitor.context.close();
  }

  const waitForPhone = async (visitor: Shopper): Promise<void> => {
    await choose(visitor, 'Test Bank App Approval');
    await visitor.widget.answer({ Username: 'user' });
    await visitor.widget.sees(words(en.decoupled.title, { bank: 'Test Bank App Approval' }));
  };

  const isPaidAtTheBank = (mode: 'popup' | 'tab'): void => {
    void it('shows the order from the consent to the bank, and is paid there', async () => {
      const before = ledger().length;
      const visitor = await shopper('/pay', mode === 'tab' ? phone : {});
      await choose(visitor, 'Test Bank Redirect');
      await visit(visitor, 'Test Bank Redirect', mode, 'Approve');
      await assertPaid(visitor, before);
    });
  };
  return { demo, shopper, ledger, choose, visit, waitForPhone, assertPaid, assertNotPaid, isPaidAtTheBank };
}
