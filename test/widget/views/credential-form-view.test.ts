import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { photo } from '../../../demo/gallery/photo.js';
import type { CredentialField } from '../../../server/contract/fields.js';
import type { CredentialFormView } from '../../../widget/views/credential-form-view.js';
import type { CredentialsSubmittedEvent } from '../../../widget/views/view-events.js';
import { defineViews, eventFrom, find, findAll, focused, textOf } from './define-views.js';

defineViews();

const user: CredentialField = { id: 'user', kind: 'text', label: 'Login name', help: 'As in online banking' };
const pin: CredentialField = { id: 'pin', kind: 'password', label: 'Online banking PIN' };
const tan: CredentialField = { id: 'tan', kind: 'otp', label: 'TAN', help: '6 digits' };
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ value: `v${index}`, label: `Way ${index}` }));
const choice = (count: number): CredentialField => ({
  id: 'way',
  kind: 'choice',
  label: 'Which way?',
  options: options(count),
});

const form = (fields: readonly CredentialField[], round = 1): Promise<CredentialFormView> =>
  fixture(
    html`<bank-connect-credential-form
      .view=${{ bankName: 'Müritzer Volksbank', round, fields }}
    ></bank-connect-credential-form>`,
  );

const inputs = (view: CredentialFormView): HTMLInputElement[] => findAll(view, 'form input') as HTMLInputElement[];

function enter(view: CredentialFormView, ...values: string[]): void {
  for (const [index, value] of values.entries()) {
    const input = inputs(view)[index] as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
}

const send = (view: CredentialFormView): void => find(view, 'form').requestSubmit(find(view, '[type=submit]'));

const submitted = (
  view: CredentialFormView,
  act: () => unknown = () => {
    send(view);
  },
): Promise<CredentialsSubmittedEvent> => eventFrom<CredentialsSubmittedEvent>(view, 'credentials-submitted', act);

async function sendsNothing(view: CredentialFormView, act = () => send(view)): Promise<void> {
  let events = 0;
  view.addEventListener('credentials-submitted', () => (events += 1), { once: true });
  act();
  await view.updateComplete;
  expect(events).to.equal(0);
}

describe('<bank-connect-credential-form>', () => {
  it('stands under a heading of ours and isolates the words of the bank', async () => {
    const view = await form([user, { id: 'm', kind: 'message', label: 'Bitte \u05d0\u05d1 eingeben' }]);
    expect(textOf(find(view, 'h2'))).to.equal('Müritzer Volksbank asks:');
    expect(find(view, 'label bdi').getAttribute('dir')).to.equal('auto');
    expect(find(view, 'blockquote').getAttribute('dir')).to.equal('auto');
  });

  it('shows hostile words as text', async () => {
    const hostile = '<img src=x onerror=alert(1)><script>alert(1)</script>';
    const view = await form([
      { ...user, label: hostile, help: hostile },
      { id: 'm', kind: 'message', label: hostile },
      { ...choice(2), options: [{ value: hostile, label: hostile }] } as CredentialField,
    ]);
    expect(findAll(view, 'img, script')).to.deep.equal([]);
    expect(textOf(find(view, 'blockquote'))).to.equal(hostile);
  });

  it('sends what was typed under the ids of the fields, and clears it', async () => {
    const view = await form([user, pin]);
    enter(view, 'anna', ' s3cret <&> ');
    const { values } = await submitted(view);
    expect(values).to.deep.equal({ user: 'anna', pin: ' s3cret <&> ' });
    expect(inputs(view).map(({ value }) => value)).to.deep.equal(['', '']);
  });

  it('takes a field id that means something to JavaScript as any other', async () => {
    const view = await form([
      { ...user, id: '__proto__' },
      { ...pin, id: 'constructor' },
    ]);
    enter(view, 'a', 'b');
    const { values } = await submitted(view);
    expect(Object.entries(values)).to.deep.equal([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('asks for what is missing, links the words to the field and goes there', async () => {
    const view = await form([user, pin]);
    enter(view, 'anna', '');
    await sendsNothing(view);
    const [name, secret] = inputs(view);
    expect(name?.getAttribute('aria-invalid')).to.equal('false');
    expect(secret?.getAttribute('aria-invalid')).to.equal('true');
    const described = secret?.getAttribute('aria-describedby')?.split(' ') ?? [];
    expect(described.map((id) => textOf(find(view, `#${id}`)))).to.deep.equal(['Please fill in this field.']);
    expect(focused()).to.equal(secret);
    expect(name?.value).to.equal('anna');
  });

  it('takes the error away as soon as something is typed', async () => {
    const view = await form([user]);
    await sendsNothing(view);
    enter(view, 'a');
    await view.updateComplete;
    expect(inputs(view)[0]?.getAttribute('aria-invalid')).to.equal('false');
  });

  it('shows and hides a password on demand, and hides it again when it is sent', async () => {
    const view = await form([pin]);
    enter(view, '1234');
    const show = find(view, '.secret button');
    expect(textOf(show)).to.equal('Show Online banking PIN');
    show.click();
    await view.updateComplete;
    expect(inputs(view)[0]?.type).to.equal('text');
    await submitted(view);
    expect(inputs(view)[0]?.type).to.equal('password');
  });

  it('keeps password managers and form histories out', async () => {
    const first = await form([user, pin]);
    const second = await form([user, pin]);
    expect(inputs(first).map(({ autocomplete }) => autocomplete)).to.deep.equal(['off', 'off']);
    expect(inputs(first)[1]?.name).not.to.equal(inputs(second)[1]?.name);
  });

  it('takes a one-time code as the keyboard offers it, in groups, pasted too', async () => {
    const view = await form([tan]);
    const [input] = inputs(view);
    expect(input?.autocomplete).to.equal('one-time-code');
    expect(input?.inputMode).to.equal('numeric');
    input?.focus();
    await sendKeys({ type: '123 456' });
    const { values } = await submitted(view, () => sendKeys({ press: 'Enter' }));
    expect(values).to.deep.equal({ tan: '123456' });
  });

  it('shows few choices as radio buttons and many as a select', async () => {
    const few = await form([choice(5)]);
    expect(findAll(few, '[type=radio]')).to.have.length(5);
    expect(find(few, 'fieldset').getAttribute('aria-required')).to.equal('true');
    findAll(few, '[type=radio]')[3]?.click();
    expect((await submitted(few)).values).to.deep.equal({ way: 'v3' });

    const many = await form([choice(6)]);
    await sendsNothing(many);
    expect(textOf(find(many, '.error'))).to.equal('Please choose one.');
    find(many, 'select').value = 'v5';
    expect((await submitted(many)).values).to.deep.equal({ way: 'v5' });
  });

  it('can be answered by keyboard alone', async () => {
    const view = await form([choice(3), pin]);
    await view.focusHeading();
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Space' });
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: 's3cret' });
    const { values } = await submitted(view, () => sendKeys({ press: 'Enter' }));
    expect(values).to.deep.equal({ way: 'v1', pin: 's3cret' });
  });

  it('makes the options of a confirmation its buttons', async () => {
    const view = await form([{ id: 'ok', kind: 'confirmation', label: 'Allow access?', options: options(2) }]);
    expect(findAll(view, '[type=submit]').map(textOf)).to.deep.equal(['Way 0', 'Way 1']);
    const { values } = await submitted(view, () => findAll(view, '[type=submit]')[1]?.click());
    expect(values).to.deep.equal({ ok: 'v1' });
  });

  it('makes several confirmations choices, so that each has an answer', async () => {
    const confirmation = (id: string): CredentialField => ({
      id,
      kind: 'confirmation',
      label: id,
      options: options(2),
    });
    const view = await form([confirmation('a'), confirmation('b')]);
    const radios = findAll(view, '[type=radio]');
    radios[0]?.click();
    radios[3]?.click();
    expect((await submitted(view)).values).to.deep.equal({ a: 'v0', b: 'v1' });
  });

  it('continues from a mere message with no values', async () => {
    const view = await form([{ id: 'm', kind: 'message', label: 'We have sent you a letter.' }]);
    expect((await submitted(view)).values).to.deep.equal({});
  });

  it('takes the answer to a picture or a flickering code under the field itself where it says so', async () => {
    const picture: CredentialField = { id: 'p', kind: 'image', label: 'Scan', image: photo, answerable: true };
    const flicker: CredentialField = {
      id: 'f',
      kind: 'flicker',
      label: 'chipTAN',
      flickerCode: '0100812345678',
      answerable: false,
    };
    const view = await form([picture, flicker, tan]);
    enter(view, '12 34', '567');
    const typed = inputs(view).filter(({ type }) => type === 'text');
    expect(typed).to.have.length(2);
    typed[0]!.value = '12 34';
    typed[1]!.value = '567';
    expect((await submitted(view)).values).to.deep.equal({ p: '1234', tan: '567' });
  });

  it('starts empty in the next round', async () => {
    const view = await form([user, pin]);
    enter(view, 'anna', 'x');
    const before = inputs(view)[0];
    view.view = { bankName: 'Müritzer Volksbank', round: 2, fields: [user, pin] };
    await view.updateComplete;
    expect(inputs(view)[0]).not.to.equal(before);
    expect(inputs(view).map(({ value }) => value)).to.deep.equal(['', '']);
  });

  it('keeps what is being typed when the same round is set again', async () => {
    const view = await form([user]);
    enter(view, 'ann');
    view.view = { bankName: 'Müritzer Volksbank', round: 1, fields: [user] };
    await view.updateComplete;
    expect(inputs(view)[0]?.value).to.equal('ann');
  });

  it('is empty when the page is left and shown again from the cache of the browser', async () => {
    const view = await form([user, pin]);
    enter(view, 'anna', 's3cret');
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(inputs(view).map(({ value }) => value)).to.deep.equal(['', '']);
  });

  it('sends nothing twice while it is busy', async () => {
    const view = await form([user]);
    enter(view, 'anna');
    view.busy = true;
    await view.updateComplete;
    await sendsNothing(view);
    expect(inputs(view)[0]?.readOnly).to.equal(true);
  });

  it('tells why the last answers were not taken', async () => {
    const view = await form([user]);
    view.problem = { code: 'authentication_failed', message: '', retryable: true, action: 'retry', traceId: 't' };
    await view.updateComplete;
    expect(textOf(find(view, '[role=alert]'))).to.contain('Müritzer Volksbank asks again');
  });

  it('does not submit by itself when a code is pasted', async () => {
    const view = await form([tan]);
    await sendsNothing(view, () => enter(view, '123456'));
  });
});

describe('<bank-connect-credential-form> against phishing', () => {
  it('shows no field at all when one asks for a card secret', async () => {
    const view = await form([user, { ...pin, label: 'Enter CVV' }]);
    expect(findAll(view, 'form, input')).to.deep.equal([]);
    expect(textOf(find(view, '[role=alert]'))).to.contain('Do not enter this');
  });

  it('warns when it asks for a card number', async () => {
    const view = await form([{ ...user, label: 'Card number' }]);
    expect(textOf(find(view, '.note.warning'))).to.contain('unusual');
  });

  it('holds a card number back once, and sends it when the shopper insists', async () => {
    const view = await form([user]);
    enter(view, '4111 1111 1111 1111');
    await sendsNothing(view);
    expect(textOf(find(view, '.error'))).to.contain('looks like a full card number');
    const { values } = await submitted(view);
    expect(values).to.deep.equal({ user: '4111 1111 1111 1111' });
  });
});
