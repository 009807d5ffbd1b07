import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { enCredentials } from '../../widget/i18n/en-credentials.js';
import { en } from '../../widget/i18n/en.js';
import { ask, result } from './companion-api.js';
import { assertEnd } from './journey-kit.js';
import { type Journey, travel } from './journey.js';
import { words } from './pages/widget.js';
import { sessionIdOf, useDemo } from './shopper.js';

describe('on the way', () => {
  const { demo, shopper } = useDemo();

  it('shows a down bank as not available and does not take it', async () => {
    const { widget, context } = await shopper();
    await widget.root.getByRole('combobox', { name: en.bankList.country }).selectOption('DE');
    await widget.root.getByRole('searchbox').fill('Test Bank Down');
    const option = widget.root.getByRole('option', { name: /Test Bank Down/ });
    await option.waitFor();
    assert.equal(await option.getAttribute('aria-disabled'), 'true');
    await context.close();
  });

  it('records the consent word for word with its time', async () => {
    const visitor = await shopper();
    await visitor.widget.chooseBank('Test Bank Password');
    const title = visitor.widget.root.getByRole('heading', { name: en.consent.title });
    await title.waitFor();
    const before = Date.now();
    await visitor.widget.acceptConsent();
    await visitor.widget.fields.getByLabel('Username').waitFor();
    const { consent } = await result(demo(), await sessionIdOf(visitor));
    assert.ok(consent);
    assert.ok(Math.abs(Date.parse(consent.acceptedAt) - before) < 10_000);
    for (const text of ['Larch & Lumen', 'Test Bank Password', en.consent.neverPay])
      assert.ok(consent.text.includes(text), text);
    await visitor.context.close();
  });

  it('offers another bank after a failure, and the second attempt completes the same session', async () => {
    const visitor = await shopper();
    await travel(
      visitor,
      { bank: 'Test Bank Error 403', moves: [], ends: 'provider_rejected' },
      { demo: demo(), mode: 'popup' },
    );
    await visitor.widget.root.getByText(en.problem.reference).waitFor();
    const id = await sessionIdOf(visitor);
    await visitor.widget.press(en.common.chooseAnotherBank);
    const second: Journey = {
      bank: 'Test Bank Password',
      moves: [{ do: 'answer', values: { Username: 'user', PIN: '1234' } }],
      ends: 'completed',
    };
    await travel(visitor, second, { demo: demo(), mode: 'popup' });
    await assertEnd(demo(), visitor, second);
    assert.equal((await result(demo(), id)).status, 'completed');
    await visitor.context.close();
  });

  it('says that the bank asks again after a wrong code', async () => {
    const { widget, context } = await shopper();
    const bank = 'Test Bank Password and OTP';
    const alert = widget.fields.getByRole('alert');
    await widget.chooseBank(bank);
    await widget.acceptConsent();
    await widget.answer({ Username: 'user', PIN: '1234' });
    await widget.answer({ 'How do you want to confirm?': 'SMS' });
    await widget.field('One-time passcode').waitFor();
    assert.equal(await alert.count(), 0);
    await widget.answer({ 'One-time passcode': '000000' });
    await alert.getByText(words(enCredentials.credentials.problems.notAccepted.title, { bank })).waitFor();
    await widget.answer({ 'One-time passcode': '123456' });
    await widget.sees(en.success.title);
    await context.close();
  });

  it('ends in one exit event when the shopper declines the consent, and begins anew on request', async () => {
    const { widget, heard, context } = await shopper();
    await widget.chooseBank('Test Bank Redirect');
    await widget.declineConsent();
    await widget.sees(en.notice.cancelled.title);
    assert.deepEqual(
      (await heard()).filter(({ type }) => type === 'exit').map(({ reason }) => reason),
      ['cancelled'],
    );
    await widget.press(en.problem.actions.new_session);
    await widget.sees(en.bankList.title);
    await context.close();
  });

  it('lets the backend read balances and transactions of a connection, and remove it', async () => {
    const visitor = await shopper();
    const journey: Journey = {
      bank: 'Test Bank Password',
      moves: [{ do: 'answer', values: { Username: 'user', PIN: '1234' } }],
      ends: 'completed',
    };
    await travel(visitor, journey, { demo: demo(), mode: 'popup' });
    await visitor.widget.sees(en.success.title);
    const { connectionId } = await result(demo(), await sessionIdOf(visitor));
    const token = demo().apiKey;
    const path = `/v1/connections/${connectionId ?? ''}`;
    const { accounts } = await ask<{ accounts: { id: string }[] }>(demo(), 'GET', `${path}/accounts`, { token });
    const account = `${path}/accounts/${accounts[0]?.id ?? ''}`;
    assert.ok(accounts.length > 0);
    await ask(demo(), 'GET', account, { token });
    await visitor.context.close();
  });
});
