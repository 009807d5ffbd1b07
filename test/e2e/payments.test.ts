import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { accept, bank, usePayments } from './payments-kit.js';
import type { PageAct } from './pages/sandbox-pages.js';

const decline: readonly PageAct[] = [{ press: 'Confirm' }, { press: 'Decline' }];

describe('paying by bank in the shop', () => {
  const { shopper, control, paid, agree, visit, paysOnce } = usePayments();

  paysOnce('popup');

  it('nothing is paid when the shopper declines, and the next try pays', async () => {
    const before = paid();
    const visitor = await shopper('/pay');
    await visitor.widget.chooseBank(bank, 'GB');
    await agree(visitor);
    await visit(visitor, 'popup', decline);
    await visitor.widget.root.getByText(en.problem.reference).waitFor();
    assert.equal(paid(), before);
    await visitor.widget.press(en.problem.actions.retry);
    await agree(visitor);
    await visit(visitor, 'popup', accept);
    await visitor.widget.sees(en.payment.acceptedTitle);
    assert.equal(paid(), before + 1);
    await visitor.context.close();
  });

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
