import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { en } from '../../widget/i18n/en.js';
import { type FixtureSite, startFixtureSite } from '../support/fixture-site.js';
import { newPage } from '../support/playwright.js';
import { createSession } from './companion-api.js';
import { actAtBank } from './pages/sandbox-pages.js';
import { Widget } from './pages/widget.js';
import { useOwnDemo } from './shopper.js';

const bank = 'Test Bank Password';
const answers = { Username: 'user', PIN: '1234' };

/** The configuration with one more origin of the merchant, and a return URL on it. */
function withOrigin(config: object, origin: string): object {
  const { merchants } = config as { merchants: { origins: string[]; returnUrls: Record<string, string> }[] };
  return {
    ...config,
    merchants: merchants.map((merchant) => ({
      ...merchant,
      origins: [...merchant.origins, origin],
      returnUrls: { ...merchant.returnUrls, fixture: `${origin}/` },
    })),
  };
}

describe('embedding', () => {
  let site: FixtureSite | undefined;
  const { demo, browser, shopper } = useOwnDemo(async () => {
    const { origin } = (site = await startFixtureSite());
    return { configure: (config) => withOrigin(config, origin) };
  });
  after(() => site?.close());

  /** A page of the merchant's other site with this HTML, and this policy. */
  const merchantPage = async (
    html: string,
    policy?: string,
  ): Promise<{ page: Page; complaints: readonly string[] }> => {
    assert.ok(site);
    const { origin } = site;
    const session = await createSession(demo(), { origin, returnUrlId: 'fixture' });
    site.onSession = () => Promise.resolve({ clientToken: session.clientToken });
    site.show({ html, ...(policy !== undefined && { headers: { 'content-security-policy': policy } }) });
    const { page, complaints } = await newPage(browser());
    await page.goto(origin);
    return { page, complaints };
  };

  const connect = async (widget: Widget): Promise<void> => {
    await widget.chooseBank(bank);
    await widget.acceptConsent();
    await widget.answer(answers);
    await widget.sees(en.success.title);
  };

  it('works twice on one page, each with its own session', async () => {
    const { page, context, complaints } = await shopper('/two');
    const [pay, refund] = ['Pay from', 'Refund to'].map(
      (name) => new Widget(page, page.getByRole('region', { name }).locator('bank-connect')),
    );
    assert.ok(pay && refund);
    await pay.chooseBank(bank);
    await pay.sees(en.consent.title);
    await refund.sees(en.bankList.title);
    await pay.acceptConsent();
    await refund.chooseBank('Test Bank Redirect');
    await pay.answer(answers);
    await pay.sees(en.success.title);
    await refund.acceptConsent();
    await actAtBank(await refund.leaveInPopup('Test Bank Redirect'), [{ press: 'Approve' }]);
    await refund.sees(en.success.title);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('works in a dialog from an npm import, and goes on after it was removed and added again', async () => {
    const { page, widget, context, complaints } = await shopper('/spa');
    await page.getByRole('button', { name: 'Link a bank' }).click();
    await widget.chooseBank(bank);
    await widget.sees(en.consent.title);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('bank-connect').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Link a bank' }).click();
    await widget.acceptConsent();
    await widget.answer(answers);
    await widget.sees(en.success.title);
    await page.getByText('Your bank is linked.').waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('goes on when the same element is moved to another place', async () => {
    const { page, widget, context } = await shopper();
    await widget.chooseBank(bank);
    await widget.sees(en.consent.title);
    await page.evaluate(() => {
      const element = document.querySelector('bank-connect');
      const aside = document.querySelector('aside');
      if (element && aside) aside.append(element);
    });
    await widget.acceptConsent();
    await widget.answer(answers);
    await widget.sees(en.success.title);
    await context.close();
  });

  it('works inside another shadow root, from the classic script', async () => {
    const script = `<script src="${demo().server}/bank-connect.classic.js"></script>`;
    const { page } = await merchantPage(`${script}<x-host></x-host>`);
    await page.evaluate(() => {
      const root = document.querySelector('x-host')?.attachShadow({ mode: 'open' });
      const element = document.createElement('bank-connect');
      element.setAttribute('session-endpoint', '/session');
      root?.append(element);
    });
    await connect(new Widget(page));
    await page.context().close();
  });

  it('needs the documented lines of a strict policy only, and breaks none of them', async () => {
    const { server } = demo();
    const policy = [
      "default-src 'none'",
      `script-src ${server}`,
      `connect-src 'self' ${server}`,
      `frame-src ${server}`,
      `img-src ${server}`,
      `form-action ${server}`,
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ].join('; ');
    const element = '<bank-connect session-endpoint="/session"></bank-connect>';
    const { page, complaints } = await merchantPage(
      `<script type="module" src="${server}/bank-connect.js"></script>${element}`,
      policy,
    );
    const widget = new Widget(page);
    await connect(widget);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('says so where the policy lets Lit not work', async () => {
    const { server } = demo();
    const { page } = await merchantPage(
      `<script type="module" src="${server}/bank-connect.js"></script><bank-connect></bank-connect>`,
      `script-src ${server}; require-trusted-types-for 'script'; trusted-types 'none'`,
    );
    await page.getByText(en.problem.merchant.title).waitFor();
    await page.context().close();
  });

  it('carries its true origin to the start hop from a page that hides its address', async () => {
    const { page } = await merchantPage(
      `<meta name="referrer" content="no-referrer">
       <script type="module" src="${demo().server}/bank-connect.js"></script>
       <bank-connect session-endpoint="/session"></bank-connect>`,
    );
    const widget = new Widget(page);
    await widget.chooseBank('Test Bank Redirect');
    await widget.acceptConsent();
    await actAtBank(await widget.leaveInPopup('Test Bank Redirect'), [{ press: 'Approve' }]);
    await widget.sees(en.success.title);
    await page.context().close();
  });
});
