import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { accept, amount, bank, usePayments } from './payments-kit.js';
import { phone } from './shopper.js';

describe('paying by bank in the shop, on a phone and with the back button', () => {
  const { shopper, paid, agree, visit, status, paysOnce, paysOnTheSecondTry } = usePayments();

  paysOnce('tab');

  paysOnTheSecondTry('the code comes too late', [
    { press: 'Confirm' },
    { press: 'Accept, but the code comes too late' },
  ]);

  it('shows the finished payment after the back button, and pays nothing more', async () => {
    const before = paid();
    const visitor = await shopper('/pay');
    await visitor.widget.chooseBank(bank, 'GB');
    await agree(visitor);
    await visit(visitor, 'popup', accept);
    await visitor.widget.sees(en.payment.acceptedTitle);
    assert.match((await status(visitor)) ?? '', /accepted|completed/);
    await visitor.page.goBack();
    const { widget } = visitor;
    await widget.heading(en.payment.acceptedTitle).or(widget.heading(en.payment.completedTitle)).waitFor();
    assert.equal(paid(), before + 1);
    await visitor.context.close();
  });

  it('says what is paid on the page before the bank, without a script', async () => {
    const visitor = await shopper('/pay', { ...phone });
    await visitor.widget.chooseBank(bank, 'GB');
    await agree(visitor);
    await visitor.widget.leaveInTab(bank);
    await visitor.page.getByRole('heading', { name: `You pay ${amount}` }).waitFor();
    await visitor.page.getByText('To Larch & Lumen, account DE89 3704 0044 0532 0130 00').waitFor();
    await visitor.context.close();
  });
});
