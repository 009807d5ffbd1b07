import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Settings } from '../../demo/sandbox/tell-connect/index.js';
import { en } from '../../widget/i18n/en.js';
import { pockit, useVisits } from './bank-visits.js';
import { ask, call } from './companion-api.js';
import type { Shopper } from './shopper.js';

describe('Pockit, through tell.connect', () => {
  const { demo, shopper, choose, visit, connect, tryAgain, assertFailed, assertVerified } = useVisits();
  const control = () => demo().tellConnect.control;
  const change = (settings: Partial<Settings>) => control().settings.change(settings);
  afterEach(() => control().reset());

  for (const nullForm of ['null', 'empty', 'absent'] as const) {
    it(`takes a failed check for a refusal, with a code that is ${nullForm}`, async () => {
      change({ nullForm });
      const visitor = await shopper();
      await choose(visitor, pockit);
      await visit(visitor, pockit, [{ press: 'Fail the check' }]);
      await assertFailed(visitor, 'access_denied');
      const exchanges = control()
        .calls.list()
        .filter(({ path }) => path.endsWith('/access-token'));
      assert.deepEqual(exchanges, []);
      await visitor.context.close();
    });
  }

  it('says that the provider is down when it is, and connects once it is back', async () => {
    control().faults.add({ path: '/v1/authorise', answer: { status: 503, body: '{}' } });
    const visitor = await shopper();
    await choose(visitor, pockit);
    await assertFailed(visitor, 'provider_unavailable');
    await tryAgain(visitor, pockit);
    await visitor.context.close();
  });

  it('does not tell the shopper who stands between the shop and the bank', async () => {
    const visitor = await shopper();
    await choose(visitor, pockit);
    const text = await visitor.page.locator('body').innerText();
    assert.doesNotMatch(text, /tell\.connect|tell-connect|tell money/i);
    await visitor.context.close();
  });

  it('leaves a shopper whose link ran out free to begin again', async () => {
    change({ intentSeconds: 0 });
    const visitor = await shopper();
    await choose(visitor, pockit);
    const page = await visitor.widget.leaveInPopup(pockit.name);
    await page.getByRole('heading', { name: 'Too late' }).waitFor();
    await page.close();
    change({ intentSeconds: 600 });
    await visitor.widget.press(en.common.chooseAnotherBank);
    await choose(visitor, pockit);
    await visit(visitor, pockit, pockit.approve);
    await visitor.widget.sees(en.success.title);
    await visitor.context.close();
  });

  it('reads the accounts for a shopper who is there as often as the shopper looks', async () => {
    const visitor = await shopper();
    await choose(visitor, pockit);
    await visit(visitor, pockit, pockit.approve);
    await assertVerified(visitor, pockit);
    // Without the shopper's address the bank allows four reads a day.
    for (let reload = 0; reload < 5; reload += 1) assert.equal((await visitor.page.reload())?.status(), 200);
    await visitor.context.close();
  });

  /** Connects, and gives the address of the accounts; the bank's log begins after that. */
  const accountsOf = async (visitor: Shopper): Promise<string> => {
    const path = `${await connect(visitor, pockit)}/accounts`;
    control().calls.clear();
    return path;
  };
  const read = async (path: string): Promise<string[]> => {
    const { accounts } = await ask<{ accounts: { name: string }[] }>(demo(), 'GET', path, { token: demo().apiKey });
    return accounts.map(({ name }) => name);
  };
  const readings = (): string[] =>
    control()
      .calls.list()
      .map(({ method, path, status }) => `${method} ${path} ${status}`);

  it('refreshes without anybody noticing when the access token has run out', async () => {
    const visitor = await shopper();
    const path = await accountsOf(visitor);
    control().clock.advance(3_600_000);
    assert.deepEqual(await read(path), ['Pockit account', 'Holiday card']);
    assert.deepEqual(readings(), ['GET /v1/accounts 401', 'POST /v1/access-token 200', 'GET /v1/accounts 200']);
    await visitor.context.close();
  });

  it('does not send a fifth read of a day without the shopper', async () => {
    const visitor = await shopper();
    const path = await accountsOf(visitor);
    for (let round = 0; round < 4; round += 1) await read(path);
    const fifth = await call(demo(), 'GET', path, { token: demo().apiKey });
    assert.deepEqual([fifth.status, fifth.code], [429, 'budget_exhausted']);
    assert.deepEqual(readings(), Array<string>(4).fill('GET /v1/accounts 200'));
    await visitor.context.close();
  });

  it('lets the backend read until the shopper revokes at the bank', async () => {
    const visitor = await shopper();
    const path = await accountsOf(visitor);
    assert.deepEqual(await read(path), ['Pockit account', 'Holiday card']);
    const page = await visitor.context.newPage();
    await page.goto(`${demo().tellConnect.publicOrigin}/consents`);
    const buttons = page.getByRole('button', { name: 'Revoke' });
    for (let left = await buttons.count(); left > 0; left -= 1) {
      await buttons.first().click();
      await page.waitForFunction((count) => document.querySelectorAll('main button').length < count, left);
    }
    const refused = await call(demo(), 'GET', path, { token: demo().apiKey });
    assert.deepEqual([refused.status, refused.code], [409, 'reauth_required']);
    await visitor.context.close();
  });
});
