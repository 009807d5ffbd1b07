import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { en } from '../../../widget/i18n/en.js';
import { aView } from '../../widget/support/session-views.js';
import { heard, useFakes, widgetTags } from './use-fakes.js';

describe('pages that stand in the way', () => {
  const fakes = useFakes();
  const merchant = (page: Page) => page.getByText(en.problem.merchant.title).last().waitFor();

  it('sees a code when their policy blocks the companion', async () => {
    fakes.companion.view = aView('bank_selection');
    fakes.shop.headers = { 'content-security-policy': "connect-src 'self'" };
    const { page } = await fakes.visit();
    await merchant(page);
    assert.deepEqual(await heard(page), ['error connection_blocked']);
  });

  it('sees a code when the companion does not know their origin', async () => {
    fakes.companion.view = aView('bank_selection');
    fakes.companion.shopOrigin = 'http://someone-else.localhost';
    const { page } = await fakes.visit();
    await merchant(page);
    assert.deepEqual(await heard(page), ['error origin_blocked']);
  });

  it('sees a code when nobody answers', async () => {
    fakes.shop.html = widgetTags(fakes.companion, 'server="http://connect.localhost:1"');
    const { page } = await fakes.visit();
    await page.getByRole('heading', { name: en.problem.network.title }).waitFor();
    assert.deepEqual(await heard(page), ['error network']);
  });

  for (const script of ['bank-connect.js', 'bank-connect.classic.js']) {
    it(`sees a code where Lit cannot load (${script})`, async () => {
      fakes.companion.view = aView('bank_selection');
      fakes.shop.headers = {
        'content-security-policy': "require-trusted-types-for 'script'; trusted-types 'none'",
      };
      const type = script === 'bank-connect.js' ? 'type="module"' : 'defer';
      fakes.shop.html = `<script ${type} src="${fakes.companion.origin}/assets/${script}"></script><bank-connect session-endpoint="/token"></bank-connect>`;
      const { page } = await fakes.visit();
      await merchant(page);
      assert.deepEqual(await heard(page), ['error policy_blocked']);
    });
  }

  it('cannot lead the element to another server by clobbering', async () => {
    fakes.companion.view = aView('bank_selection');
    fakes.shop.html = `<img name="currentScript" src="data:," alt=""><img name="visibilityState" alt=""><form name="server"></form><a id="defaultServer" href="http://evil.localhost">x</a>
      <script src="${fakes.companion.origin}/assets/bank-connect.classic.js"></script>
      <bank-connect session-endpoint="/token"></bank-connect>`;
    const { page } = await fakes.visit();
    await page.getByRole('heading', { name: en.bankList.title }).waitFor();
    assert.equal(fakes.companion.count('/v1/session'), 1);
  });
});

describe('the built scripts', () => {
  const fakes = useFakes();

  it('define the element and find the companion they came from, as a module and as a classic script', async () => {
    fakes.companion.view = aView('bank_selection');
    for (const [type, script] of [
      ['type="module"', 'bank-connect.js'],
      ['', 'bank-connect.classic.js'],
    ] as const) {
      fakes.shop.html = `<bank-connect session-endpoint="/token"></bank-connect><script ${type} src="${fakes.companion.origin}/assets/${script}"></script>`;
      const { page, complaints } = await fakes.visit();
      await page.getByRole('heading', { name: en.bankList.title }).waitFor();
      assert.deepEqual(complaints, []);
    }
  });

  it('keep the first definition when they are loaded twice, and warn', async () => {
    fakes.companion.view = aView('bank_selection');
    fakes.shop.html = '';
    const { page, context, complaints } = await fakes.visit();
    const warnings: string[] = [];
    page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
    fakes.shop.html = `${widgetTags(fakes.companion)}<script src="${fakes.companion.origin}/assets/bank-connect.classic.js"></script>`;
    const warned = page.waitForEvent('console', (message) => message.type() === 'warning');
    await page.reload();
    await warned;
    await page.getByRole('heading', { name: en.bankList.title }).waitFor();
    assert.equal(warnings.filter((text) => text.includes('<bank-connect> is defined already')).length, 1);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('hold nothing of the server, no source map and nobody’s paths', () => {
    for (const file of ['bank-connect.js', 'bank-connect.classic.js', 'frame.js']) {
      const code = readFileSync(new URL(`../../../dist/${file}`, import.meta.url), 'utf8');
      assert.deepEqual(
        code.match(/sourceMappingURL|node_modules|process\.env|\/(?:home|root|work|Users)\//g),
        null,
        file,
      );
    }
  });
});
