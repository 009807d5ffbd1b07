import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../widget/i18n/en.js';
import { words } from './pages/widget.js';
import { holder, useRefunds } from './refund-kit.js';

describe('the refund form of the demo', () => {
  const { shopper, holderInput, ibanInput, submit, choosing, connected } = useRefunds();

  it('lists the accounts that fit, masked, with their balances', async () => {
    const { widget, context, complaints } = await choosing();
    const names = await widget.root
      .getByRole('radio')
      .evaluateAll((radios) => radios.map(({ parentElement }) => parentElement?.textContent));
    assert.ok(names.length >= 2);
    assert.match(names.join('\n'), /Everyday account.*•••• \d{4}.*£2,874\.19/s);
    assert.ok(!names.some((name) => name?.includes('Travel card')), 'a card has no IBAN');
    assert.deepEqual(complaints, []);
    await context.close();
  });

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

  it('is taken back by undo, and says beforehand what it would replace', async () => {
    const visitor = await connected();
    const { widget, context } = visitor;
    await holderInput(visitor).fill('Robin Maas');
    await widget.root.getByText(en.autofill.replaces).waitFor();
    await widget.press(en.autofill.agree);
    await widget.sees(words(en.autofill.filled, { fields: 'Account holder and IBAN' }));
    await widget.press(en.autofill.undo);
    assert.equal(await holderInput(visitor).inputValue(), 'Robin Maas');
    assert.equal(await ibanInput(visitor).inputValue(), '');
    await context.close();
  });

  it('is emptied by a reset: the account is out of the form until it is taken in again', async () => {
    const visitor = await connected();
    const { widget, page, context } = visitor;
    await widget.press(en.autofill.agree);
    await widget.sees(words(en.autofill.filled, { fields: 'Account holder and IBAN' }));
    await page.getByRole('button', { name: 'Start over' }).click();
    const valid = () => page.locator('bank-connect').evaluate((each) => (each as HTMLInputElement).checkValidity());
    assert.equal(await valid(), false);
    assert.equal(await ibanInput(visitor).inputValue(), '');
    await widget.press(en.form.use);
    assert.equal(await valid(), true);
    await context.close();
  });

  it('still has the account after it was submitted and the shopper came back', async () => {
    const visitor = await connected();
    const { widget, page, context } = visitor;
    await holderInput(visitor).fill(holder);
    await ibanInput(visitor).fill('DE89370400440532013000');
    await submit(visitor);
    await page.getByRole('heading', { name: 'Your refund is on its way' }).waitFor();
    await page.goBack();
    await widget.sees(en.success.title);
    const kept = await page.evaluate(() => new FormData(document.forms[0]).getAll('account'));
    assert.equal(kept.length, 1);
    // The browser does not keep what was typed into inputs without autocomplete.
    await holderInput(visitor).fill(holder);
    await ibanInput(visitor).fill('DE89370400440532013000');
    await submit(visitor);
    await page.getByRole('heading', { name: 'Your refund is on its way' }).waitFor();
    await context.close();
  });

  it('takes no press in a disabled fieldset', async () => {
    const visitor = await shopper('/refund');
    const { widget, page, context } = visitor;
    await widget.sees(en.bankList.title);
    await page
      .locator('fieldset')
      .evaluate((fieldset) => (fieldset as HTMLFieldSetElement).setAttribute('disabled', ''));
    const box = await widget.banks.first().boundingBox();
    assert.ok(box);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await widget.sees(en.bankList.title);
    await page.locator('fieldset').evaluate((fieldset) => fieldset.removeAttribute('disabled'));
    await widget.banks.first().click();
    await widget.sees(en.consent.title);
    await context.close();
  });
});
