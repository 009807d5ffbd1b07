import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { accept, bank, usePayments } from './payments-kit.js';

describe('paying by bank in the shop', () => {
  const { shopper, control, paid, agree, visit, paysOnce, paysOnTheSecondTry } = usePayments();

  paysOnce('popup');

  paysOnTheSecondTry('the shopper declines', [{ press: 'Confirm' }, { press: 'Decline' }]);

  it('asks the bank when the answer to the payment is lost, and does not pay twice', async () => {
    const before = paid();
    control().faults.add({ method: 'POST', path: '/v1/payment', drop: 'after' });
    const visitor = await shopper('/pay');
    await visitor.widget.chooseBank(bank, 'GB');
    await agree(visitor);
    await visit(visitor, 'popup', accept);
    await visitor.widget.sees(en.payment.acceptedTitle);
    assert.equal(paid(), before + 1);
    await visitor.context.close();
  });
});
