import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useTokenIoPayments } from './token-io-payments-kit.js';

describe('paying by bank, through Token.io', () => {
  const { shopper, ledger, choose, assertPaid, isPaidAtTheBank } = useTokenIoPayments();

  isPaidAtTheBank('popup');

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
});
