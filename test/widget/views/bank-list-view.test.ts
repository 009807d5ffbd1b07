import { aTimeout, expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Bank } from '../../../server/contract/banks.js';
import { BankIndex } from '../../../widget/ui/bank-index.js';
import type { BankListView } from '../../../widget/views/bank-list-view.js';
import type { BankChosenEvent, CountryChosenEvent } from '../../../widget/views/view-events.js';
import { countNodes, defineViews, eventFrom, find, findAll, focused, textOf } from './define-views.js';

defineViews();

const numbered = (count: number): Bank[] =>
  Array.from({ length: count }, (_, index) => ({ id: `p:${index}`, name: `Bank ${String(index).padStart(4, '0')}` }));

const few: readonly Bank[] = [
  { id: 'p:a', name: 'Alpenbank', bic: 'ALPEDEM1' },
  { id: 'p:h', name: 'Hansabank', down: true },
  { id: 'p:m', name: 'Müritzer Volksbank' },
  { id: 'p:s', name: 'Sparkasse Taunus' },
];

async function listOf(banks: readonly Bank[], properties: Partial<BankListView> = {}): Promise<BankListView> {
  const view = await fixture<BankListView>(html`<bank-connect-bank-list .banks=${banks}></bank-connect-bank-list>`);
  Object.assign(view, properties);
  await settled(view);
  return view;
}

/** Measured, scrolled and rendered. */
async function settled(view: BankListView): Promise<void> {
  await view.updateComplete;
  await nextFrame();
  await nextFrame();
  await view.updateComplete;
}

async function type(view: BankListView, text: string): Promise<void> {
  find(view, 'input').focus();
  await sendKeys({ type: text });
  await settled(view);
}

const names = (view: BankListView): string[] => findAll(view, '.name').map(textOf);
const focusedName = (): string => textOf(focused()?.querySelector('.name') ?? document.createElement('i'));
const pressed = (view: BankListView, press: string) => sendKeys({ press }).then(() => settled(view));

describe('<bank-connect-bank-list>', () => {
  it('shows the banks and how many there are', async () => {
    const view = await listOf(few);
    expect(names(view)).to.deep.equal(few.map(({ name }) => name));
    expect(textOf(find(view, '[role=status]'))).to.equal('4 banks');
  });

  it('gives a hint, and still says the number, when nothing fits', async () => {
    const view = await listOf(few, { countries: ['DE', 'AT'], country: 'DE' });
    await type(view, '<b>xyz</b>');
    expect(textOf(find(view, '.nothing')))
      .to.contain('No bank found for “<b>xyz</b>”')
      .and.to.contain('another country');
    expect(findAll(view, 'b')).to.deep.equal([]);
    expect(textOf(find(view, '[role=status]'))).to.equal('0 banks found');
  });

  it('says what is in the list as the shopper types', async () => {
    const view = await listOf(few);
    await type(view, 'müritz');
    expect(names(view)).to.deep.equal(['Müritzer Volksbank']);
    expect(textOf(find(view, '[role=status]'))).to.equal('1 bank found');
  });

  it('finds by BIC, and takes up a better search that arrives while the shopper types', async () => {
    const view = await listOf(few);
    await type(view, 'alpede');
    expect(names(view)).to.deep.equal(['Alpenbank']);
    await sendKeys({ press: 'Escape' });
    await type(view, 'volksbnk');
    expect(names(view)).to.deep.equal([]);
    view.makeSearch = (banks) => new BankIndex(banks);
    await settled(view);
    expect(names(view)).to.deep.equal(['Müritzer Volksbank']);
  });

  it('shows skeletons and says so while it loads', async () => {
    const view = await listOf([], { loading: true });
    expect(findAll(view, '.skeleton')).to.have.length(6);
    expect(textOf(find(view, '[role=status]'))).to.equal('Loading');
  });

  it('lists recently used banks first and passes over unknown ones', async () => {
    const view = await listOf(few, { recent: ['p:gone', 'p:s', 'p:a'] });
    expect(names(view)).to.deep.equal(['Sparkasse Taunus', 'Alpenbank', ...few.map(({ name }) => name)]);
    expect(findAll(view, '[role=group]')).to.have.length(2);
    await type(view, 'a');
    expect(findAll(view, '[role=group]')).to.deep.equal([]);
  });

  it('offers the countries by name, in the language of the words', async () => {
    const view = await listOf(few, { countries: ['DE', 'AT'], country: 'AT', locale: 'de' });
    const select = find(view, 'select');
    expect([...select.options].map(textOf)).to.deep.equal(['Austria', 'Germany']);
    expect(select.value).to.equal('AT');
    const event = await eventFrom<CountryChosenEvent>(view, 'country-chosen', () => {
      select.value = 'DE';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    expect(event.country).to.equal('DE');
  });

  it('has no country to choose when there is one', async () => {
    expect(findAll(await listOf(few, { countries: ['DE'], country: 'DE' }), 'select')).to.deep.equal([]);
  });

  it('fires bank-chosen for a click', async () => {
    const view = await listOf(few);
    const event = await eventFrom<BankChosenEvent>(view, 'bank-chosen', () => findAll(view, '.option')[2]?.click());
    expect(event.bankId).to.equal('p:m');
  });

  it('says in words that a bank is down, and does not let it be chosen', async () => {
    const view = await listOf(few);
    const down = findAll(view, '.option')[1] as HTMLElement;
    expect(down.getAttribute('aria-disabled')).to.equal('true');
    expect(textOf(down)).to.contain('Not available at the moment');
    let events = 0;
    view.addEventListener('bank-chosen', () => (events += 1));
    down.click();
    down.focus();
    await pressed(view, 'Enter');
    expect(events).to.equal(0);
  });

  it('clears the search with Escape and with the button', async () => {
    const view = await listOf(few);
    await type(view, 'alp');
    await pressed(view, 'Escape');
    expect(names(view)).to.have.length(4);
    await type(view, 'alp');
    find(view, '.search button').click();
    await settled(view);
    expect(names(view)).to.have.length(4);
    expect(focused()).to.equal(find(view, 'input'));
  });

  it('takes the only result with Enter', async () => {
    const view = await listOf(few);
    await type(view, 'alpenbank');
    const event = await eventFrom<BankChosenEvent>(view, 'bank-chosen', () => pressed(view, 'Enter'));
    expect(event.bankId).to.equal('p:a');
  });
});

describe('<bank-connect-bank-list> by keyboard', () => {
  it('goes from the search into the list and back', async () => {
    const view = await listOf(few);
    find(view, 'input').focus();
    await pressed(view, 'ArrowDown');
    expect(focusedName()).to.equal('Alpenbank');
    await pressed(view, 'ArrowUp');
    expect(focused()).to.equal(find(view, 'input'));
  });

  it('has one row in the tab order', async () => {
    const view = await listOf(few);
    expect(findAll(view, '.option[tabindex="0"]')).to.have.length(1);
    find(view, 'input').focus();
    await pressed(view, 'Tab');
    expect(focusedName()).to.equal('Alpenbank');
  });

  it('moves with arrows, Home and End through thousands of banks', async () => {
    const view = await listOf(numbered(6000));
    find(view, 'input').focus();
    for (const [key, name] of [
      ['ArrowDown', 'Bank 0000'],
      ['ArrowDown', 'Bank 0001'],
      ['End', 'Bank 5999'],
      ['ArrowDown', 'Bank 5999'],
      ['ArrowUp', 'Bank 5998'],
      ['Home', 'Bank 0000'],
    ] as const) {
      await pressed(view, key);
      expect(focusedName(), key).to.equal(name);
    }
  });

  it('moves by pages and keeps the row in sight', async () => {
    const view = await listOf(numbered(6000));
    find(view, 'input').focus();
    await pressed(view, 'ArrowDown');
    for (let page = 0; page < 4; page++) await pressed(view, 'PageDown');
    const list = find(view, '.list').getBoundingClientRect();
    const row = (focused() as Element).getBoundingClientRect();
    const reached = Number(focusedName().slice(5));
    expect(reached).to.be.above(12);
    expect(row.top).to.be.at.least(list.top - 1);
    expect(row.bottom).to.be.at.most(list.bottom + 1);
    await pressed(view, 'PageUp');
    expect(Number(focusedName().slice(5))).to.be.within(8, reached - 2);
  });

  it('finds by the first letters', async () => {
    const view = await listOf(few);
    find(view, 'input').focus();
    await pressed(view, 'ArrowDown');
    await sendKeys({ type: 'mur' });
    await settled(view);
    expect(focusedName()).to.equal('Müritzer Volksbank');
  });

  it('goes on to the next bank with the same letter', async () => {
    const view = await listOf([...few, { id: 'p:s2', name: 'Stadtbank' }]);
    find(view, 'input').focus();
    await pressed(view, 'ArrowDown');
    await sendKeys({ type: 's' });
    await settled(view);
    await sendKeys({ type: 's' });
    await settled(view);
    expect(focusedName()).to.equal('Stadtbank');
  });

  for (const key of ['Enter', 'Space']) {
    it(`chooses with ${key}`, async () => {
      const view = await listOf(few);
      find(view, 'input').focus();
      await pressed(view, 'ArrowDown');
      const event = await eventFrom<BankChosenEvent>(view, 'bank-chosen', () => pressed(view, key));
      expect(event.bankId).to.equal('p:a');
    });
  }

  it('leaves shortcuts of the browser alone', async () => {
    const view = await listOf(few);
    let prevented = true;
    view.addEventListener('keydown', (event) => (prevented = event.defaultPrevented));
    find(view, '.option').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'f', ctrlKey: true, bubbles: true, composed: true, cancelable: true }),
    );
    expect(prevented).to.equal(false);
  });
});

describe('<bank-connect-bank-list> with 6,000 banks', () => {
  it('has fewer than 300 nodes at the top, in the middle and at the end', async () => {
    const view = await listOf(numbered(6000), { recent: ['p:1', 'p:2', 'p:3'] });
    const list = find(view, '.list');
    for (const share of [0, 0.3, 0.5, 1]) {
      list.scrollTop = (list.scrollHeight - list.clientHeight) * share;
      await settled(view);
      expect(countNodes(view), `at ${share}`).to.be.below(300);
    }
  });

  it('tells the place of each row in the whole', async () => {
    const view = await listOf(numbered(6000));
    const list = find(view, '.list');
    list.scrollTop = list.scrollHeight;
    await settled(view);
    const last = findAll(view, '.option').at(-1);
    expect(last?.getAttribute('aria-posinset')).to.equal('6000');
    expect(last?.getAttribute('aria-setsize')).to.equal('6000');
    expect(last?.getBoundingClientRect().bottom).to.be.at.most(list.getBoundingClientRect().bottom + 8);
  });

  it('keeps the scroll height of all rows', async () => {
    const view = await listOf(numbered(6000));
    const { height } = find(view, '.option').getBoundingClientRect();
    expect(find(view, '.list').scrollHeight).to.be.closeTo(height * 6000, height);
  });

  it('keeps the focus when the focused row is scrolled away, and finds it again', async () => {
    const view = await listOf(numbered(6000));
    find(view, 'input').focus();
    await pressed(view, 'ArrowDown');
    await pressed(view, 'ArrowDown');
    const list = find(view, '.list');
    list.scrollTop = 100_000;
    await waitUntil(() => focused() === list, 'the list takes the focus');
    await pressed(view, 'ArrowDown');
    expect(focusedName()).to.equal('Bank 0002');
  });

  it('stays in the tab order when its current row is scrolled away', async () => {
    const view = await listOf(numbered(6000));
    find(view, '.list').scrollTop = 100_000;
    await settled(view);
    find(view, 'input').focus();
    await pressed(view, 'Tab');
    expect(focused()).to.equal(find(view, '.list'));
    await pressed(view, 'ArrowDown');
    expect(focusedName()).to.equal('Bank 0001');
  });

  it('lets the focus go with its bank when rows are used again for others', async () => {
    const view = await listOf(numbered(6000));
    find(view, 'input').focus();
    for (const key of ['ArrowDown', 'End', 'ArrowUp', 'ArrowUp', 'ArrowUp']) await pressed(view, key);
    expect(focusedName()).to.equal('Bank 5996');
    find(view, '.list').scrollTop -= 180;
    await settled(view);
    expect(focusedName()).to.equal('Bank 5996');
  });

  it('starts at the top again when the search changes', async () => {
    const view = await listOf(numbered(6000));
    find(view, '.list').scrollTop = 90_000;
    await settled(view);
    await type(view, 'bank');
    expect(find(view, '.list').scrollTop).to.equal(0);
    expect(names(view)[0]).to.equal('Bank 0000');
  });

  it('writes no style attribute, which a strict policy would refuse', async () => {
    const view = await listOf(numbered(6000));
    find(view, '.list').scrollTop = 90_000;
    await settled(view);
    expect(findAll(view, '[style]')).to.deep.equal([]);
  });

  it('works when it is taken out and put back', async () => {
    const view = await listOf(numbered(6000));
    const parent = view.parentElement as HTMLElement;
    view.remove();
    await aTimeout(0);
    parent.append(view);
    await settled(view);
    find(view, '.list').scrollTop = 60_000;
    await settled(view);
    expect(Number(names(view)[0]?.slice(5))).to.be.within(900, 1000);
  });
});
