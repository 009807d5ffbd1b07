import { expect, fixture, html } from '@open-wc/testing';
import type { DecoupledView } from '../../../widget/views/decoupled-view.js';
import { defineViews, eventFrom, find, findAll, textOf } from './define-views.js';

defineViews();

const start = Date.parse('2026-11-20T12:00:00Z');
const deadline = '2026-11-20T12:10:00Z';

/** A clock that the test sets; `tick` lets the view look at it. */
async function decoupled(properties: Partial<DecoupledView> = {}) {
  let time = start;
  const view = await fixture<DecoupledView>(html`<bank-connect-decoupled></bank-connect-decoupled>`);
  const bank = { id: 'p:1', name: 'Alpenbank' };
  Object.assign(view, { bank, deadline, now: () => time, ...properties });
  await view.updateComplete;
  const tick = async (secondsLeft: number): Promise<void> => {
    time = Date.parse(deadline) - secondsLeft * 1000;
    view.requestUpdate();
    await view.updateComplete;
  };
  return { view, tick };
}

const timeOf = (view: DecoupledView): string => textOf(find(view, '[role=timer]'));
const announced = (view: DecoupledView): string => textOf(find(view, '.sr-only[role=status]'));

describe('<bank-connect-decoupled>', () => {
  it('names the bank and quotes its message as text', async () => {
    const { view } = await decoupled({ message: '<a href="//evil">Approve</a>\u202e now' });
    expect(textOf(find(view, 'h2'))).to.equal('Approve in your Alpenbank app');
    expect(find(view, 'blockquote').textContent).to.contain('<a href="//evil">Approve</a>');
    expect(find(view, 'blockquote').getAttribute('dir')).to.equal('auto');
    expect(findAll(view, 'a')).to.deep.equal([]);
  });

  it('shows the time that is left', async () => {
    const { view, tick } = await decoupled();
    expect(timeOf(view)).to.equal('10:00 left');
    await tick(61);
    expect(timeOf(view)).to.equal('01:01 left');
    await tick(-5);
    expect(timeOf(view)).to.equal('Time is up');
  });

  it('announces the time at a few moments only', async () => {
    const { view, tick } = await decoupled();
    const heard: string[] = [];
    for (let left = 600; left >= -3; left--) {
      await tick(left);
      if (announced(view) !== heard.at(-1)) heard.push(announced(view));
    }
    expect(heard).to.deep.equal([
      '',
      'About 5 minutes left.',
      'About 2 minutes left.',
      'One minute left.',
      'Time is up',
    ]);
    expect(find(view, '[role=timer]').getAttribute('aria-live')).to.equal('off');
  });

  it('counts down by itself', async () => {
    const view = await fixture<DecoupledView>(
      html`<bank-connect-decoupled .deadline=${new Date(Date.now() + 60_050).toISOString()}></bank-connect-decoupled>`,
    );
    const before = timeOf(view);
    await new Promise<void>((resolve) => {
      new MutationObserver(() => resolve()).observe(find(view, '[role=timer]'), { subtree: true, characterData: true });
    });
    expect(timeOf(view)).not.to.equal(before);
  });

  it('stops counting when it is taken out, and goes on when it is put back', async () => {
    let looks = 0;
    const { view } = await decoupled({ now: () => start + 999 + ((looks += 1), 0) });
    view.remove();
    const after = looks;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(looks).to.equal(after);
    document.body.append(view);
    await view.updateComplete;
    expect(looks).to.be.above(after);
    view.remove();
  });

  it('shows no countdown without a deadline', async () => {
    const { view } = await decoupled({ deadline: '' });
    expect(findAll(view, '[role=timer]')).to.deep.equal([]);
  });

  it('asks for "I have approved" only where the bank needs it', async () => {
    const { view } = await decoupled({ needsConfirmation: true });
    await eventFrom(view, 'approval-confirmed', () => find(view, '[part~="confirm"]').click());
    view.needsConfirmation = false;
    await view.updateComplete;
    expect(findAll(view, '[part~="confirm"]')).to.deep.equal([]);
  });

  it('takes no second "I have approved" while the first is checked', async () => {
    const { view } = await decoupled({ needsConfirmation: true, busy: true });
    let events = 0;
    view.addEventListener('approval-confirmed', () => (events += 1));
    find(view, '[part~="confirm"]').click();
    expect(events).to.equal(0);
  });

  it('says that it is paused', async () => {
    const { view } = await decoupled({ paused: true });
    expect(findAll(view, '[role=status]').map(textOf).join()).to.contain('Paused');
  });

  it('goes back to the list', async () => {
    const { view } = await decoupled();
    await eventFrom(view, 'bank-left', () => find(view, '[part~="back"]').click());
  });
});
