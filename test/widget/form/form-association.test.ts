import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { nothing } from 'lit';
import type { BankConnect } from '../../../widget/bank-connect.js';
import '../../../widget/define.js';
import { find, findAll, focused, textOf } from '../views/define-views.js';
import { PageCompanion } from '../support/page-companion.js';
import { aView, pelican } from '../support/session-views.js';

const accounts = [
  { id: 'a1', name: 'Everyday', maskedIdentifier: '•••• 4321' },
  { id: 'a2', name: 'Rainy days', maskedIdentifier: '•••• 8765' },
];
const completed = (ids = ['a1'], id = 's1') =>
  aView('completed', { id, version: 9, accounts: accounts.filter((each) => ids.includes(each.id)) });

let companion: PageCompanion;
beforeEach(() => void (companion = new PageCompanion().install()));
afterEach(() => companion.remove());

async function inForm(attributes: { required?: boolean; disabled?: boolean; source?: boolean } = {}) {
  const { required = false, disabled = false, source = true } = attributes;
  const form = await fixture<HTMLFormElement>(
    html`<form>
      <fieldset ?disabled=${disabled}>
        <label for="bank">Refund to</label>
        <bank-connect
          id="bank"
          name="account"
          server="https://connect.test"
          session-endpoint=${source ? '/token' : nothing}
          ?required=${required}
        ></bank-connect>
      </fieldset>
    </form>`,
  );
  const element = form.querySelector('bank-connect') as BankConnect;
  const submitted = (): FormDataEntryValue[] => new FormData(form).getAll('account');
  const shows = (tag: string) =>
    waitUntil(() => element.renderRoot.querySelector('.step')?.localName === `bank-connect-${tag}`, `no ${tag}`);
  const heading = (): HTMLElement => find(element, 'h2');
  return { form, element, submitted, shows, heading };
}

describe('<bank-connect> in a form', () => {
  it('submits the id of the chosen account under its name, once there is one', async () => {
    const { element, submitted, shows, form } = await inForm();
    await shows('bank-list');
    expect(submitted()).to.deep.equal([]);
    companion.onCommand = () => completed();
    let changes = 0;
    form.addEventListener('change', () => void (changes += 1));
    const atSuccess = new Promise((resolve) =>
      element.addEventListener('bank-connect-success', () => resolve(submitted()), { once: true }),
    );
    element.cancel();
    expect(await atSuccess, 'a listener may submit at once').to.deep.equal(['a1']);
    await shows('success');
    expect(element.accountIds).to.deep.equal(['a1']);
    expect(changes).to.equal(1);
  });

  it('submits several accounts as several values, and nothing without a name', async () => {
    companion.view = completed(['a1', 'a2']);
    const { element, submitted, shows } = await inForm();
    await shows('success');
    expect(submitted()).to.deep.equal(['a1', 'a2']);
    element.name = 'refund';
    await element.updateComplete;
    expect(submitted()).to.deep.equal([]);
    expect(new FormData(element.form as HTMLFormElement).getAll('refund')).to.deep.equal(['a1', 'a2']);
    element.removeAttribute('name');
    await element.updateComplete;
    expect([...new FormData(element.form as HTMLFormElement)]).to.deep.equal([]);
  });

  it('knows its form and its labels', async () => {
    const { form, element } = await inForm();
    expect(element.form).to.equal(form);
    expect([...element.labels].map((label) => label.textContent)).to.deep.equal(['Refund to']);
    expect(element.willValidate).to.equal(true);
  });

  it('keeps a form that requires it from being submitted, and says what is missing where the shopper can act', async () => {
    const { form, element, shows, heading } = await inForm({ required: true });
    await shows('bank-list');
    let submits = 0;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submits += 1;
    });
    expect(element.checkValidity()).to.equal(false);
    expect(element.validity.valueMissing).to.equal(true);
    expect(element.validationMessage).to.equal('Please connect your bank.');
    expect(element.matches(':invalid')).to.equal(true);
    form.requestSubmit();
    expect(submits).to.equal(0);
    expect(focused()).to.equal(heading());
    companion.onCommand = () => completed();
    element.cancel();
    await shows('success');
    expect([element.checkValidity(), element.reportValidity(), element.validationMessage]).to.deep.equal([
      true,
      true,
      '',
    ]);
    form.requestSubmit();
    expect(submits).to.equal(1);
  });

  it('is content without a connection where none is required', async () => {
    const { element, shows } = await inForm();
    await shows('bank-list');
    expect(element.checkValidity()).to.equal(true);
    element.required = true;
    await element.updateComplete;
    expect(element.checkValidity()).to.equal(false);
  });

  it('is out of the form after a reset, says so, and can be taken in again', async () => {
    companion.view = completed();
    const { form, element, submitted, shows } = await inForm({ required: true });
    await shows('success');
    form.reset();
    expect(submitted()).to.deep.equal([]);
    expect(element.checkValidity()).to.equal(false);
    await element.updateComplete;
    await waitUntil(() => findAll(element, '[part~="reuse"]').length === 1);
    expect(element.status, 'the connection is not touched').to.equal('completed');
    find(element, '[part~="reuse"]').click();
    expect(submitted()).to.deep.equal(['a1']);
    expect(element.checkValidity()).to.equal(true);
    await waitUntil(() => findAll(element, '[part~="reuse"]').length === 0);
  });

  it('is not bothered by a reset before there is a connection', async () => {
    const { form, element, submitted, shows } = await inForm();
    await shows('bank-list');
    form.reset();
    companion.onCommand = () => completed();
    element.cancel();
    await shows('success');
    expect(submitted()).to.deep.equal(['a1']);
  });

  it('submits what the browser kept until a session says how things are', async () => {
    const { element, submitted } = await inForm({ source: false });
    element.formStateRestoreCallback('a1 a2');
    await element.updateComplete;
    expect(submitted()).to.deep.equal(['a1', 'a2']);
    const { element: other, submitted: submits, shows } = await inForm();
    other.formStateRestoreCallback('a7');
    await shows('bank-list');
    expect(submits(), 'the session has the last word').to.deep.equal([]);
  });

  it('takes no press in a disabled fieldset, and says so', async () => {
    companion.view = aView('consent');
    const { form, element, submitted, shows } = await inForm({ disabled: true, required: true });
    await shows('consent');
    expect(element.matches(':disabled')).to.equal(true);
    expect(element.willValidate).to.equal(false);
    expect(form.checkValidity()).to.equal(true);
    const surface = find(element, '.surface');
    expect(surface.inert).to.equal(true);
    expect(Number(getComputedStyle(surface).opacity)).to.be.lessThan(1);
    find(element, 'h2').focus();
    expect(focused()).not.to.equal(find(element, 'h2'));
    form.querySelector('fieldset')?.removeAttribute('disabled');
    await element.updateComplete;
    expect(surface.inert).to.equal(false);
    companion.become(completed());
    element.disabled = true;
    await waitUntil(() => surface.inert, 'its own attribute does the same');
    expect(submitted()).to.deep.equal([]);
  });

  it('shows the choice of accounts and sends it', async () => {
    companion.view = aView('account_selection', { bank: pelican });
    companion.onCommand = (path) => (path === '/v1/session/accounts' ? completed(['a2']) : undefined);
    const { element, submitted, shows } = await inForm();
    await shows('account-list');
    expect(textOf(find(element, 'h2'))).to.equal('Choose your account');
    (findAll(element, 'input')[1] as HTMLInputElement).click();
    await element.updateComplete;
    find(element, '[part~="continue"]').click();
    await shows('success');
    const { body } = companion.requests.find(({ path }) => path === '/v1/session/accounts') ?? {};
    expect(body).to.deep.equal({ accountIds: ['a2'] });
    expect(submitted()).to.deep.equal(['a2']);
  });

  it('offers to fill in the form where the merchant and the page want it', async () => {
    companion.view = { ...completed(), autofill: true };
    const { form, element, shows } = await inForm();
    const holder = document.createElement('input');
    holder.name = 'holder';
    form.append(holder);
    await shows('success');
    expect(findAll(element, 'bank-connect-autofill')).to.deep.equal([]);
    element.autofill = 'holder';
    await waitUntil(() => findAll(element, '[part~="fill"]').length === 1);
  });
});
