import { expect, fixture, html } from '@open-wc/testing';
import type { NoticeView } from '../../../widget/views/notice-view.js';
import type { ProcessingView } from '../../../widget/views/processing-view.js';
import type { SuccessView } from '../../../widget/views/success-view.js';
import type { ProblemActionEvent } from '../../../widget/views/view-events.js';
import { defineViews, eventFrom, find, findAll, textOf } from './define-views.js';

defineViews();

const bank = { id: 'p:1', name: 'Alpenbank' };

describe('<bank-connect-processing>', () => {
  it('names the bank when it is known', async () => {
    const view = await fixture<ProcessingView>(html`<bank-connect-processing></bank-connect-processing>`);
    expect(textOf(find(view, 'p'))).to.equal('This takes a few seconds.');
    view.bank = bank;
    await view.updateComplete;
    expect(textOf(find(view, 'p'))).to.contain('We are talking to Alpenbank.');
  });
});

describe('<bank-connect-success>', () => {
  it('lists the masked accounts', async () => {
    const accounts = [
      { id: '1', name: '<b>Giro</b>', maskedIdentifier: '•••• 4321', currency: 'EUR' },
      { id: '2', name: 'Savings', maskedIdentifier: '•••• 8765' },
    ];
    const view = await fixture<SuccessView>(
      html`<bank-connect-success .bank=${bank} .accounts=${accounts} .merchantName=${'Shop'}></bank-connect-success>`,
    );
    expect(findAll(view, 'li').map(textOf)).to.deep.equal(['<b>Giro</b> •••• 4321 · EUR', 'Savings •••• 8765']);
    expect(textOf(find(view, '.sr-only'))).to.equal('2 accounts at Alpenbank');
    expect(textOf(find(view, 'p'))).to.contain('Shop can now read');
  });

  it('has no empty list when there are no accounts', async () => {
    const view = await fixture<SuccessView>(html`<bank-connect-success .bank=${bank}></bank-connect-success>`);
    expect(findAll(view, 'ul')).to.deep.equal([]);
    expect(textOf(find(view, '.sr-only'))).to.equal('Connected to Alpenbank');
  });
});

describe('<bank-connect-notice>', () => {
  it('says that nothing was shared', async () => {
    const view = await fixture<NoticeView>(html`<bank-connect-notice></bank-connect-notice>`);
    expect(textOf(find(view, 'p'))).to.contain('nothing was shared');
  });

  it('offers to begin anew', async () => {
    const view = await fixture<NoticeView>(html`<bank-connect-notice></bank-connect-notice>`);
    const { action } = await eventFrom<ProblemActionEvent>(view, 'problem-action', () => find(view, 'button').click());
    expect(action).to.equal('new_session');
  });
});

describe('every view', () => {
  it('tells the language and direction of its words', async () => {
    const view = await fixture<NoticeView>(html`<bank-connect-notice locale="ar"></bank-connect-notice>`);
    expect(find(view, 'section').lang).to.equal('en');
    expect(find(view, 'section').dir).to.equal('ltr');
  });
});
