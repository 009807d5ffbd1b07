import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideOnPhone } from './pages/sandbox-pages.js';
import { useTokenIoPayments } from './token-io-payments-kit.js';

describe('paying by bank, through Token.io', () => {
  const { demo, shopper, ledger, choose, visit, waitForPhone, assertPaid, assertNotPaid, isPaidAtTheBank } =
    useTokenIoPayments();

  isPaidAtTheBank('popup');

  it('is not paid when the shopper declines', async () => {
    const before = ledger().length;
    const visitor = await shopper('/pay');
    await choose(visitor, 'Test Bank Redirect');
    await visit(visitor, 'Test Bank Redirect', 'popup', 'Decline');
    await assertNotPaid(visitor, before, 'declined');
  });

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

  it('waits for the approval in the bank’s app, without a word to us', async () => {
    const before = ledger().length;
    const visitor = await shopper('/pay');
    await waitForPhone(visitor);
    await decideOnPhone(visitor.context, demo().sandbox, 'Test Bank App Approval', 'Approve');
    await assertPaid(visitor, before);
  });
});
