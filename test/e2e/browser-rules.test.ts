import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { newPage } from '../support/playwright.js';
import { type FixtureSite, startFixtureSite } from '../support/fixture-site.js';
import { connect, createSession, result, view, viewIn } from './companion-api.js';
import { actAtBank } from './pages/sandbox-pages.js';
import { useDemo } from './shopper.js';

describe('rules of the browser', () => {
  const { demo, browser, shopper } = useDemo();
  let foreign: FixtureSite;
  before(async () => void (foreign = await startFixtureSite()));
  after(() => foreign.close());

  it('keep a foreign page from leaving for the bank with a stolen token', async () => {
    const { id, clientToken } = await createSession(demo());
    await connect(demo(), clientToken, 'token-io:sim-redirect');
    await viewIn(demo(), clientToken, 'redirect');
    foreign.show({
      html: `<form method="post" action="${demo().server}/start"><input name="clientToken" value="${clientToken}">
             <input name="mode" value="tab"><button>Win a prize</button></form>`,
    });
    const { page, context } = await newPage(browser());
    await page.goto(foreign.origin);
    const answer = page.waitForResponse(`${demo().server}/start`);
    await page.getByRole('button', { name: 'Win a prize' }).click();
    assert.equal((await answer).status(), 403);
    await page.getByRole('heading', { name: 'Please start from the shop' }).waitFor();
    assert.deepEqual(await context.cookies(demo().server), []);
    assert.equal((await result(demo(), id)).status, 'redirect');
    await context.close();
  });

  it('keep a foreign page from reading a session and from framing its credentials', async () => {
    const { clientToken } = await createSession(demo());
    const { framePath } = await view(demo(), clientToken);
    foreign.show({ html: `<iframe src="${demo().server}${framePath}"></iframe>` });
    const { page, context } = await newPage(browser());
    await page.goto(foreign.origin);
    const read = await page.evaluate(
      async ([address, token]) => {
        const headers = { authorization: `Bearer ${token ?? ''}` };
        return fetch(address ?? '', { headers }).then(
          () => 'read',
          () => 'refused',
        );
      },
      [`${demo().server}/v1/session`, clientToken],
    );
    assert.equal(read, 'refused');
    const framed = page.frames().find((frame) => frame.parentFrame() !== null);
    assert.match(framed?.url() ?? '', /^chrome-error:/);
    await context.close();
  });

  it('give the binding cookie to nobody but the companion, and never to a script', async () => {
    const { widget, context } = await shopper();
    await widget.chooseBank('Test Bank Redirect');
    await widget.acceptConsent();
    const popup = await widget.leaveInPopup('Test Bank Redirect');
    await popup.getByRole('button', { name: 'Approve' }).waitFor();
    const cookies = (await context.cookies(demo().server)).filter(({ name }) => name.startsWith('__Host-bc_'));
    assert.equal(cookies.length, 1);
    assert.ok(cookies.every(({ httpOnly, secure, sameSite }) => httpOnly && secure && sameSite === 'Lax'));
    await actAtBank(popup, [{ press: 'Approve' }]);
    await widget.sees(en.success.title);
    await context.close();
  });

  it('leave no token and no bank address in the history, the storage or the address of the shop', async () => {
    const { page, widget, context } = await shopper();
    await widget.sees(en.bankList.title);
    // The same order gets the same token, so the page can be asked for it.
    const { clientToken } = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch('/checkout/session', { method: 'POST', headers, body: '{"renew":false}' });
      return (await answer.json()) as { clientToken: string };
    });
    assert.ok(clientToken.length > 16);
    await widget.chooseBank('Test Bank Password');
    await widget.acceptConsent();
    await widget.answer({ Username: 'user', PIN: '1234' });
    await widget.sees(en.success.title);
    const kept = await page.evaluate(() =>
      [
        location.href,
        document.cookie,
        JSON.stringify(localStorage),
        JSON.stringify(sessionStorage),
        document.body.innerText,
      ].join(),
    );
    assert.ok(!kept.includes(clientToken));
    assert.ok(!(await page.content()).includes(clientToken));
    await context.close();
  });
});
