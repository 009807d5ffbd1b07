import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { words } from './pages/widget.js';
import { holder, useRefunds } from './refund-kit.js';

describe('the refund form of the demo', () => {
  const { shopper, holderInput, ibanInput, submit, connected } = useRefunds();

  it('is filled in once the shopper agrees, is submitted with the account, and the backend finds it', async () => {
    const visitor = await connected();
    const { widget, page, context, complaints } = visitor;
    assert.equal(await ibanInput(visitor).inputValue(), '');
    await widget.press(en.autofill.agree);
    await widget.sees(words(en.autofill.filled, { fields: 'Account holder and IBAN' }));
    assert.equal(await holderInput(visitor).inputValue(), holder);
    assert.match(await ibanInput(visitor).inputValue(), /^GB\d{2}[A-Z]{4}\d{14}$/);
    await submit(visitor);
    await page.getByRole('heading', { name: 'Your refund is on its way' }).waitFor();
    const iban = (await page.getByText(holder).textContent())?.split(', ')[1] ?? '';
    assert.ok(await page.getByText(`Rainy day savings •••• ${iban.slice(-4)}`).isVisible());
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('cannot be submitted before a bank is connected: the browser leads to the element and says why', async () => {
    const visitor = await shopper('/refund');
    const { widget, page, context } = visitor;
    await widget.sees(en.bankList.title);
    await submit(visitor);
    const element = page.locator('bank-connect');
    assert.equal(await element.evaluate((each) => each === document.activeElement), true);
    assert.equal(await element.evaluate((each) => (each as HTMLInputElement).validationMessage), en.form.missing);
    assert.match(page.url(), /\/refund$/);
    await page.getByRole('heading', { name: 'Your refund', exact: true }).waitFor();
    await context.close();
  });
});
