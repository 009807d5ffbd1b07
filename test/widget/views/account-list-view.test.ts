import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AccountSummary } from '../../../server/contract/accounts.js';
import type { AccountListView } from '../../../widget/views/account-list-view.js';
import type { AccountsChosenEvent } from '../../../widget/views/view-events.js';
import { defineViews, eventFrom, find, findAll, focused, textOf } from './define-views.js';

defineViews();

const bank = { id: 'p:1', name: 'Pelican Bank' };
const accounts: readonly AccountSummary[] = [
  { id: 'a', name: 'Everyday', type: 'current', maskedIdentifier: '•••• 4321', currency: 'EUR' },
  { id: 'b', name: 'Rainy days', type: 'savings', maskedIdentifier: '•••• 8765', currency: 'EUR' },
  { id: 'c', name: 'Travel', maskedIdentifier: '•••• 1111' },
];

const list = (select: 'one' | 'many', overrides: Partial<AccountListView> = {}): Promise<AccountListView> =>
  fixture(
    html`<bank-connect-account-list
      .bank=${bank}
      .accounts=${overrides.accounts ?? accounts}
      .select=${select}
      .busy=${overrides.busy ?? false}
      .merchantName=${'Shop'}
      .locale=${'en-GB'}
    ></bank-connect-account-list>`,
  );

const inputs = (view: AccountListView): HTMLInputElement[] => findAll(view, 'input');
const press = (view: AccountListView, part: string) => (): void => find(view, `[part~="${part}"]`).click();
const chosen = async (view: AccountListView): Promise<readonly string[]> =>
  (await eventFrom<AccountsChosenEvent>(view, 'accounts-chosen', press(view, 'continue'))).accountIds;

describe('<bank-connect-account-list>', () => {
  it('shows each account by its name, kind and masked number, and chooses none beforehand', async () => {
    const view = await list('one');
    expect(findAll(view, '[part="account"]').map(textOf)).to.deep.equal([
      'Everyday Current account · •••• 4321 · EUR',
      'Rainy days Savings account · •••• 8765 · EUR',
      'Travel •••• 1111',
    ]);
    expect(inputs(view).map(({ type, checked }) => [type, checked])).to.deep.equal([
      ['radio', false],
      ['radio', false],
      ['radio', false],
    ]);
    expect(textOf(find(view, 'h2'))).to.equal('Choose your account');
    expect(find(view, 'fieldset').getAttribute('role')).to.equal('radiogroup');
  });

  it('shows balances where there are some, written as the page writes money', async () => {
    const [first] = accounts;
    if (!first) throw new Error('no account');
    const balances = ['1234.5', '-0.1', '90071992547409931234.56'];
    const view = await list('one', {
      accounts: balances.map((value, index) => ({ ...first, id: String(index), balance: { value, currency: 'EUR' } })),
    });
    expect(findAll(view, '[part="balance"]').map(textOf)).to.deep.equal([
      'Balance €1,234.50',
      'Balance -€0.10',
      'Balance €90,071,992,547,409,931,234.56',
    ]);
  });

  it('sends the one account that was chosen last', async () => {
    const view = await list('one');
    inputs(view)[0]?.click();
    inputs(view)[1]?.click();
    await view.updateComplete;
    expect(await chosen(view)).to.deep.equal(['b']);
  });

  it('sends several accounts, counts them, and marks all or none at once', async () => {
    const view = await list('many');
    const count = (): string => textOf(find(view, '.all small'));
    expect(count()).to.equal('0 of 3 selected');
    inputs(view)[2]?.click();
    inputs(view)[0]?.click();
    await view.updateComplete;
    expect(count()).to.equal('2 of 3 selected');
    expect(await chosen(view)).to.have.members(['a', 'c']);
    press(view, 'all')();
    await view.updateComplete;
    expect(await chosen(view)).to.deep.equal(['a', 'b', 'c']);
    expect(textOf(find(view, '[part~="all"]'))).to.equal('Clear selection');
    press(view, 'all')();
    await view.updateComplete;
    expect(count()).to.equal('0 of 3 selected');
    expect(inputs(view).some(({ checked }) => checked)).to.equal(false);
  });

  it('asks for a choice where there is none, at the first account, until there is one', async () => {
    for (const select of ['one', 'many'] as const) {
      const view = await list(select);
      let sent = 0;
      view.addEventListener('accounts-chosen', () => void (sent += 1));
      press(view, 'continue')();
      await view.updateComplete;
      expect(sent).to.equal(0);
      expect(textOf(find(view, '[role="alert"]'))).to.equal('Please choose an account.');
      expect(focused()).to.equal(inputs(view)[0]);
      inputs(view)[1]?.click();
      await view.updateComplete;
      expect(findAll(view, '[role="alert"]')).to.deep.equal([]);
    }
  });

  it('is used with the keyboard alone', async () => {
    const view = await list('one');
    inputs(view)[0]?.focus();
    await sendKeys({ press: 'ArrowDown' });
    await view.updateComplete;
    const event = await eventFrom<AccountsChosenEvent>(view, 'accounts-chosen', () => sendKeys({ press: 'Enter' }));
    expect(event.accountIds).to.deep.equal(['b']);
  });

  it('takes no second answer while the first is on its way', async () => {
    const view = await list('one', { busy: true });
    let sent = 0;
    view.addEventListener('accounts-chosen', () => void (sent += 1));
    inputs(view)[0]?.click();
    press(view, 'continue')();
    await view.updateComplete;
    expect(sent).to.equal(0);
  });

  it('forgets what was marked when it is not in the list any more', async () => {
    const view = await list('many');
    inputs(view)[0]?.click();
    inputs(view)[1]?.click();
    view.accounts = accounts.slice(1);
    await view.updateComplete;
    expect(await chosen(view)).to.deep.equal(['b']);
  });

  it('leads back to the banks', async () => {
    const view = await list('one');
    await eventFrom(view, 'bank-left', press(view, 'back'));
  });

  it('shows hostile names as text', async () => {
    const view = await list('one', {
      accounts: [
        { id: 'x', name: '<img src=x onerror=alert(1)>', maskedIdentifier: '•••• 1' },
        { id: 'toString', name: '\u202eevil', maskedIdentifier: '•••• 2' },
      ],
    });
    expect(findAll(view, 'img')).to.deep.equal([]);
    inputs(view)[1]?.click();
    await view.updateComplete;
    expect(await chosen(view)).to.deep.equal(['toString']);
  });
});
