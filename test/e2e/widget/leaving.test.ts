import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../../widget/i18n/en.js';
import { fill } from '../../../widget/i18n/format.js';
import { aView, pelican } from '../../widget/support/session-views.js';
import { heard, useFakes, widgetTags } from './use-fakes.js';

const continueTo = fill(en.handover.continue, { bank: pelican.name });

describe('leaving for the bank', () => {
  const fakes = useFakes();
  const starts = () => fakes.companion.seen.filter(({ path }) => path === '/start');

  for (const policy of ['', 'no-referrer', 'same-origin', 'strict-origin', 'unsafe-url', 'origin-when-cross-origin']) {
    for (const mode of ['popup', 'tab'] as const) {
      it(`posts the true origin and no address of the shop (${mode}, Referrer-Policy "${policy}")`, async () => {
        fakes.companion.view = aView('redirect');
        if (policy) fakes.shop.headers = { 'referrer-policy': policy };
        fakes.shop.html = widgetTags(fakes.companion, `redirect-mode="${mode}"`);
        const { page, context, complaints } = await fakes.visit();
        const opened = mode === 'popup' ? context.waitForEvent('page') : undefined;
        await page.getByRole('button', { name: continueTo }).click();
        const bank = (await opened) ?? page;
        await bank.getByText('Off to the bank').waitFor();
        const [start] = starts();
        assert.equal(starts().length, 1);
        assert.equal(start?.method, 'POST');
        assert.equal(start.headers.origin, fakes.shop.origin);
        assert.ok(!(start.headers.referer ?? '').includes('token'));
        assert.deepEqual(Object.fromEntries(new URLSearchParams(start.body)), {
          clientToken: fakes.shop.clientToken,
          mode,
        });
        assert.equal(await bank.evaluate(() => window.opener as unknown), null);
        assert.deepEqual(complaints, []);
      });
    }
  }

  it('takes the same tab on a phone', async () => {
    fakes.companion.view = aView('redirect');
    const { page } = await fakes.visit({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
    await page.getByRole('button', { name: continueTo }).click();
    await page.getByText('Off to the bank').waitFor();
    assert.equal(new URLSearchParams(starts()[0]?.body).get('mode'), 'tab');
  });

  it('offers this tab when the browser opens no window', async () => {
    fakes.companion.view = aView('redirect');
    const { page } = await fakes.visit();
    await page.evaluate(() => void (window.open = () => null));
    await page.getByRole('button', { name: continueTo }).click();
    await page.getByRole('heading', { name: fill(en.handover.blockedTitle, { bank: pelican.name }) }).waitFor();
    assert.equal(starts().length, 0);
    await page.getByRole('button', { name: en.handover.inThisTab }).click();
    await page.getByText('Off to the bank').waitFor();
  });

  it('keeps waiting when the window is closed, and goes on when the server does', async () => {
    fakes.companion.view = aView('redirect');
    const { page, context } = await fakes.visit();
    const [bank] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('button', { name: continueTo }).click(),
    ]);
    await bank.getByText('Off to the bank').waitFor();
    await bank.close();
    await page.getByRole('button', { name: fill(en.handover.openAgain, { bank: pelican.name }) }).waitFor();
    assert.deepEqual(await heard(page), ['ready', 'step redirect']);
    fakes.companion.become(aView('completed', { version: 2 }));
    await page.getByRole('heading', { name: fill(en.success.title, { bank: pelican.name }) }).waitFor();
    assert.deepEqual(await heard(page), ['ready', 'step redirect', 'step completed', 'success']);
  });

  it('says with a code that the page’s policy forbids it, and closes the empty window', async () => {
    fakes.companion.view = aView('redirect');
    fakes.shop.headers = { 'content-security-policy': "form-action 'self'" };
    const { page, context } = await fakes.visit();
    await page.getByRole('button', { name: continueTo }).click();
    await page.getByRole('heading', { name: en.problem.merchant.title }).waitFor();
    assert.deepEqual((await heard(page)).at(-1), 'error leave_blocked');
    assert.equal(starts().length, 0);
    assert.equal(context.pages().length, 1);
  });

  it('leaves under a policy that names the companion', async () => {
    fakes.companion.view = aView('redirect');
    fakes.shop.headers = { 'content-security-policy': `form-action 'self' ${fakes.companion.origin}` };
    const { page, context } = await fakes.visit();
    const [bank] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('button', { name: continueTo }).click(),
    ]);
    await bank.getByText('Off to the bank').waitFor();
  });

  it('shows where the session stands after the back button', async () => {
    fakes.companion.view = aView('redirect');
    fakes.shop.html = widgetTags(fakes.companion, 'redirect-mode="tab"');
    const { page } = await fakes.visit();
    await page.getByRole('button', { name: continueTo }).click();
    await page.getByText('Off to the bank').waitFor();
    fakes.companion.view = aView('redirect', { version: 2, leftAt: '2030-01-01T00:00:00.000Z' });
    await page.goBack();
    await page.getByRole('button', { name: fill(en.handover.continueAgain, { bank: pelican.name }) }).waitFor();
  });
});
