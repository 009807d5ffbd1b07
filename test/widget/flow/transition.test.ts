import { expect } from '@open-wc/testing';
import type { NextAction } from '../../../server/contract/errors.js';
import type { FlowView } from '../../../widget/api/read-first-session.js';
import { clientProblem } from '../../../widget/errors.js';
import { laterProblem } from '../../../widget/later-errors.js';
import type { Command, FlowEffect, FlowEvent, FlowState, OpenState } from '../../../widget/flow/flow-state.js';
import { firstTransition } from '../../../widget/flow/first-transition.js';
import { transition } from '../../../widget/flow/transition.js';
import { aProblem, anAwaitedView, aView, everyStatus, pelican } from '../support/session-views.js';

const openOn = (view: FlowView, overrides: Partial<OpenState> = {}): OpenState => ({
  phase: 'open',
  view,
  command: undefined,
  trouble: undefined,
  left: undefined,
  popupBlocked: false,
  paused: false,
  renewed: false,
  ...overrides,
});
const opening: FlowState = { phase: 'opening', renewed: false };
const arrive = (view: FlowView, command?: Command): FlowEvent => ({ type: 'view_arrived', view, command });
const names = (effects: readonly FlowEffect[]): string[] =>
  effects.map((effect) => (effect.type === 'notify' ? `notify ${effect.notice.type}` : effect.type));
const openAfter = (state: FlowState, event: FlowEvent): OpenState => {
  const [next] = transition(state, event);
  if (next.phase !== 'open') throw new Error(`Not open but ${next.phase}.`);
  return next;
};
const choosePelican: Command = { type: 'choose_bank', bankId: pelican.id };
const leaveBank: Command = { type: 'choose_bank', bankId: null };
const cancel: Command = { type: 'cancel' };
const network = clientProblem('network');
const terminal = ['completed', 'failed', 'cancelled', 'expired'] as const;

describe('the flow, opening', () => {
  it('drops what was under way and gets a token', () => {
    for (const state of [{ phase: 'idle' }, opening, openOn(aView('consent'))] as const) {
      const [next, effects] = transition(state, { type: 'started', renew: false });
      expect(next).to.deep.equal(opening);
      expect(effects).to.deep.equal([{ type: 'abort' }, { type: 'unwatch' }, { type: 'open', renew: false }]);
    }
  });

  it('tells ready and the step with the first view', () => {
    const [next, effects] = transition(opening, arrive(aView('bank_selection')));
    expect(next).to.deep.equal(openOn(aView('bank_selection')));
    expect(names(effects)).to.deep.equal(['unwatch', 'notify ready', 'notify step']);
  });

  it('asks for another token once when the first one is refused, then says so', () => {
    const refused: FlowEvent = { type: 'read_failed', problem: aProblem({ code: 'unauthorized' }) };
    const [again, effects] = transition(opening, refused);
    expect(again).to.deep.equal({ phase: 'opening', renewed: true });
    expect(effects.at(-1)).to.deep.equal({ type: 'open', renew: true });
    const [end, last] = transition(again, refused);
    expect(end.phase).to.equal('broken');
    expect(names(last)).to.deep.equal(['unwatch', 'notify error']);
  });

  it('shows why no session could be read', () => {
    const [next, effects] = transition(opening, { type: 'read_failed', problem: network });
    expect(next).to.deep.equal({ phase: 'broken', problem: network });
    expect(names(effects)).to.deep.equal(['unwatch', 'notify error']);
  });

  it('ignores a view that comes after the page took the token away', () => {
    const [idle] = transition(opening, { type: 'stopped' });
    expect(transition(idle, arrive(aView('consent')))).to.deep.equal([{ phase: 'idle' }, []]);
  });
});

describe('the flow, views', () => {
  it('never goes back to an older view, and takes the same one as news of nothing', () => {
    const state = openOn(aView('processing', { version: 5 }));
    expect(transition(state, arrive(aView('consent', { version: 4 })))).to.deep.equal([state, []]);
    expect(transition(state, arrive(aView('processing', { version: 5 })))).to.deep.equal([state, []]);
  });

  it('watches exactly the steps in which the server moves by itself', () => {
    const watched = everyStatus.filter((status) =>
      names(transition(opening, arrive(aView(status)))[1]).includes('watch'),
    );
    expect(watched).to.deep.equal(['processing', 'redirect', 'credentials', 'decoupled', 'account_selection']);
  });

  it('stays in a terminal status whatever arrives', () => {
    for (const status of terminal) {
      const state = openOn(aView(status));
      for (const other of everyStatus) {
        const [next, effects] = transition(state, arrive(aView(other, { version: 99 })));
        expect(next).to.deep.equal(state);
        expect(effects).to.deep.equal([]);
      }
    }
  });

  it('ends each session in exactly one of success and exit', () => {
    for (const status of everyStatus) {
      const told = names(transition(openOn(aView('processing')), arrive(aView(status, { version: 2 })))[1]);
      const ends = told.filter((name) => name === 'notify success' || name === 'notify exit');
      expect(ends.length, status).to.equal((terminal as readonly string[]).includes(status) ? 1 : 0);
    }
  });

  it('reports a failed attempt as an error, again for the next one at the same bank', () => {
    const first = openOn(aView('attempt_failed', { version: 4 }));
    const told = names(transition(first, arrive(aView('attempt_failed', { version: 9 })))[1]);
    expect(told).to.include('notify error').and.to.include('notify step');
  });

  it('watches again once the server answers after trouble, or with another token', () => {
    const view = aView('processing');
    for (const state of [
      openOn(view, { renewed: true }),
      openOn(view, { trouble: { problem: network, command: undefined } }),
    ]) {
      expect(transition(state, arrive(view))).to.deep.equal([openOn(view), [{ type: 'watch' }]]);
    }
  });

  it('tells no step for a change that the shopper does not see as one', () => {
    const state = openOn(aView('redirect'));
    const [next, effects] = transition(
      state,
      arrive(aView('redirect', { version: 2, leftAt: '2030-01-01T00:00:00Z' })),
    );
    expect((next as OpenState).view.version).to.equal(2);
    expect(names(effects)).to.deep.equal(['watch']);
  });

  it('tells a step for a new round of fields', () => {
    const told = names(
      transition(openOn(aView('credentials')), arrive(aView('credentials', { version: 2, round: 2 })))[1],
    );
    expect(told).to.include('notify step');
  });

  it('begins anew with a view of another session', () => {
    const told = names(transition(openOn(aView('expired')), arrive(aView('bank_selection', { id: 's2' })))[1]);
    expect(told).to.include('notify ready');
  });
});

describe('the flow, commands', () => {
  it('sends one command at a time', () => {
    const give: FlowEvent = { type: 'command_given', command: choosePelican };
    const [busy, effects] = transition(openOn(aView('bank_selection')), give);
    expect(effects).to.deep.equal([{ type: 'send', command: choosePelican }]);
    expect(transition(busy, { type: 'command_given', command: { ...choosePelican } })).to.deep.equal([busy, []]);
  });

  it('lets leaving and cancelling overtake everything but each other', () => {
    const busy = openOn(aView('consent'), { command: choosePelican });
    for (const command of [cancel, leaveBank]) {
      const overtaken = openAfter(busy, { type: 'command_given', command });
      expect(overtaken.command).to.equal(command);
      expect(transition(overtaken, { type: 'command_given', command: { ...command } })[1]).to.deep.equal([]);
    }
  });

  it('drops commands that do not fit the step', () => {
    const commands: Command[] = [
      { type: 'confirm' },
      { type: 'give_consent', accepted: true, text: 'x', locale: 'en' },
      { type: 'submit_credentials', round: 1, values: {} },
    ];
    for (const command of commands) {
      const state = openOn(aView('bank_selection'));
      expect(transition(state, { type: 'command_given', command })).to.deep.equal([state, []]);
    }
    for (const status of terminal) {
      for (const command of [cancel, leaveBank, choosePelican]) {
        expect(transition(openOn(aView(status)), { type: 'command_given', command })[1]).to.deep.equal([]);
      }
    }
    const waiting = openOn(aView('decoupled', { needsConfirmation: false }));
    expect(transition(waiting, { type: 'command_given', command: { type: 'confirm' } })[1]).to.deep.equal([]);
  });

  it('takes inline fields only where the server shows them, and only for their round', () => {
    const inline = openOn(aView('credentials', { inlineFields: [{ kind: 'text', id: 'u', label: 'User' }] }));
    const submit = (round: number): FlowEvent => ({
      type: 'command_given',
      command: { type: 'submit_credentials', round, values: { u: 'me' } },
    });
    expect(transition(openOn(aView('credentials')), submit(1))[1]).to.deep.equal([]);
    expect(transition(inline, submit(2))[1]).to.deep.equal([]);
    expect(names(transition(inline, submit(1))[1])).to.deep.equal(['send']);
  });

  it('is done with a command when its answer comes, also when a message was faster', () => {
    const busy = openOn(aView('consent', { version: 3 }), { command: choosePelican });
    expect(openAfter(busy, arrive(aView('consent', { version: 3 }), choosePelican)).command).to.equal(undefined);
    expect(openAfter(busy, arrive(aView('consent', { version: 2 }), choosePelican)).command).to.equal(undefined);
    const told = openAfter(busy, arrive(aView('processing', { version: 4 })));
    expect(told.command, 'news of others is not its answer').to.equal(choosePelican);
    expect(openAfter(told, arrive(aView('processing', { version: 4 }), choosePelican)).command).to.equal(undefined);
  });

  it('ignores the failure of a command that was overtaken', () => {
    const state = openOn(aView('consent'), { command: cancel });
    const late: FlowEvent = { type: 'command_failed', command: choosePelican, problem: network };
    expect(transition(state, late)).to.deep.equal([state, []]);
  });

  it('reads the session when another tab was faster, without a word', () => {
    const busy = openOn(aView('bank_selection'), { command: choosePelican });
    const problem = aProblem({ code: 'wrong_state', action: 'refresh' });
    const [next, effects] = transition(busy, { type: 'command_failed', command: choosePelican, problem });
    expect((next as OpenState).trouble).to.equal(undefined);
    expect(effects).to.deep.equal([{ type: 'read' }]);
  });

  it('keeps the step on the screen while another token is asked for, once', () => {
    const problem = aProblem({ code: 'unauthorized', action: 'new_session' });
    const busy = openOn(aView('bank_selection'), { command: choosePelican });
    const [next, effects] = transition(busy, { type: 'command_failed', command: choosePelican, problem });
    expect(next).to.deep.equal(openOn(aView('bank_selection'), { renewed: true }));
    expect(effects.at(-1)).to.deep.equal({ type: 'open', renew: true });
    expect(transition(next, { type: 'read_failed', problem })[0].phase).to.equal('broken');
    expect(openAfter(next, arrive(aView('bank_selection'))).renewed).to.equal(false);
  });
});

describe('the flow, problems', () => {
  const troubled = openOn(aView('bank_selection'), { trouble: { problem: network, command: choosePelican } });
  const take = (state: FlowState, action: NextAction) => transition(state, { type: 'action_taken', action });

  it('shows what did not get through, and sends the same again', () => {
    const busy = openOn(aView('bank_selection'), { command: choosePelican });
    const [next, effects] = transition(busy, { type: 'command_failed', command: choosePelican, problem: network });
    expect(next).to.deep.equal(troubled);
    expect(names(effects)).to.deep.equal(['notify error']);
    for (const action of ['retry', 'wait', 'fix_request'] as const) {
      expect(take(troubled, action)[1]).to.deep.equal([{ type: 'send', command: choosePelican }]);
    }
  });

  it('reads the session for "refresh", and is calm as soon as a view arrives', () => {
    const [calm, effects] = take(troubled, 'refresh');
    expect((calm as OpenState).trouble).to.equal(undefined);
    expect(effects).to.deep.equal([{ type: 'read' }]);
    expect(openAfter(troubled, arrive(aView('bank_selection'))).trouble).to.equal(undefined);
  });

  it('tries the same bank again after a failed attempt, or goes back to the list', () => {
    const failed = openOn(aView('attempt_failed'));
    expect(take(failed, 'retry')[1]).to.deep.equal([{ type: 'send', command: choosePelican }]);
    expect(take(failed, 'choose_bank')[1]).to.deep.equal([{ type: 'send', command: leaveBank }]);
    expect(take(openOn(aView('attempt_failed', { bank: undefined })), 'retry')[1]).to.deep.equal([
      { type: 'send', command: leaveBank },
    ]);
  });

  it('asks for another session for "new_session", from every state', () => {
    for (const state of [openOn(aView('expired')), troubled, { phase: 'broken', problem: network }] as const) {
      const [next, effects] = take(state, 'new_session');
      expect(next).to.deep.equal({ phase: 'opening', renewed: true });
      expect(names(effects)).to.deep.equal(['notify renew', 'abort', 'unwatch', 'open']);
    }
  });

  it('gives back to the merchant: cancels the session, or exits where there is none', () => {
    const problem = laterProblem('leave_blocked');
    const blocked = openAfter(openOn(aView('redirect')), { type: 'hindered', problem });
    expect(take(blocked, 'contact_merchant')[1]).to.deep.equal([{ type: 'send', command: cancel }]);
    expect(names(take({ phase: 'broken', problem: network }, 'contact_merchant')[1])).to.deep.equal(['notify exit']);
  });
});

describe('the flow, leaving and coming back', () => {
  it('knows how the shopper left until the server has a newer view', () => {
    const left = openAfter(openOn(aView('redirect')), { type: 'left', mode: 'popup' });
    expect(left.left).to.equal('popup');
    expect(openAfter(left, arrive(aView('redirect', { version: 2 }))).left).to.equal(undefined);
  });

  it('offers the other way after a blocked window, and forgets that once the shopper has left', () => {
    const blocked = openAfter(openOn(aView('redirect')), { type: 'popup_blocked' });
    expect(blocked.popupBlocked).to.equal(true);
    expect(openAfter(blocked, { type: 'left', mode: 'tab' }).popupBlocked).to.equal(false);
  });

  it('cannot leave from any other step', () => {
    for (const status of everyStatus.filter((each) => each !== 'redirect')) {
      const state = openOn(aView(status));
      expect(transition(state, { type: 'left', mode: 'tab' })).to.deep.equal([state, []]);
    }
  });

  it('asks the server where the session stands when the element is back in a page', () => {
    const away = openOn(aView('decoupled'), { command: { type: 'confirm' } });
    const [back, effects] = transition(away, { type: 'reconnected' });
    expect((back as OpenState).command).to.equal(undefined);
    expect(names(effects)).to.deep.equal(['read', 'watch']);
    expect(transition(openOn(aView('completed')), { type: 'reconnected' })[1]).to.deep.equal([]);
    expect(names(transition(opening, { type: 'reconnected' })[1])).to.include('open');
    expect(transition({ phase: 'idle' }, { type: 'reconnected' })).to.deep.equal([{ phase: 'idle' }, []]);
  });
});

describe('the flow, before the later steps are there', () => {
  it('waits for a step that is still to be read, and tells the page when it has been', () => {
    const awaited = anAwaitedView('redirect', { version: 4 });
    const [waiting, silent] = firstTransition(opening, arrive(awaited));
    expect(waiting).to.deep.equal(openOn(awaited));
    expect(names(silent)).to.deep.equal(['unwatch']);
    const [there, told] = transition(waiting, arrive(aView('redirect', { version: 4 })));
    expect(there).to.deep.equal(openOn(aView('redirect', { version: 4 })));
    expect(names(told)).to.deep.equal(['watch', 'notify ready', 'notify step']);
  });

  it('is done with a command whose answer is still to be read', () => {
    const busy = openOn(aView('bank_selection'), { command: choosePelican });
    const [waiting, told] = firstTransition(busy, arrive(anAwaitedView('consent', { version: 2 }), choosePelican));
    expect((waiting as OpenState).command).to.equal(undefined);
    expect(names(told)).to.deep.equal(['unwatch']);
    expect(names(transition(waiting, arrive(aView('consent', { version: 2 })))[1])).to.include('notify step');
  });

  it('tells the end of a session that it has waited to read', () => {
    const waiting = openOn(anAwaitedView('completed', { version: 7 }));
    const told = names(transition(waiting, arrive(aView('completed', { version: 7 })))[1]);
    expect(told).to.deep.equal(['unwatch', 'notify ready', 'notify step', 'notify success']);
  });

  it('lets the shopper leave the bank, or cancel, while it waits', () => {
    const waiting = openOn(anAwaitedView('credentials'));
    for (const command of [leaveBank, cancel]) {
      expect(names(firstTransition(waiting, { type: 'command_given', command })[1])).to.deep.equal(['send']);
    }
    const [ended, told] = firstTransition(waiting, arrive(aView('cancelled', { version: 2 }), cancel));
    expect((ended as OpenState).view.status).to.equal('cancelled');
    expect(names(told)).to.deep.equal(['unwatch', 'notify ready', 'notify step', 'notify exit']);
  });

  it('never goes back from what has been read to what is still to be', () => {
    const state = openOn(aView('bank_selection', { version: 3 }));
    expect(firstTransition(state, arrive(anAwaitedView('consent', { version: 2 })))).to.deep.equal([state, []]);
  });

  it('does as all transitions do, but for what only later steps say', () => {
    const states: FlowState[] = [{ phase: 'idle' }, opening, openOn(aView('bank_selection')), openOn(aView('expired'))];
    const events: FlowEvent[] = [
      { type: 'started', renew: true },
      { type: 'renewed' },
      { type: 'stopped' },
      { type: 'reconnected' },
      { type: 'read_failed', problem: network },
      { type: 'news_paused', paused: true },
      { type: 'command_given', command: choosePelican },
      { type: 'command_given', command: cancel },
      { type: 'command_failed', command: cancel, problem: network },
      arrive(aView('bank_selection', { version: 2 })),
      arrive(aView('cancelled', { version: 2 })),
    ];
    for (const state of states) {
      for (const event of events) expect(firstTransition(state, event)).to.deep.equal(transition(state, event));
      const hindered: FlowEvent = { type: 'hindered', problem: network };
      expect(firstTransition(state, hindered)).to.deep.equal([state, []]);
    }
  });
});

describe('the flow, by brute force', () => {
  it('never throws, never leaves a terminal status but for another session, and sends only what fits', () => {
    const actions: NextAction[] = ['retry', 'choose_bank', 'wait', 'refresh', 'new_session', 'contact_merchant'];
    const commands: Command[] = [choosePelican, leaveBank, cancel, { type: 'confirm' }];
    const events: FlowEvent[] = [
      { type: 'started', renew: false },
      { type: 'stopped' },
      { type: 'reconnected' },
      { type: 'popup_blocked' },
      { type: 'left', mode: 'popup' },
      { type: 'read_failed', problem: network },
      { type: 'read_failed', problem: aProblem({ code: 'unauthorized' }) },
      { type: 'hindered', problem: laterProblem('frame_blocked') },
      { type: 'news_paused', paused: true },
      ...actions.map((action): FlowEvent => ({ type: 'action_taken', action })),
      ...commands.flatMap((command): FlowEvent[] => [
        { type: 'command_given', command },
        { type: 'command_failed', command, problem: network },
      ]),
      ...everyStatus.flatMap((status) => [1, 2, 3].map((version) => arrive(aView(status, { version })))),
    ];
    let seed = 7;
    const pick = (count: number) => (seed = (seed * 48271) % 2147483647) % count;
    let state: FlowState = { phase: 'idle' };
    let ended = '';
    for (let step = 0; step < 50_000; step += 1) {
      const event = events[pick(events.length)];
      if (event === undefined) throw new Error('No event.');
      const [next, effects]: readonly [FlowState, readonly FlowEffect[]] = transition(state, event);
      if (ended !== '' && next.phase === 'open' && state.phase === 'open') expect(next.view.status).to.equal(ended);
      if (effects.some(({ type }) => type === 'send')) expect(next.phase).to.equal('open');
      ended =
        next.phase === 'open' && (terminal as readonly string[]).includes(next.view.status) ? next.view.status : '';
      state = next;
    }
  });
});
