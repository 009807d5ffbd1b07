import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { en } from '../../../widget/i18n/en.js';
import { patienceMs } from '../../support/playwright.js';
import { stepsPausesMs } from '../../../widget/steps-controller.js';
import { aView, pelican } from '../../widget/support/session-views.js';
import { heard, useFakes, widgetTags } from './use-fakes.js';

const isSteps = (name: string): boolean => name.startsWith('bank-connect-steps-');
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const list = en.bankList.title;
/** The first, and one after each pause. */
const triesPerLoad = stepsPausesMs.length + 1;
const focused = (page: Page) =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.textContent.trim();
  });

/** One bit of the last byte but two: still a script, but another one. */
function flipped(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy[copy.length - 3] = (copy.at(-3) ?? 0) ^ 1;
  return copy;
}

describe('the later steps, a file of their own', () => {
  const fakes = useFakes();
  const stepsRequests = () => fakes.companion.seen.filter(({ path }) => isSteps(path.slice('/assets/'.length)));
  /** The bank list is up; choosing its one bank leads to the consent. */
  const visitList = async () => {
    fakes.companion.view = aView('bank_selection');
    fakes.companion.banks = { country: 'DE', countries: ['DE'], banks: [pelican] };
    fakes.companion.onPost = (path) => {
      if (path === '/v1/session/bank') fakes.companion.become(aView('consent', { version: 2 }));
      if (path === '/v1/session/consent') fakes.companion.become(aView('redirect', { version: 3 }));
    };
    const visited = await fakes.visit();
    await heading(visited.page, list);
    return visited;
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    const latest = Date.now() + patienceMs;
    while (!isSo()) {
      if (Date.now() > latest) throw new Error('It never came to that.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const choose = (page: Page) => page.getByRole('option').first().click();
  it('is fetched once, before a bank has been chosen, and is enough for all that follows', async () => {
    const { page, complaints } = await visitList();
    await until(() => stepsRequests().length === 1);
    await choose(page);
    await heading(page, en.consent.title);
    await button(page, en.consent.accept).click();
    await heading(page, en.handover.title.replace('{bank}', pelican.name));
    assert.equal(stepsRequests().length, 1);
    assert.equal(fakes.companion.count('/assets/bank-connect.js'), 1);
    assert.deepEqual(complaints, []);
  });

  it('finds the first file at any address, and never loads it again', async () => {
    fakes.shop.html = widgetTags(fakes.companion).replace('bank-connect.js', 'bank-connect.js?v=7');
    const { page } = await visitList();
    await choose(page);
    await heading(page, en.consent.title);
    assert.equal(fakes.companion.count('/assets/bank-connect.js'), 1);
  });

  it('is waited for calmly on a slow line', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    fakes.companion.onAsset = async (name, file) => {
      if (isSteps(name)) await held;
      return file;
    };
    const { page } = await visitList();
    await choose(page);
    await heading(page, en.processing.title);
    await button(page, en.common.cancel).waitFor();
    release();
    await heading(page, en.consent.title);
    assert.deepEqual(await heard(page), ['ready', 'step bank_selection', 'step consent']);
  });

  it('is tried again, then told with a code and a button that tries again', async () => {
    let inTunnel = true;
    fakes.companion.onAsset = (name, file) => (inTunnel && isSteps(name) ? undefined : file);
    const { page } = await visitList();
    await until(() => stepsRequests().length === triesPerLoad);
    // Nobody is told while the list is all that is needed; choosing a bank tries anew.
    await choose(page);
    await heading(page, en.unloaded.failed.title);
    // The page hears of the consent when it can be read and shown.
    assert.deepEqual(await heard(page), ['ready', 'step bank_selection', 'error steps_not_loaded']);
    assert.equal(await focused(page), en.unloaded.failed.title);
    inTunnel = false;
    await button(page, en.unloaded.again).click();
    await heading(page, en.consent.title);
    assert.equal((await heard(page)).at(-1), 'step consent');
    // Browsers may remember that an address failed: no address is asked for twice.
    assert.equal(new Set(stepsRequests().map(({ query }) => query)).size, stepsRequests().length);
  });

  it('lets the shopper cancel where it is missing when the page loads at a later step', async () => {
    fakes.companion.onAsset = (name, file) => (isSteps(name) ? undefined : file);
    fakes.companion.view = aView('redirect');
    fakes.companion.onPost = () => fakes.companion.become(aView('cancelled', { version: 2 }));
    const { page } = await fakes.visit();
    await heading(page, en.unloaded.failed.title);
    await button(page, en.common.cancel).click();
    await until(() => fakes.companion.seen.some(({ path }) => path === '/v1/session/cancel'));
    await button(page, en.common.cancel).waitFor({ state: 'detached' });
    assert.deepEqual(await heard(page), ['error steps_not_loaded', 'ready', 'step cancelled', 'exit']);
  });

  it('comes by itself when the browser is online again', async () => {
    let inTunnel = true;
    fakes.companion.onAsset = (name, file) => (inTunnel && isSteps(name) ? undefined : file);
    const { page, context } = await visitList();
    await choose(page);
    await heading(page, en.unloaded.failed.title);
    await context.setOffline(true);
    inTunnel = false;
    await context.setOffline(false);
    await heading(page, en.consent.title);
  });

  it('is refused with one flipped bit, and never run', async () => {
    fakes.companion.onAsset = (name, file) => (isSteps(name) ? flipped(file) : file);
    const { page } = await visitList();
    await choose(page);
    await heading(page, en.unloaded.failed.title);
    assert.equal((await heard(page)).at(-1), 'error steps_not_loaded');
    assert.equal(await page.evaluate(() => customElements.get('bank-connect-consent')), undefined);
  });

  it('is told to be blocked where the policy lets the first file in only', async () => {
    const { origin } = fakes.companion;
    fakes.shop.headers = { 'content-security-policy': `script-src ${origin}/assets/bank-connect.js` };
    const { page } = await visitList();
    await choose(page);
    await heading(page, en.unloaded.blocked.title);
    assert.equal((await heard(page)).at(-1), 'error steps_blocked');
    assert.equal(await button(page, en.unloaded.again).count(), 0);
    await button(page, en.common.cancel).waitFor();
  });

  const policies = {
    'the companion’s origin': (origin: string) => `script-src ${origin}`,
    'a nonce': () => "script-src 'nonce-4711'",
    'a nonce and strict-dynamic': () => "script-src 'nonce-4711' 'strict-dynamic'",
  };
  for (const [name, policy] of Object.entries(policies)) {
    for (const script of ['bank-connect.js', 'bank-connect.classic.js']) {
      it(`comes where scripts are let in by ${name} (${script})`, async () => {
        const { origin } = fakes.companion;
        const trusted = "require-trusted-types-for 'script'; trusted-types lit-html";
        fakes.shop.headers = { 'content-security-policy': `${policy(origin)}; object-src 'none'; ${trusted}` };
        const type = script === 'bank-connect.js' ? 'type="module"' : '';
        fakes.shop.html = `<script ${type} nonce="4711" src="${origin}/assets/${script}"></script>
          <bank-connect session-endpoint="/token"></bank-connect>`;
        const { page, complaints } = await visitList();
        await choose(page);
        await heading(page, en.consent.title);
        assert.deepEqual(complaints, []);
      });
    }
  }
});

describe('the loader for plain script tags', () => {
  const fakes = useFakes();
  const module = /^bank-connect-[0-9a-f]{16}\.js$/;
  const visitClassic = () => {
    fakes.shop.html = `<script src="${fakes.companion.origin}/assets/bank-connect.classic.js"></script>
      <bank-connect session-endpoint="/token"></bank-connect>`;
    return fakes.visit();
  };

  it('refuses a module with one flipped bit, and says so', async () => {
    fakes.companion.onAsset = (name, file) => (module.test(name) ? flipped(file) : file);
    const { page } = await visitClassic();
    await page.getByText(en.unloaded.failed.title).waitFor();
    assert.deepEqual(await heard(page), ['error steps_not_loaded']);
  });

  it('says that the policy is in the way', async () => {
    const { origin } = fakes.companion;
    fakes.shop.headers = { 'content-security-policy': `script-src ${origin}/assets/bank-connect.classic.js` };
    const { page } = await visitClassic();
    await page.getByText(en.unloaded.blocked.title).waitFor();
    assert.deepEqual(await heard(page), ['error steps_blocked']);
  });
});
