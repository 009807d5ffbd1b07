import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { result } from './companion-api.js';
import { actAtBank } from './pages/sandbox-pages.js';
import { words } from './pages/widget.js';
import { phone, sessionIdOf, type Shopper, useDemo } from './shopper.js';

const mock = 'Moneyhub Open Banking Mock';
const approve = 'Approve';
const decline = 'Decline';
const late = 'Approve, but the code comes too late';

describe('banks behind Moneyhub', () => {
  const { demo, shopper } = useDemo();
  const control = () => demo().moneyhub.control;
  afterEach(() => control().reset());

  const choose = async ({ widget }: Shopper, bank = mock): Promise<void> => {
    await widget.chooseBank(bank, 'GB');
    await widget.acceptConsent();
  };

  const visit = async ({ widget }: Shopper, mode: 'popup' | 'tab', press: string, bank = mock): Promise<void> => {
    const page = mode === 'popup' ? await widget.leaveInPopup(bank) : await widget.leaveInTab(bank);
    await actAtBank(page, [{ press }]);
  };

  const assertFailed = async (visitor: Shopper, code: string): Promise<void> => {
    await visitor.widget.root.getByText(en.problem.reference).waitFor();
    const { status, problem } = await result(demo(), await sessionIdOf(visitor));
    assert.deepEqual([status, problem?.code], ['attempt_failed', code]);
  };

  for (const mode of ['popup', 'tab'] as const) {
    const open = () => shopper('/checkout', mode === 'tab' ? phone : {});

    it(`connects and shows the accounts (${mode})`, async () => {
      const visitor = await open();
      await choose(visitor);
      await visit(visitor, mode, approve);
      await visitor.widget.sees(en.success.title);
      await visitor.page.getByRole('link', { name: 'Complete the order' }).click();
      await visitor.page.getByRole('heading', { name: `Verified at ${mock}` }).waitFor();
      for (const account of ['Current Account', 'Rainy Day']) await visitor.page.getByText(account).waitFor();
      assert.deepEqual(visitor.complaints, []);
      await visitor.context.close();
    });

    for (const [press, code] of [
      [decline, 'access_denied'],
      [late, 'authorisation_expired'],
      ['The bank is unavailable', 'bank_unavailable'],
    ] as const) {
      it(`says ${code} after "${press}", and connects on the second try (${mode})`, async () => {
        const users = control().users.ids().length;
        const visitor = await open();
        await choose(visitor);
        await visit(visitor, mode, press);
        await assertFailed(visitor, code);
        assert.equal(control().users.ids().length, users, 'nobody is left behind');
        await visitor.widget.press(en.problem.actions.retry);
        await visitor.widget.acceptConsent();
        await visit(visitor, mode, approve);
        await visitor.widget.sees(en.success.title);
        await visitor.context.close();
      });
    }
  }

  for (const bank of ['Test Bank Signed Requests', 'Test Bank Currencies', 'Test Bank Slow Sync']) {
    it(`connects ${bank}`, async () => {
      const visitor = await shopper();
      await choose(visitor, bank);
      await visit(visitor, 'popup', approve, bank);
      await visitor.widget.sees(en.success.title);
      await visitor.page.getByRole('link', { name: 'Complete the order' }).click();
      await visitor.page.getByRole('heading', { name: `Verified at ${bank}` }).waitFor();
      await visitor.context.close();
    });
  }

  it('says that the provider is down when it is, and connects once it is back', async () => {
    control().faults.add({ path: '/oidc/request', answer: { status: 503, body: '{}' } });
    const visitor = await shopper();
    await choose(visitor);
    await assertFailed(visitor, 'provider_unavailable');
    await visitor.widget.press(en.problem.actions.retry);
    await visitor.widget.acceptConsent();
    await visit(visitor, 'popup', approve);
    await visitor.widget.sees(en.success.title);
    await visitor.context.close();
  });

  it('exchanges the code all the same when the first try breaks before it arrives', async () => {
    control().faults.add({ path: '/oidc/token', skip: 1, drop: 'before' });
    const visitor = await shopper();
    await choose(visitor, 'Test Bank Signed Requests');
    await visit(visitor, 'popup', approve, 'Test Bank Signed Requests');
    await visitor.widget.sees(en.success.title);
    await visitor.context.close();
  });

  it('leaves a shopper whose request ran out free to begin again', async () => {
    const visitor = await shopper();
    await choose(visitor);
    await visitor.widget.button(words(en.handover.continue, { bank: mock })).waitFor();
    control().clock.advance(61_000);
    const page = await visitor.widget.leaveInPopup(mock);
    await page.getByRole('heading', { name: 'This does not work' }).waitFor();
    await page.close();
    await visitor.widget.press(en.common.chooseAnotherBank);
    await choose(visitor);
    await visit(visitor, 'popup', approve);
    await visitor.widget.sees(en.success.title);
    await visitor.context.close();
  });

  it('does not tell the shopper who stands between the shop and the bank', async () => {
    const visitor = await shopper();
    await choose(visitor, 'Test Bank Currencies');
    const text = await visitor.page.locator('body').innerText();
    assert.doesNotMatch(text, /moneyhub/i);
    await visitor.context.close();
  });
});
