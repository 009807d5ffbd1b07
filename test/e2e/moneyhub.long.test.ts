import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { moneyhubMock, useVisits } from './bank-visits.js';
import { words } from './pages/widget.js';

describe('banks behind Moneyhub', () => {
  const { demo, shopper, choose, visit, tryAgain, assertFailed, assertVerified } = useVisits();
  const control = () => demo().moneyhub.control;
  afterEach(() => control().reset());

  const { country, approve } = moneyhubMock;
  const signedRequests = { name: 'Test Bank Signed Requests', country, accounts: [] };
  const currencies = { ...signedRequests, name: 'Test Bank Currencies' };
  const slowSync = { ...signedRequests, name: 'Test Bank Slow Sync' };

  for (const bank of [signedRequests, currencies, slowSync]) {
    it(`connects ${bank.name}`, async () => {
      const visitor = await shopper();
      await choose(visitor, bank);
      await visit(visitor, bank, approve);
      await assertVerified(visitor, bank);
      await visitor.context.close();
    });
  }

  it('leaves nobody behind whose attempt failed', async () => {
    const users = control().users.ids().length;
    for (const [acts, code] of moneyhubMock.failures) {
      const visitor = await shopper();
      await choose(visitor, moneyhubMock);
      await visit(visitor, moneyhubMock, acts);
      await assertFailed(visitor, code);
      assert.equal(control().users.ids().length, users);
      await visitor.context.close();
    }
  });

  it('says that the provider is down when it is, and connects once it is back', async () => {
    control().faults.add({ path: '/oidc/request', answer: { status: 503, body: '{}' } });
    const visitor = await shopper();
    await choose(visitor, moneyhubMock);
    await assertFailed(visitor, 'provider_unavailable');
    await tryAgain(visitor, moneyhubMock);
    await visitor.context.close();
  });

  it('exchanges the code all the same when the first try breaks before it arrives', async () => {
    control().faults.add({ path: '/oidc/token', skip: 1, drop: 'before' });
    const visitor = await shopper();
    await choose(visitor, signedRequests);
    await visit(visitor, signedRequests, approve);
    await visitor.widget.sees(en.success.title);
    await visitor.context.close();
  });

  it('leaves a shopper whose request ran out free to begin again', async () => {
    const visitor = await shopper();
    await choose(visitor, moneyhubMock);
    await visitor.widget.button(words(en.handover.continue, { bank: moneyhubMock.name })).waitFor();
    control().clock.advance(61_000);
    const page = await visitor.widget.leaveInPopup(moneyhubMock.name);
    await page.getByRole('heading', { name: 'This does not work' }).waitFor();
    await page.close();
    await visitor.widget.press(en.common.chooseAnotherBank);
    await choose(visitor, moneyhubMock);
    await visit(visitor, moneyhubMock, approve);
    await visitor.widget.sees(en.success.title);
    await visitor.context.close();
  });

  it('does not tell the shopper who stands between the shop and the bank', async () => {
    const visitor = await shopper();
    await choose(visitor, currencies);
    const text = await visitor.page.locator('body').innerText();
    assert.doesNotMatch(text, /moneyhub/i);
    await visitor.context.close();
  });
});
