import { expect, fixture, html } from '@open-wc/testing';
import { FormFilling, formFields } from '../../../widget/form/form-fields.js';

const details = { holder: 'Ada Lovelace', iban: 'DE89370400440532013000' };
const input = (form: HTMLFormElement, name: string): HTMLInputElement => {
  const found = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const named = (form: HTMLFormElement, autofill: string) =>
  formFields(form, autofill).map(({ detail, input: { id } }) => [detail, id]);

describe('the inputs that autofill names', () => {
  it('are found by the name of the detail, or by a name of the page', async () => {
    const form = await fixture<HTMLFormElement>(
      html`<form>
        <input id="1" name="holder" /><textarea id="2" name="account_iban"></textarea><input id="3" name="sort-code" />
        <input id="4" name="account-number" /><input id="5" name="bic" type="hidden" />
      </form>`,
    );
    expect(named(form, ' holder iban=account_iban\n sort-code account-number bic ')).to.deep.equal([
      ['holder', '1'],
      ['iban', '2'],
      ['sortCode', '3'],
      ['accountNumber', '4'],
      ['bic', '5'],
    ]);
  });

  it('are those of this form, wherever they stand', async () => {
    const page = await fixture<HTMLElement>(
      html`<div>
        <form><input id="other" name="holder" /></form>
        <form id="refund"></form>
        <input id="mine" name="holder" form="refund" />
      </div>`,
    );
    expect(named(page.querySelectorAll('form')[1] as HTMLFormElement, 'holder')).to.deep.equal([['holder', 'mine']]);
  });

  it('are found in a form whose inputs bear the names of its own properties', async () => {
    const form = await fixture<HTMLFormElement>(
      html`<form><input name="elements" /><input name="querySelectorAll" /><input id="1" name="holder" /></form>`,
    );
    expect(named(form, 'holder')).to.deep.equal([['holder', '1']]);
  });

  it('are none for words that mean nothing and names that are not there', async () => {
    const form = await fixture<HTMLFormElement>(
      html`<form><input name="holder" /><button name="iban"></button></form>`,
    );
    for (const autofill of [
      '',
      'balance',
      'toString',
      'constructor=holder',
      'bic',
      'holder="]',
      '=holder',
      'holder=',
    ]) {
      expect(named(form, autofill), autofill).to.deep.equal([]);
    }
  });
});

describe('filling in a form', () => {
  const aForm = () =>
    fixture<HTMLFormElement>(html`<form><input name="holder" /><input name="iban" value="DE02" /></form>`);

  it('is noticed as if it had been typed', async () => {
    const form = await aForm();
    const heard: string[] = [];
    for (const type of ['input', 'change']) {
      form.addEventListener(type, ({ target }) => heard.push(`${type} ${(target as HTMLInputElement).name}`));
    }
    const filling = new FormFilling(formFields(form, 'holder iban bic'), details);
    expect(filling.details).to.deep.equal(['holder', 'iban']);
    expect([input(form, 'holder').value, input(form, 'iban').value]).to.deep.equal([details.holder, details.iban]);
    expect(heard).to.deep.equal(['input holder', 'change holder', 'input iban', 'change iban']);
  });

  it('goes through the setter of the prototype: frameworks put one of their own on the input', async () => {
    const form = await aForm();
    const holder = input(form, 'holder');
    let tracked = '';
    Object.defineProperty(holder, 'value', {
      configurable: true,
      get: () => tracked,
      set: (value: string) => void (tracked = value),
    });
    new FormFilling(formFields(form, 'holder'), details);
    expect(tracked).to.equal('');
    delete (holder as unknown as { value?: string }).value;
    expect(holder.value).to.equal(details.holder);
  });

  it('leaves alone what the bank does not know', async () => {
    const form = await aForm();
    const filling = new FormFilling(formFields(form, 'holder iban'), { holder: 'Ada Lovelace' });
    expect(filling.details).to.deep.equal(['holder']);
    expect(input(form, 'iban').value).to.equal('DE02');
  });

  it('is taken back to what was there; what was typed since stays', async () => {
    const form = await aForm();
    const filling = new FormFilling(formFields(form, 'holder iban'), details);
    expect(filling.holds(input(form, 'holder'))).to.equal(true);
    input(form, 'holder').value = 'Somebody else';
    expect(filling.holds(input(form, 'holder'))).to.equal(false);
    filling.undo();
    expect([input(form, 'holder').value, input(form, 'iban').value]).to.deep.equal(['Somebody else', 'DE02']);
  });
});
