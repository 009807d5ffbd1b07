import { expect, fixture, html } from '@open-wc/testing';
import type { NextAction } from '../../../server/contract/errors.js';
import type { WidgetErrorCode } from '../../../widget/errors.js';
import { en } from '../../../widget/i18n/en.js';
import { problemTable } from '../../../widget/views/problem-table.js';
import type { ProblemView } from '../../../widget/views/problem-view.js';
import type { ProblemActionEvent } from '../../../widget/views/view-events.js';
import { defineViews, eventFrom, find, findAll, textOf } from './define-views.js';

defineViews();

const problem = (properties: Partial<ProblemView>): Promise<ProblemView> =>
  fixture<ProblemView>(html`<bank-connect-problem></bank-connect-problem>`).then(async (view) => {
    Object.assign(view, properties);
    await view.updateComplete;
    return view;
  });

const bank = { id: 'p:1', name: 'Alpenbank' };

describe('<bank-connect-problem>', () => {
  for (const code of Object.keys(problemTable) as WidgetErrorCode[]) {
    it(`has words for ${code}, with and without a bank`, async () => {
      for (const known of [bank, undefined]) {
        const view = await problem({ code, bank: known });
        expect(textOf(find(view, 'h2'))).to.match(/^[A-Z].{5,60}$/);
        expect(textOf(find(view, 'p'))).to.match(/^[A-Z].{20,140}\.$/);
        expect(textOf(find(view, 'section'))).not.to.match(/[{}_]|undefined/);
      }
    });
  }

  it('says that nothing was paid where the session pays, and that nothing was shared elsewhere', async () => {
    const view = await problem({ code: 'declined', bank });
    expect(textOf(find(view, 'p')))
      .to.contain(en.problem.nothingShared)
      .and.not.contain(en.problem.nothingPaid);
    view.paying = true;
    await view.updateComplete;
    expect(textOf(find(view, 'p')))
      .to.contain(en.problem.nothingPaid)
      .and.not.contain(en.problem.nothingShared);
  });

  for (const action of Object.keys(en.problem.actions) as NextAction[]) {
    it(`offers ${action} as the way on`, async () => {
      const view = await problem({ code: 'internal', action });
      const event = await eventFrom<ProblemActionEvent>(view, 'problem-action', () => find(view, '.primary').click());
      expect(event.action).to.equal(action);
      expect(textOf(find(view, '.primary'))).to.equal(en.problem.actions[action]);
    });
  }

  it('offers another bank beside "try again" when the bank may be the reason', async () => {
    const view = await problem({ code: 'bank_unavailable', action: 'retry', retryable: true, bank });
    const event = await eventFrom<ProblemActionEvent>(view, 'problem-action', () => find(view, '.secondary').click());
    expect(event.action).to.equal('choose_bank');
    view.retryable = false;
    await view.updateComplete;
    expect(findAll(view, '.secondary')).to.deep.equal([]);
  });

  it('gives a reference to quote when there is one', async () => {
    const view = await problem({ traceId: '<i>4f1c</i>' });
    expect(textOf(find(view, 'code'))).to.equal('<i>4f1c</i>');
    view.traceId = undefined;
    await view.updateComplete;
    expect(findAll(view, 'code')).to.deep.equal([]);
  });
});
