import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { ask, call, createSession, result } from './companion-api.js';
import { actAtBank } from './pages/sandbox-pages.js';
import { words } from './pages/widget.js';
import { phone, sessionIdOf, type Shopper, useDemo } from './shopper.js';

const danube = { name: 'Test Bank Danube', country: 'SK' };
const harbour = { name: 'Test Bank Harbour', country: 'GB' };
type Bank = typeof danube;
const approve = 'Approve';

describe('banks with OAuth 2 of their own', () => {
  const { demo, shopper } = useDemo();
  const control = () => demo().danube.control;
  afterEach(() => {
    for (const bank of [demo().danube, demo().harbour]) {
      bank.control.reset();
      bank.control.consents.forget();
    }
  });

  const choose = async ({ widget }: Shopper, { name, country }: Bank): Promise<void> => {
    await widget.chooseBank(name, country);
    await widget.acceptConsent();
  };
  const visit = async ({ widget }: Shopper, mode: 'popup' | 'tab', press: string, { name }: Bank): Promise<void> => {
    const page = mode === 'popup' ? await widget.leaveInPopup(name) : await widget.leaveInTab(name);
    await actAtBank(page, [{ press }]);
  };
  const assertFailed = async (visitor: Shopper, code: string): Promise<void> => {
    await visitor.widget.root.getByText(en.problem.reference).waitFor();
    const { status, problem } = await result(demo(), await sessionIdOf(visitor));
    assert.deepEqual([status, problem?.code], ['attempt_failed', code]);
  };

  it('renews a connection straight at its bank, and the accounts keep their ids', async () => {
    const visitor = await shopper();
    const { page, widget } = visitor;
    await choose(visitor, danube);
    await visit(visitor, 'popup', approve, danube);
    await widget.sees(en.success.title);
    const { connectionId = '' } = await result(demo(), await sessionIdOf(visitor));
    const accountIds = async (): Promise<readonly string[]> => {
      const path = `/v1/connections/${connectionId}/accounts`;
      const { accounts } = await ask<{ accounts: { id: string }[] }>(demo(), 'GET', path, { token: demo().apiKey });
      return accounts.map(({ id }) => id);
    };
    const before = await accountIds();
    const { id, clientToken } = await createSession(demo(), { connectionId });
    await page.locator('bank-connect').evaluate((element, token) => {
      element.removeAttribute('session-endpoint');
      Object.assign(element, { clientToken: token });
    }, clientToken);
    await widget.acceptConsent();
    assert.equal(await widget.button(en.common.chooseAnotherBank).count(), 0, 'there is no other bank to choose');
    await visit(visitor, 'popup', approve, danube);
    await widget.sees(en.success.title);
    const renewed = await result(demo(), id);
    assert.deepEqual([renewed.status, renewed.connectionId], ['completed', connectionId]);
    assert.deepEqual(await accountIds(), before);
    await visitor.context.close();
  });

  for (const mode of ['popup', 'tab'] as const) {
    const open = () => shopper('/checkout', mode === 'tab' ? phone : {});

    for (const bank of [danube, harbour]) {
      it(`connects ${bank.name} and shows the accounts (${mode})`, async () => {
        const visitor = await open();
        await choose(visitor, bank);
        await visit(visitor, mode, approve, bank);
        await visitor.widget.sees(en.success.title);
        await visitor.page.getByRole('link', { name: 'Complete the order' }).click();
        await visitor.page.getByRole('heading', { name: `Verified at ${bank.name}` }).waitFor();
        for (const account of ['Everyday account', 'New account']) await visitor.page.getByText(account).waitFor();
        assert.deepEqual(visitor.complaints, []);
        await visitor.context.close();
      });
    }

    for (const [press, code] of [
      ['Decline', 'access_denied'],
      ['Approve, but the code comes too late', 'authorisation_expired'],
      ['The bank is unavailable', 'bank_unavailable'],
    ] as const) {
      it(`says ${code} after "${press}", and connects on the second try (${mode})`, async () => {
        const visitor = await open();
        await choose(visitor, danube);
        await visit(visitor, mode, press, danube);
        await assertFailed(visitor, code);
        await visitor.widget.press(en.problem.actions.retry);
        await visitor.widget.acceptConsent();
        await visit(visitor, mode, approve, danube);
        await visitor.widget.sees(en.success.title);
        await visitor.context.close();
      });
    }
  }

  it('lets the shopper choose accounts at the bank, once: the consent stands when its tokens are gone', async () => {
    const first = await shopper();
    await choose(first, danube);
    const page = await first.widget.leaveInPopup(danube.name);
    for (const name of ['Household', 'Workshop', 'Savings', 'Holiday', 'New account']) {
      await page.getByRole('checkbox', { name }).uncheck();
    }
    await page.getByRole('button', { name: approve, exact: true }).click();
    await first.widget.sees(en.success.title);
    await first.context.close();
    const [consent] = control().consents.list();
    assert.equal(consent?.accounts.length, 1);
    control().consents.endTokens(consent.id);

    const second = await shopper();
    await choose(second, danube);
    const again = await second.widget.leaveInPopup(danube.name);
    await again.getByText('the 1 accounts that you share already').waitFor();
    assert.equal(await again.getByRole('checkbox').count(), 0);
    await again.getByRole('button', { name: approve, exact: true }).click();
    await second.widget.sees(en.success.title);
    assert.equal(control().consents.list().length, 1);
    await second.context.close();
  });

  it('lets the shopper come back later when the bank is closed for maintenance', async () => {
    const visitor = await shopper();
    await choose(visitor, danube);
    await visitor.widget.button(words(en.handover.continue, { bank: danube.name })).waitFor();
    control().maintenance.begin();
    const page = await visitor.widget.leaveInPopup(danube.name);
    await page.getByRole('heading', { name: 'We are back at 22:45' }).waitFor();
    await page.close();
    control().maintenance.end();
    await visitor.widget.press(en.common.chooseAnotherBank);
    await choose(visitor, danube);
    await visit(visitor, 'popup', approve, danube);
    await visitor.widget.sees(en.success.title);
    await visitor.context.close();
  });

  /** Connects, and gives the address of the accounts for the merchant's backend. */
  const connect = async (visitor: Shopper): Promise<string> => {
    await choose(visitor, danube);
    await visit(visitor, 'popup', approve, danube);
    await visitor.widget.sees(en.success.title);
    const { connectionId } = await result(demo(), await sessionIdOf(visitor));
    control().calls.clear();
    return `/v1/connections/${connectionId ?? ''}/accounts`;
  };
  const get = <T>(path: string): Promise<T> => ask<T>(demo(), 'GET', path, { token: demo().apiKey });
  const readings = (): string[] =>
    control()
      .calls.list()
      .map(({ method, path, status }) => `${method} ${path} ${status}`);

  it('refreshes without anybody noticing when the access token has run out', async () => {
    const visitor = await shopper();
    const path = await connect(visitor);
    control().clock.advance(3_700_000);
    assert.equal((await get<{ accounts: unknown[] }>(path)).accounts.length, 6);
    assert.deepEqual(readings(), [
      'GET /api/v1/accounts 401',
      'POST /auth/oauth/v2/token 200',
      'GET /api/v1/accounts 200',
    ]);
    await visitor.context.close();
  });

  it('lets the backend read until the shopper revokes at the bank', async () => {
    const visitor = await shopper();
    const path = await connect(visitor);
    assert.equal((await get<{ accounts: unknown[] }>(path)).accounts.length, 6);
    const page = await visitor.context.newPage();
    await page.goto(`${demo().danube.publicOrigin}/consents`);
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Nobody may see your accounts.').waitFor();
    const refused = await call(demo(), 'GET', path, { token: demo().apiKey });
    assert.deepEqual([refused.status, refused.code], [409, 'reauth_required']);
    await visitor.context.close();
  });
});
