import { describe, it } from 'node:test';
import { decideOnPhone } from './pages/sandbox-pages.js';
import { useTokenIoPayments } from './token-io-payments-kit.js';

describe('paying by bank, through Token.io, otherwise', () => {
  const { demo, shopper, ledger, choose, visit, waitForPhone, assertPaid, assertNotPaid, isPaidAtTheBank } =
    useTokenIoPayments();

  isPaidAtTheBank('tab');

  it('is not paid when the shopper declines', async () => {
    const before = ledger().length;
    const visitor = await shopper('/pay');
    await choose(visitor, 'Test Bank Redirect');
    await visit(visitor, 'Test Bank Redirect', 'popup', 'Decline');
    await assertNotPaid(visitor, before, 'declined');
  });

  it('waits for the approval in the bank’s app, without a word to us', async () => {
    const before = ledger().length;
    const visitor = await shopper('/pay');
    await waitForPhone(visitor);
    await decideOnPhone(visitor.context, demo().sandbox, 'Test Bank App Approval', 'Approve');
    await assertPaid(visitor, before);
  });

  it('is not paid when there is not enough money', async () => {
    const before = ledger().length;
    const visitor = await shopper('/pay');
    await choose(visitor, 'Test Bank Redirect');
    await visit(visitor, 'Test Bank Redirect', 'popup', 'Approve, but there is not enough money');
    await assertNotPaid(visitor, before, 'insufficient_funds');
  });

  it('is not paid when the shopper declines in the bank’s app', async () => {
    const before = ledger().length;
    const visitor = await shopper('/pay');
    await waitForPhone(visitor);
    await decideOnPhone(visitor.context, demo().sandbox, 'Test Bank App Approval', 'Decline');
    await assertNotPaid(visitor, before, 'declined');
  });
});
