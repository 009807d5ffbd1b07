import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { en } from '../../widget/i18n/en.js';
import { launchBrowser, newPage } from '../support/playwright.js';
import { completing } from './crash-kit.js';
import { travel } from './journey.js';
import { Widget } from './pages/widget.js';
import { useDemo } from './shopper.js';

describe('a browser without third-party cookies', () => {
  const { demo } = useDemo();
  let strict: Browser;
  before(async () => void (strict = await launchBrowser(['--test-third-party-cookie-phaseout'])));
  after(() => strict.close());

  for (const bank of ['Test Bank Redirect then OTP', 'Test Bank Password', 'Test Bank Hosted Page']) {
    it(`connects ${bank}`, async () => {
      const { page, context, complaints } = await newPage(strict);
      await page.goto(`${demo().shop}/checkout`);
      const widget = new Widget(page);
      const heard = () => Promise.resolve([]);
      await travel({ page, context, widget, complaints, heard }, completing(bank), { demo: demo(), mode: 'popup' });
      await widget.sees(en.success.title);
      await context.close();
    });
  }
});
