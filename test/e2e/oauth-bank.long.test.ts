import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { testBankDanube, useVisits } from './bank-visits.js';
import { words } from './pages/widget.js';

describe('rare days at a bank with OAuth 2 of its own', () => {
  const { demo, shopper, choose, visit } = useVisits();
  const control = () => demo().danube.control;
  afterEach(() => testBankDanube.reset(demo()));

  it('lets the shopper choose accounts at the bank, once: the consent stands when its tokens are gone', async () => {
    const first = await shopper();
    await choose(first, testBankDanube);
    const page = await first.widget.leaveInPopup(testBankDanube.name);
    for (const name of ['Household', 'Workshop', 'Savings', 'Holiday', 'New account']) {
      await page.getByRole('checkbox', { name }).uncheck();
    }
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await first.widget.sees(en.success.title);
    await first.context.close();
    const [consent] = control().consents.list();
    assert.equal(consent?.accounts.length, 1);
    control().consents.endTokens(consent.id);

    const second = await shopper();
    await choose(second, testBankDanube);
    const again = await second.widget.leaveInPopup(testBankDanube.name);
    await again.getByText('the 1 accounts that you share already').waitFor();
    assert.equal(await again.getByRole('checkbox').count(), 0);
    await again.getByRole('button', { name: 'Approve', exact: true }).click();
    await second.widget.sees(en.success.title);
    assert.equal(control().consents.list().length, 1);
    await second.context.close();
  });

  it('lets the shopper come back later when the bank is closed for maintenance', async () => {
    const visitor = await shopper();
    await choose(visitor, testBankDanube);
    await visitor.widget.button(words(en.handover.continue, { bank: testBankDanube.name })).waitFor();
    control().maintenance.begin();
    const page = await visitor.widget.leaveInPopup(testBankDanube.name);
    await page.getByRole('heading', { name: 'We are back at 22:45' }).waitFor();
    await page.close();
    control().maintenance.end();
    await visitor.widget.press(en.common.chooseAnotherBank);
    await choose(visitor, testBankDanube);
    await visit(visitor, testBankDanube, testBankDanube.approve);
    await visitor.widget.sees(en.success.title);
    await visitor.context.close();
  });
});
