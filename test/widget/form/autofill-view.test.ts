import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { browserWorld } from '../../../widget/api/world.js';
import type { AutofillView } from '../../../widget/form/autofill-view.js';
import type { BankConnectAutofillEvent } from '../../../widget/form/autofill-event.js';
import { PageCompanion } from '../support/page-companion.js';
import { defineViews, eventFrom, find, findAll, focused, textOf } from '../views/define-views.js';

defineViews();

const client = { origin: 'https://connect.test', clientToken: 'token-0123456789abcdef', world: browserWorld };
const account = { id: 'a', name: 'Everyday', maskedIdentifier: '•••• 3000' };
const path = '/v1/session/autofill';

let companion: PageCompanion;
beforeEach(() => {
  companion = new PageCompanion().install();
  companion.details = { holder: 'Ada Lovelace', iban: 'DE89370400440532013000' };
});
afterEach(() => companion.remove());

async function arrange(autofill = 'holder iban', iban = '') {
  const form = await fixture<HTMLFormElement>(
    html`<form>
      <input name="holder" /><input name="iban" /><input name="bic" />
      <bank-connect-autofill
        .client=${client}
        .account=${account}
        .autofill=${autofill}
        .merchantName=${'Shop'}
        .locale=${'en-GB'}
      ></bank-connect-autofill>
    </form>`,
  );
  const view = form.querySelector('bank-connect-autofill') as AutofillView;
  const input = (name: string) => form.querySelector<HTMLInputElement>(`[name="${name}"]`) as HTMLInputElement;
  input('iban').value = iban;
  view.form = form;
  await view.updateComplete;
  const values = () => ['holder', 'iban', 'bic'].map((name) => input(name).value);
  const press = (part: string) => find(view, `[part~="${part}"]`).click();
  const fill = () =>
    eventFrom<BankConnectAutofillEvent>(view, 'bank-connect-autofill', async () => {
      press('fill');
      await waitUntil(() => findAll(view, '[part~="undo"]').length === 1);
    });
  return { form, view, input, values, press, fill };
}

describe('<bank-connect-autofill>', () => {
  it('asks for nothing and fills in nothing before the shopper agrees', async () => {
    const { view, values } = await arrange();
    expect(textOf(find(view, 'h3'))).to.equal('Fill in the form?');
    expect(textOf(find(view, 'p'))).to.equal('Shop gets these details of Everyday •••• 3000:');
    expect(findAll(view, 'li').map(textOf)).to.deep.equal(['Account holder', 'IBAN']);
    expect(companion.requests).to.deep.equal([]);
    expect(values()).to.deep.equal(['', '', '']);
  });

  it('sends the words on the screen, then fills in exactly the inputs that they name', async () => {
    const { view, values, fill } = await arrange();
    const event = await fill();
    expect(event.fields).to.deep.equal(['holder', 'iban']);
    expect([event.bubbles, event.composed]).to.deep.equal([true, true]);
    expect(companion.requests[0]).to.include({ method: 'POST', path, token: `Bearer ${client.clientToken}` });
    expect(companion.requests[0]?.body).to.deep.equal({
      fields: ['holder', 'iban'],
      text: 'Fill in the form?\nShop gets these details of Everyday •••• 3000:\nAccount holder\nIBAN',
      locale: 'en',
    });
    expect(values()).to.deep.equal(['Ada Lovelace', 'DE89370400440532013000', '']);
    expect(textOf(find(view, 'h3'))).to.equal('Filled in: Account holder and IBAN');
    expect(focused()).to.equal(find(view, 'h3'));
    const shown = new XMLSerializer().serializeToString(view.renderRoot);
    expect(shown).not.to.contain('Ada').and.not.to.contain('DE89');
  });

  it('says beforehand where something would be lost, as it is typed, and brings it back', async () => {
    const { view, input, values, fill, press } = await arrange('holder iban', 'DE02');
    expect(findAll(view, 'li').map(textOf)).to.deep.equal(['Account holder', 'IBANreplaces what is there now']);
    input('holder').value = 'Me';
    input('holder').dispatchEvent(new Event('input', { bubbles: true }));
    await view.updateComplete;
    expect(textOf(find(view, 'li'))).to.equal('Account holderreplaces what is there now');
    await fill();
    const event = await eventFrom<BankConnectAutofillEvent>(view, 'bank-connect-autofill', () => press('undo'));
    expect(event.fields).to.deep.equal([]);
    expect(values()).to.deep.equal(['Me', 'DE02', '']);
    expect(textOf(find(view, 'h3'))).to.equal('Fill in the form?');
  });

  it('names what the bank does not know', async () => {
    const { view, values, fill } = await arrange('holder bic');
    companion.details = { holder: 'Ada Lovelace' };
    await fill();
    expect(textOf(find(view, 'small'))).to.equal('Not known to your bank: BIC');
    expect(values()).to.deep.equal(['Ada Lovelace', '', '']);
  });

  it('can be tried again when the server does not answer', async () => {
    const { view, fill, press, values } = await arrange();
    companion.faults.push({ path, code: 'unavailable', status: 503 });
    press('fill');
    await waitUntil(() => findAll(view, '.danger').length === 1);
    expect(values()).to.deep.equal(['', '', '']);
    await fill();
    expect(values()[0]).to.equal('Ada Lovelace');
  });

  it('goes away when the shopper does not want it, without a trace', async () => {
    const { view, press, values } = await arrange();
    press('decline');
    await view.updateComplete;
    expect(textOf(view.renderRoot as unknown as Element)).to.equal('');
    expect(companion.requests).to.deep.equal([]);
    expect(values()).to.deep.equal(['', '', '']);
  });

  it('offers itself again after a reset of the form', async () => {
    const { form, view, fill, values } = await arrange();
    await fill();
    form.reset();
    await waitUntil(() => textOf(find(view, 'h3')) === 'Fill in the form?');
    expect(values()).to.deep.equal(['', '', '']);
  });

  it('is not there where the form has none of the inputs', async () => {
    const { view } = await arrange('sort-code=nowhere');
    expect(findAll(view, 'section')).to.deep.equal([]);
  });

  it('fills in nothing once it has left the page', async () => {
    const { view, press, values } = await arrange();
    let release = (): void => undefined;
    companion.holds.set(path, new Promise((resolve) => (release = resolve)));
    press('fill');
    await waitUntil(() => companion.requests.length === 1);
    view.remove();
    release();
    await waitUntil(() => companion.requests[0]?.signal?.aborted === true);
    expect(values()).to.deep.equal(['', '', '']);
  });
});
