import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { ask, result } from './companion-api.js';
import { type Journey, journeys, type Move, travel } from './journey.js';
import { phone, useDemo, type Shopper } from './shopper.js';

const describeMove = (move: Move): string => {
  switch (move.do) {
    case 'leave':
      return move.acts.map(({ press }) => press).join(', ');
    case 'answer':
      return Object.values(move.values).join('/');
    case 'press':
      return move.button;
    case 'phone':
      return `${move.decide} on the phone`;
  }
};

const describeMoves = ({ moves }: Journey): string => moves.map(describeMove).join(', ') || 'nothing';

describe('journeys', () => {
  const { demo, shopper } = useDemo();

  const sessionIdOf = async ({ heard }: Shopper): Promise<string> => {
    const id = (await heard()).find(({ sessionId }) => sessionId !== undefined)?.sessionId;
    assert.ok(id, 'the element names its session');
    return id;
  };

  /** What the shopper sees, what the page heard, and what the merchant's backend reads agree. */
  const assertEnd = async (visitor: Shopper, { bank, ends }: Journey): Promise<void> => {
    const { widget, page, heard, complaints } = visitor;
    if (ends === 'completed') {
      await widget.sees(en.success.title);
      assert.equal((await heard()).filter(({ type }) => type === 'success').length, 1);
      await page.getByRole('link', { name: 'Complete the order' }).click();
      await page.getByRole('heading', { name: `Verified at ${bank}` }).waitFor();
      assert.ok((await page.getByRole('main').getByRole('listitem').count()) > 0, 'the order page shows the accounts');
    } else {
      await widget.root.getByText(en.problem.reference).waitFor();
      const { status, problem } = await result(demo(), await sessionIdOf(visitor));
      assert.equal(problem?.code, ends);
      assert.equal(status, 'attempt_failed');
      assert.deepEqual(
        (await heard()).filter(({ type }) => type === 'error').map(({ code }) => code),
        [ends],
      );
    }
    assert.deepEqual(complaints, []);
  };

  for (const journey of journeys) {
    const leaves = journey.moves.some((move) => move.do === 'leave');
    for (const mode of leaves ? (['popup', 'tab'] as const) : (['tab'] as const)) {
      const name = `${journey.bank}: ${describeMoves(journey)}`;
      it(`${name}${leaves ? ` (${mode})` : ''} ends ${journey.ends}`, async () => {
        const visitor = await shopper('/checkout', mode === 'tab' ? phone : {});
        await travel(visitor, journey, { demo: demo(), mode });
        await assertEnd(visitor, journey);
        await visitor.context.close();
      });
    }
  }

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
    await assertEnd(visitor, second);
    assert.equal((await result(demo(), id)).status, 'completed');
    await visitor.context.close();
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
