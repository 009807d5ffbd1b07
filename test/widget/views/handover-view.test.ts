import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { HandoverView } from '../../../widget/views/handover-view.js';
import { LeaveRequestedEvent } from '../../../widget/views/view-events.js';
import { defineViews, eventFrom, find, findAll, focused, textOf } from './define-views.js';

defineViews();

async function handover(properties: Partial<HandoverView> = {}): Promise<HandoverView> {
  const view = await fixture<HandoverView>(html`<bank-connect-handover></bank-connect-handover>`);
  Object.assign(view, { bank: { id: 'p:1', name: 'Alpenbank' }, merchantName: 'Fjord Living' }, properties);
  await view.updateComplete;
  return view;
}

const buttons = (view: HandoverView): string[] => findAll(view, 'button').map(textOf);
const press = (view: HandoverView, part: string): void => find(view, `[part~="${part}"]`).click();

describe('<bank-connect-handover>', () => {
  it('says what will happen and where it leads', async () => {
    const view = await handover();
    expect(findAll(view, 'li').map(textOf)).to.deep.equal([
      'Log in to Alpenbank as usual',
      'Check the request and approve it',
      'You come back to Fjord Living',
    ]);
    expect(buttons(view)).to.deep.equal(['Continue to Alpenbank', 'Choose another bank']);
  });

  for (const mode of ['popup', 'tab'] as const) {
    it(`asks to leave inside the click, so that a window may open (${mode})`, async () => {
      const view = await handover({ mode });
      let leaving: string | undefined;
      view.addEventListener('leave-requested', (event) => {
        if (event instanceof LeaveRequestedEvent) leaving = event.mode;
      });
      press(view, 'continue');
      expect(leaving).to.equal(mode);
    });
  }

  it('waits after leaving, and lets the bank be opened again or the tab be used', async () => {
    const view = await handover({ mode: 'popup', left: true });
    expect(textOf(find(view, 'h2'))).to.equal('Waiting for Alpenbank');
    const again = await eventFrom<LeaveRequestedEvent>(view, 'leave-requested', () => press(view, 'open-again'));
    expect(again.mode).to.equal('popup');
    const here = await eventFrom<LeaveRequestedEvent>(view, 'leave-requested', () => press(view, 'continue-in-tab'));
    expect(here.mode).to.equal('tab');
  });

  it('offers to go back to the bank when the shopper came back without finishing', async () => {
    const view = await handover({ mode: 'tab', left: true });
    expect(buttons(view)).to.deep.equal(['Go back to Alpenbank', 'Choose another bank']);
    const event = await eventFrom<LeaveRequestedEvent>(view, 'leave-requested', () => press(view, 'open-again'));
    expect(event.mode).to.equal('tab');
  });

  it('offers this tab first when the window was blocked', async () => {
    const view = await handover({ blocked: true });
    expect(buttons(view)[0]).to.equal('Continue in this tab instead');
    expect(find(view, '[role=status]')).to.be.ok;
  });

  it('tells until when, in the way of the locale', async () => {
    const deadline = '2026-11-20T14:05:00Z';
    const view = await handover({ deadline, locale: 'en-GB' });
    const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(new Date(deadline));
    expect(textOf(find(view, 'section'))).to.contain(`until ${time}`);
  });

  it('does not leave while it is busy', async () => {
    const view = await handover({ busy: true });
    let events = 0;
    view.addEventListener('leave-requested', () => (events += 1));
    press(view, 'continue');
    expect(events).to.equal(0);
  });

  it('goes back to the list, by keyboard too', async () => {
    const view = await handover();
    await eventFrom(view, 'bank-left', async () => {
      await view.focusHeading();
      while (!focused()?.matches('[part~="back"]')) await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Space' });
    });
  });

  it('speaks of "your bank" while there is no name', async () => {
    const view = await handover({ bank: undefined });
    expect(textOf(find(view, 'h2'))).to.equal('Continue at your bank');
    expect(textOf(find(view, 'p'))).to.match(/^Your bank opens/);
  });
});
