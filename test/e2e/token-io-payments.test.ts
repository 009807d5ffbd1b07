import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorCode } from '../../server/contract/errors.js';
import { en } from '../../widget/i18n/en.js';
import { result } from './companion-api.js';
import { actAtBank, decideOnPhone } from './pages/sandbox-pages.js';
import { words } from './pages/widget.js';
import { phone, sessionIdOf, type Shopper, useDemo } from './shopper.js';

const total = '€307.00';

describe('paying by bank, through Token.io', () => {
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

  for (const mode of ['popup', 'tab'] as const) {
    it(`shows the order from the consent to the bank, and is paid there (${mode})`, async () => {
      const before = ledger().length;
      const visitor = await shopper('/pay', mode === 'tab' ? phone : {});
      await choose(visitor, 'Test Bank Redirect');
      await visit(visitor, 'Test Bank Redirect', mode, 'Approve');
      await assertPaid(visitor, before);
    });
  }

  for (const [button, code] of [
    ['Decline', 'declined'],
    ['Approve, but there is not enough money', 'insufficient_funds'],
  ] as const) {
    it(`is not paid when the shopper presses “${button}”`, async () => {
      const before = ledger().length;
      const visitor = await shopper('/pay');
      await choose(visitor, 'Test Bank Redirect');
      await visit(visitor, 'Test Bank Redirect', 'popup', button);
      await assertNotPaid(visitor, before, code);
    });
  }

  it('asks field by field, says when a code was wrong, and takes the right one', async () => {
    const before = ledger().length;
    const visitor = await shopper('/pay');
    const { widget } = visitor;
    await choose(visitor, 'Test Bank Password and OTP');
    await widget.answer({ Username: 'user', PIN: '1234' });
    await widget.answer({ 'How do you want to confirm?': 'SMS' });
    await widget.answer({ 'One-time passcode': '000000' });
    await widget.fields.getByText('The answer before was not right.', { exact: false }).waitFor();
    assert.equal(ledger().length, before);
    await widget.answer({ 'One-time passcode': '123456' });
    await assertPaid(visitor, before);
  });

  const waitForPhone = async (visitor: Shopper): Promise<void> => {
    await choose(visitor, 'Test Bank App Approval');
    await visitor.widget.answer({ Username: 'user' });
    await visitor.widget.sees(words(en.decoupled.title, { bank: 'Test Bank App Approval' }));
  };

  it('waits for the approval in the bank’s app, without a word to us', async () => {
    const before = ledger().length;
    const visitor = await shopper('/pay');
    await waitForPhone(visitor);
    await decideOnPhone(visitor.context, demo().sandbox, 'Test Bank App Approval', 'Approve');
    await assertPaid(visitor, before);
  });

  it('is not paid when the shopper declines in the bank’s app', async () => {
    const before = ledger().length;
    const visitor = await shopper('/pay');
    await waitForPhone(visitor);
    await decideOnPhone(visitor.context, demo().sandbox, 'Test Bank App Approval', 'Decline');
    await assertNotPaid(visitor, before, 'declined');
  });
});
