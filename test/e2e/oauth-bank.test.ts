import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { testBankDanube, useVisits } from './bank-visits.js';
import { ask, call, createSession, result } from './companion-api.js';
import type { Shopper } from './shopper.js';

describe('banks with OAuth 2 of their own', () => {
  const { demo, shopper, visit, connect } = useVisits();
  const control = () => demo().danube.control;
  const get = <T>(path: string): Promise<T> => ask<T>(demo(), 'GET', path, { token: demo().apiKey });
  afterEach(() => testBankDanube.reset(demo()));

  it('renews a connection straight at its bank, and the accounts keep their ids', async () => {
    const visitor = await shopper();
    const { page, widget } = visitor;
    const path = await connect(visitor, testBankDanube);
    const accountIds = async (): Promise<readonly string[]> => {
      const { accounts } = await get<{ accounts: { id: string }[] }>(`${path}/accounts`);
      return accounts.map(({ id }) => id);
    };
    const connectionId = path.split('/').at(-1);
    const before = await accountIds();
    const { id, clientToken } = await createSession(demo(), { connectionId });
    await page.locator('bank-connect').evaluate((element, token) => {
      element.removeAttribute('session-endpoint');
      Object.assign(element, { clientToken: token });
    }, clientToken);
    await widget.acceptConsent();
    assert.equal(await widget.button(en.common.chooseAnotherBank).count(), 0, 'there is no other bank to choose');
    await visit(visitor, testBankDanube, testBankDanube.approve);
    await widget.sees(en.success.title);
    const renewed = await result(demo(), id);
    assert.deepEqual([renewed.status, renewed.connectionId], ['completed', connectionId]);
    assert.deepEqual(await accountIds(), before);
    await visitor.context.close();
  });

  /** Connects, and gives the address of the accounts; the bank's log begins after that. */
  const accountsOf = async (visitor: Shopper): Promise<string> => {
    const path = `${await connect(visitor, testBankDanube)}/accounts`;
    control().calls.clear();
    return path;
  };
  const readings = (): string[] =>
    control()
      .calls.list()
      .map(({ method, path, status }) => `${method} ${path} ${status}`);

  it('refreshes without anybody noticing when the access token has run out', async () => {
    const visitor = await shopper();
    const path = await accountsOf(visitor);
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
    const path = await accountsOf(visitor);
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
