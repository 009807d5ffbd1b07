import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultLimits } from '../../../server/session/limits.js';
import { fits, transition } from '../../../server/session/machine.js';
import type { SessionEvent } from '../../../server/session/events.js';
import type { Operation, Session, StateOf } from '../../../server/session/types.js';
import {
  aSession,
  assertRefused,
  bank,
  events,
  flow,
  grant,
  minute,
  moved,
  otherBank,
  played,
  start,
  states,
  steps,
} from './fixtures.js';

/** A session in which `operation` is under way. */
const during = (operation: Operation, overrides: Partial<Session> = {}): Session =>
  aSession({ state: { status: 'processing', bank, operation }, ...overrides });
const callback = { kind: 'callback', tries: 1, flow, query: 'code=1', receivedAt: start } as const;
const approval = { message: 'Approve.', needsConfirmation: true, deadline: start + 15 * minute };
/** The state, checked to be the one that is meant. */
function inState<S extends Session['state']['status']>({ state }: Session, status: S): StateOf<S> {
  strictEqual(state.status, status);
  return state as StateOf<S>;
}
const processing = (session: Session): Operation => inState(session, 'processing').operation;
const failureCode = (session: Session): string => inState(session, 'attempt_failed').failure.code;

describe('choosing a bank', () => {
  test('shows the consent of the chosen bank, from the list, from another consent and after a failure', () => {
    for (const state of [states.bank_selection, states.consent, states.attempt_failed]) {
      const { session, effects } = moved(aSession({ state }), events.chosen(otherBank));
      deepStrictEqual(session.state, { status: 'consent', bank: otherBank });
      deepStrictEqual(effects, []);
    }
  });

  test('choosing the bank again that is being asked about changes nothing', () => {
    const session = aSession({ state: states.consent });
    strictEqual(moved(session, events.chosen()).session, session);
  });

  test('is refused while something runs at another bank', () => {
    for (const state of [states.processing, states.redirect, states.credentials, states.decoupled]) {
      assertRefused(aSession({ state }), events.chosen(), 'wrong_state');
    }
  });

  test('leaving a bank shows the list and cancels what runs there', () => {
    for (const state of [states.redirect, states.credentials, states.decoupled, states.awaiting_result]) {
      const { session, effects } = moved(aSession({ state }), events.left());
      strictEqual(session.state.status, 'bank_selection');
      deepStrictEqual(effects, [{ type: 'cancel_at_provider', bank, flow }]);
    }
  });

  test('leaving a bank while it is asked cancels the flow that the question is about', () => {
    const { session, effects } = moved(during({ kind: 'credentials', flow }), events.left());
    strictEqual(session.leaseUntil, undefined);
    deepStrictEqual(effects, [{ type: 'cancel_at_provider', bank, flow }]);
  });

  test('leaving before the provider knows of a flow has nothing to cancel', () => {
    for (const state of [states.consent, states.processing, states.attempt_failed]) {
      deepStrictEqual(moved(aSession({ state }), events.left()).effects, []);
    }
  });

  test('leaving while the accounts are read revokes the grant', () => {
    const accounts = { kind: 'accounts', tries: 1, grant, connectionId: 'connection' } as const;
    deepStrictEqual(moved(during(accounts), events.left()).effects, [{ type: 'revoke_grant', bank, grant }]);
  });
});

describe('consent', () => {
  test('begins the next attempt, written down with a lease', () => {
    const before = aSession({ state: states.consent, attempts: 1, steps: 5 });
    const { session, effects } = moved(before, events.accepted());
    deepStrictEqual(processing(session), { kind: 'begin', tries: 1 });
    deepStrictEqual(effects, [{ type: 'begin', call: before.calls + 1, bank }]);
    strictEqual(session.attempts, 2);
    strictEqual(session.steps, 0);
    strictEqual(session.leaseUntil, start + defaultLimits.leaseMs);
    strictEqual(session.consents.length, 1);
  });

  test('forgets the callback of the attempt before', () => {
    const authorisation = { provider: 'scripted', correlationId: 'rq:0', departures: [] };
    const before = aSession({ state: states.consent, authorisation });
    strictEqual(moved(before, events.accepted()).session.authorisation, undefined);
  });

  test('a second click on Accept begins nothing', () => {
    const { session } = moved(aSession({ state: states.consent }), events.accepted());
    const again = moved(session, events.accepted());
    strictEqual(again.session, session);
    deepStrictEqual(again.effects, []);
  });

  test('declining ends the session', () => {
    strictEqual(moved(aSession({ state: states.consent }), events.declined()).session.state.status, 'cancelled');
  });

  test('a seventh attempt ends the session instead', () => {
    const { session, effects } = moved(aSession({ state: states.consent, attempts: 6 }), events.accepted());
    strictEqual(inState(session, 'failed').failure.code, 'too_many_attempts');
    deepStrictEqual(effects, []);
  });
});

describe('steps of a journey', () => {
  const asking = aSession({ state: states.processing });
  const arrive = (step: Parameters<typeof events.step>[1], session = asking) =>
    moved(session, events.step(session.calls, step));

  test('a redirect waits for the shopper to leave, at most fifteen minutes', () => {
    const { session } = arrive(steps.redirect());
    const state = inState(session, 'redirect');
    strictEqual(state.deadline, start + 15 * minute);
    strictEqual(state.leftAt, undefined);
    deepStrictEqual(session.authorisation, { provider: 'scripted', correlationId: 'rq:1', departures: [] });
  });

  test('a redirect from which no callback could find back is a bad answer', () => {
    const lost = { data: {} };
    const { session, effects } = arrive(steps.redirect('https://bank.example', lost));
    strictEqual(failureCode(session), 'bad_provider_answer');
    deepStrictEqual(effects, [{ type: 'cancel_at_provider', bank, flow: lost }]);
  });

  test('fields open a new round with five minutes', () => {
    const { session } = arrive(steps.credentials());
    strictEqual(inState(session, 'credentials').deadline, start + 5 * minute);
    strictEqual(session.round, asking.round + 1);
  });

  test('no deadline of a step outlives the session', () => {
    const late = aSession({ state: states.processing, expiresAt: start + minute });
    for (const step of [steps.redirect(), steps.credentials()]) {
      const { state } = arrive(step, late).session;
      strictEqual('deadline' in state && state.deadline, start + minute);
    }
    strictEqual(inState(arrive(steps.decoupled(), late).session, 'decoupled').approval.deadline, start + minute);
    strictEqual(inState(arrive(steps.pending(), late).session, 'awaiting_result').deadline, start + minute);
  });

  test('an authorisation is written down before the accounts are read', () => {
    const { session, effects } = arrive(steps.authorised());
    const connectionId = `connection-${asking.calls}`;
    deepStrictEqual(processing(session), { kind: 'accounts', tries: 1, grant, connectionId });
    deepStrictEqual(effects, [{ type: 'read_accounts', call: asking.calls + 1, bank, grant }]);
  });

  test('the accounts complete the session', () => {
    const { session } = played(asking, events.step(3, steps.authorised()), events.accounts(4));
    deepStrictEqual(session.state, { status: 'completed', bank, connectionId: 'connection-3', accounts: [] });
    strictEqual(session.leaseUntil, undefined);
  });

  test('a refusal ends the attempt, without a word to the provider that refused', () => {
    const { session, effects } = arrive(steps.refused('declined'));
    strictEqual(failureCode(session), 'declined');
    strictEqual(session.lastFailure?.code, 'declined');
    deepStrictEqual(effects, []);
  });

  test('what no retry can mend ends the session', () => {
    for (const code of ['integrity_failed', 'provider_misconfigured'] as const) {
      strictEqual(inState(arrive(steps.refused(code)).session, 'failed').failure.code, code);
    }
  });

  test('the sixth failure is the last one', () => {
    const { session } = arrive(steps.refused('declined'), aSession({ state: states.processing, attempts: 6 }));
    strictEqual(inState(session, 'failed').failure.code, 'too_many_attempts');
    strictEqual(session.lastFailure?.code, 'declined');
  });

  test('a ninth step ends the attempt and is cancelled', () => {
    const full = aSession({ state: states.processing, steps: 8 });
    for (const step of [steps.redirect(), steps.credentials(), steps.decoupled()]) {
      const { session, effects } = arrive(step, full);
      strictEqual(failureCode(session), 'too_many_steps');
      deepStrictEqual(effects, [{ type: 'cancel_at_provider', bank, flow }]);
    }
  });

  test('waiting for the result and the authorisation are no steps of the shopper', () => {
    const full = aSession({ state: states.processing, steps: 8 });
    strictEqual(arrive(steps.pending(), full).session.state.status, 'awaiting_result');
    strictEqual(arrive(steps.authorised(), full).session.state.status, 'processing');
  });

  test('fields that could not be sent any more are not shown', () => {
    const { session, effects } = arrive(steps.credentials(), aSession({ state: states.processing, submissions: 5 }));
    strictEqual(inState(session, 'failed').failure.code, 'too_many_attempts');
    deepStrictEqual(effects, [{ type: 'cancel_at_provider', bank, flow }]);
  });

  test('an answer to any but the running call changes nothing', () => {
    for (const call of [asking.calls - 1, asking.calls + 1]) {
      assertRefused(asking, events.step(call, steps.authorised()), 'wrong_state');
      assertRefused(asking, events.broke(call), 'wrong_state');
    }
  });

  test('an answer that was taken already changes nothing', () => {
    const { session } = arrive(steps.decoupled());
    assertRefused(session, events.step(session.calls, steps.authorised()), 'wrong_state');
  });

  test('an answer for an attempt that was left changes nothing', () => {
    const left = played(asking, events.left()).session;
    assertRefused(left, events.step(asking.calls, steps.authorised()), 'wrong_state');
  });
});

describe('leaving for the bank and coming back', () => {
  const redirect = aSession({ state: states.redirect });

  test('a departure is remembered by the hash of its cookie', () => {
    const { session } = moved(redirect, events.departed('b'.repeat(64), start + 10));
    strictEqual(inState(session, 'redirect').leftAt, start + 10);
    deepStrictEqual(session.authorisation?.departures, [{ bindingHash: 'b'.repeat(64), mode: 'tab' }]);
  });

  test('leaving again keeps the last four departures valid', () => {
    const hashes = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(64));
    const { session } = played(redirect, ...hashes.map((hash) => events.departed(hash)));
    deepStrictEqual(
      session.authorisation?.departures.map(({ bindingHash }) => bindingHash),
      hashes.slice(1),
    );
  });

  test('a callback is written down and exchanged once', () => {
    const { session, effects } = played(redirect, events.departed(), events.returned('code=1', start + 5));
    deepStrictEqual(processing(session), { ...callback, receivedAt: start + 5 });
    deepStrictEqual(effects, [{ type: 'resume', call: 4, bank, flow, input: { kind: 'callback', query: 'code=1' } }]);
    deepStrictEqual(session.authorisation?.callback, { queryHash: 'hash of code=1', mode: 'tab' });
    assertRefused(session, events.returned('code=1'), 'wrong_state');
  });

  test('a callback before the shopper left is refused', () => {
    assertRefused(redirect, events.returned(), 'wrong_state');
  });

  test('a callback in a wrong browser burns the authorisation, without a provider call', () => {
    const { session, effects } = played(redirect, events.departed(), events.wrongBrowser());
    strictEqual(failureCode(session), 'wrong_browser');
    strictEqual(session.authorisation, undefined);
    deepStrictEqual(effects, []);
  });

  test('a second redirect of the same flow still knows the first callback, until the shopper leaves again', () => {
    const again = played(
      redirect,
      events.departed('1'.repeat(64)),
      events.returned('code=1'),
      events.step(4, steps.redirect()),
    );
    strictEqual(inState(again.session, 'redirect').leftAt, undefined);
    strictEqual(again.session.authorisation?.callback?.queryHash, 'hash of code=1');
    strictEqual(again.session.authorisation.departures.length, 1);
    const left = moved(again.session, events.departed('2'.repeat(64))).session;
    deepStrictEqual(left.authorisation?.departures, [{ bindingHash: '2'.repeat(64), mode: 'tab' }]);
  });

  test('a redirect of another flow knows nothing of the callbacks before', () => {
    const other = { correlationId: 'rq:2', data: {} };
    const events2 = [events.departed(), events.returned(), events.step(4, steps.redirect(undefined, other))];
    deepStrictEqual(played(redirect, ...events2).session.authorisation, {
      provider: 'scripted',
      correlationId: 'rq:2',
      departures: [],
    });
  });
});

describe('credentials', () => {
  const asked = aSession({ state: states.credentials, round: 2 });

  test('are handed to the provider call and nowhere else', () => {
    const { session, effects } = moved(asked, events.submitted(2));
    const input = { kind: 'credentials', values: { pin: '1234' } };
    deepStrictEqual(effects, [{ type: 'resume', call: 4, bank, flow, input }]);
    strictEqual(JSON.stringify(session).includes('1234'), false);
    strictEqual(session.submissions, 1);
  });

  test('a second click sends nothing', () => {
    const { session } = moved(asked, events.submitted(2));
    const again = moved(session, events.submitted(2));
    strictEqual(again.session, session);
    deepStrictEqual(again.effects, []);
  });

  test('for another round are refused', () => {
    assertRefused(asked, events.submitted(1), 'wrong_state');
    assertRefused(moved(asked, events.submitted(2)).session, events.submitted(1), 'wrong_state');
  });
});

describe('an approval elsewhere', () => {
  const waiting = aSession({ state: states.decoupled });
  const look = moved(waiting, events.pollDue(start + 2_000));

  test('is looked at when due, with the view unchanged', () => {
    strictEqual(look.session.state.status, 'decoupled');
    deepStrictEqual(look.effects, [{ type: 'resume', call: 4, bank, flow, input: { kind: 'poll' } }]);
  });

  test('is not looked at before it is due, nor twice at once', () => {
    strictEqual(moved(waiting, events.pollDue(start + 1_999)).session, waiting);
    strictEqual(moved(look.session, events.pollDue(start + 60_000)).session, look.session);
  });

  test('that the bank repeats goes on with its deadline and its round', () => {
    const { session } = moved(look.session, events.step(4, steps.decoupled(), start + 2_100));
    const state = inState(session, 'decoupled');
    strictEqual(state.approval.deadline, states.decoupled.approval.deadline);
    strictEqual(session.round, waiting.round);
    strictEqual(session.steps, waiting.steps);
    strictEqual(state.polling?.pollAt, start + 2_100 + 1_000);
  });

  test('with other words is a new round', () => {
    const { session } = moved(look.session, events.step(4, steps.decoupled('And once more.'), start + 2_100));
    strictEqual(session.round, waiting.round + 1);
    strictEqual(inState(session, 'decoupled').approval.deadline, start + 2_100 + 15 * minute);
  });

  test('is looked at after 0.5, 1, 2, 3, 5, 5, 8 and then every 10 seconds', () => {
    const asking = aSession({ state: states.processing });
    let { session } = moved(asking, events.step(3, steps.decoupled()));
    const delays: number[] = [];
    let at = start;
    for (let round = 0; round < 9; round++) {
      const { pollAt } = inState(session, 'decoupled').polling ?? { pollAt: NaN };
      delays.push((pollAt - at) / 1_000);
      at = pollAt;
      session = moved(session, events.pollDue(at)).session;
      session = moved(session, events.step(session.calls, steps.decoupled(), at)).session;
    }
    deepStrictEqual(delays, [0.5, 1, 2, 3, 5, 5, 8, 10, 10]);
  });

  test('is looked at later when the provider asks for it, but within a minute', () => {
    const asking = aSession({ state: states.processing });
    for (const [retryAfterMs, expected] of [
      [7_000, 7_000],
      [1e9, 60_000],
      [-5, 500],
      [NaN, 500],
    ] as const) {
      const { session } = moved(
        asking,
        events.step(3, { ...steps.decoupled(), retryAfterMs } as ReturnType<typeof steps.decoupled>),
      );
      strictEqual(inState(session, 'decoupled').polling?.pollAt, start + expected);
    }
  });

  test('that waits for the shopper is never looked at by itself', () => {
    const asking = aSession({ state: states.processing });
    const { session } = moved(asking, events.step(3, steps.decoupled('Approve.', true)));
    strictEqual(inState(session, 'decoupled').polling, undefined);
    strictEqual(moved(session, events.pollDue(start + minute)).session, session);
  });

  test('is sent on when the shopper confirms; a second click sends nothing', () => {
    const state = { ...states.decoupled, polling: undefined };
    const { session, effects } = moved(aSession({ state }), events.confirmed());
    deepStrictEqual(effects, [{ type: 'resume', call: 4, bank, flow, input: { kind: 'confirm' } }]);
    strictEqual(moved(session, events.confirmed()).session, session);
  });

  test('confirmed too early goes on waiting with the same deadline', () => {
    const session = during({ kind: 'confirm', flow, approval }, { round: 4 });
    const next = moved(session, events.step(3, steps.decoupled('Approve.', true), start + minute)).session;
    strictEqual(inState(next, 'decoupled').approval.deadline, approval.deadline);
    strictEqual(next.round, 4);
    strictEqual(next.steps, session.steps);
  });

  test('that was confirmed and is now looked at by the server is still the same request', () => {
    const session = during({ kind: 'confirm', flow, approval }, { round: 4 });
    const next = moved(session, events.step(3, steps.decoupled('Approve.', false), start + minute)).session;
    const state = inState(next, 'decoupled');
    deepStrictEqual(state.approval, { ...approval, needsConfirmation: false });
    strictEqual(state.polling?.pollAt, start + minute + 500);
    strictEqual(next.round, 4);
  });

  test('that asks for a confirmation it did not ask for before is a new round', () => {
    const { session } = moved(look.session, events.step(4, steps.decoupled('Approve in your app.', true)));
    strictEqual(session.round, waiting.round + 1);
  });

  test('confirmed where the server looks by itself changes nothing', () => {
    strictEqual(moved(waiting, events.confirmed()).session, waiting);
  });

  test('survives looks that break, at growing distances', () => {
    const distances: number[] = [];
    let session = look.session;
    for (let broken = 1; broken <= 5; broken++) {
      session = moved(session, events.broke(session.calls)).session;
      const { pollAt } = inState(session, 'decoupled').polling ?? { pollAt: NaN };
      distances.push((pollAt - start) / 1_000);
      session = moved(session, events.pollDue(pollAt)).session;
    }
    deepStrictEqual(distances, [4, 8, 16, 30, 30]);
  });

  test('ends with the attempt when too many looks in a row break, or one for good', () => {
    const polling = { ...states.decoupled.polling, broken: 20 };
    const worn = aSession({ state: { ...states.decoupled, polling }, leaseUntil: start + 4_000 });
    const { session, effects } = moved(worn, events.broke(3));
    strictEqual(failureCode(session), 'provider_unavailable');
    deepStrictEqual(effects, [{ type: 'cancel_at_provider', bank, flow }]);
    const final = moved(look.session, events.broke(4, { code: 'provider_rejected', retryable: false }));
    strictEqual(failureCode(final.session), 'provider_rejected');
  });

  test('a look that succeeds forgives those that broke', () => {
    const polling = { ...states.decoupled.polling, broken: 19 };
    const worn = aSession({ state: { ...states.decoupled, polling }, leaseUntil: start + 4_000 });
    const { session } = moved(worn, events.step(3, steps.decoupled()));
    strictEqual(inState(session, 'decoupled').polling?.broken, 0);
  });

  test('a lost look is taken again', () => {
    const lost = moved(look.session, events.lost(start + minute));
    deepStrictEqual(lost.effects, [{ type: 'resume', call: 5, bank, flow, input: { kind: 'poll' } }]);
  });
});

describe('a provider call that breaks', () => {
  test('at the beginning ends the attempt with its code', () => {
    const { session, effects } = moved(during({ kind: 'begin', tries: 1 }), events.broke(3, { retryAfterMs: 9_000 }));
    const { failure } = inState(session, 'attempt_failed');
    deepStrictEqual(failure, { code: 'provider_unavailable', traceId: 'trace', retryAfterMs: 9_000 });
    deepStrictEqual(effects, []);
  });

  test('in the exchange of a callback is made once more, a second later', () => {
    const { session, effects } = moved(during(callback), events.broke(3));
    deepStrictEqual(effects, []);
    const again = moved(session, events.lost(start + 1_000));
    deepStrictEqual(again.effects, [
      { type: 'resume', call: 5, bank, flow, input: { kind: 'callback', query: 'code=1' } },
    ]);
    strictEqual(failureCode(moved(again.session, events.broke(5)).session), 'provider_unavailable');
  });

  test('in the exchange is not made again when the code is too old, or when the provider said no', () => {
    const old = moved(during(callback), events.broke(3, { at: start + 49_500 }));
    strictEqual(failureCode(old.session), 'provider_unavailable');
    const patient = moved(during(callback), events.broke(3, { retryAfterMs: 55_000 }));
    strictEqual(failureCode(patient.session), 'provider_unavailable');
    const no = moved(during(callback), events.broke(3, { code: 'provider_rejected', retryable: false }));
    strictEqual(failureCode(no.session), 'provider_rejected');
  });

  test('with credentials or a confirmation is resolved by asking, never by sending again', () => {
    for (const operation of [{ kind: 'credentials', flow } as const, { kind: 'confirm', flow, approval } as const]) {
      const { session, effects } = moved(during(operation), events.broke(3));
      strictEqual(processing(session).kind, 'doubt');
      deepStrictEqual(effects, [{ type: 'resume', call: 4, bank, flow, input: { kind: 'poll' } }]);
    }
  });

  test('of the same fields again is said to the shopper; of others it is not', () => {
    const asked = moved(aSession({ state: states.processing }), events.step(3, steps.credentials())).session;
    strictEqual(inState(asked, 'credentials').again, undefined);
    const sent = moved(asked, events.submitted(asked.round)).session;
    const again = moved(sent, events.step(sent.calls, steps.credentials())).session;
    strictEqual(inState(again, 'credentials').again, true);
    const once = moved(again, events.submitted(again.round)).session;
    const other = steps.credentials([{ kind: 'otp', id: 'otp', label: 'Code' }]);
    strictEqual(inState(moved(once, events.step(once.calls, other)).session, 'credentials').again, undefined);
  });

  test('in doubt waits twenty seconds for a result, then fails with the cause', () => {
    const doubted = moved(during({ kind: 'credentials', flow }), events.broke(3)).session;
    const { session } = moved(doubted, events.step(4, steps.pending()));
    const state = inState(session, 'awaiting_result');
    strictEqual(state.deadline, start + 20_000);
    strictEqual(failureCode(moved(session, events.deadline(start + 20_000)).session), 'provider_unavailable');
  });

  test('in doubt three times in a row fails with the first cause', () => {
    let session = moved(during({ kind: 'credentials', flow }), events.broke(3, { code: 'bank_unavailable' })).session;
    for (const at of [start, start + 1_000]) {
      session = moved(session, events.broke(session.calls, { at })).session;
      session = moved(session, events.lost(at + 1_000)).session;
    }
    const { session: last, effects } = moved(session, events.broke(session.calls));
    strictEqual(failureCode(last), 'bank_unavailable');
    deepStrictEqual(effects, [{ type: 'cancel_at_provider', bank, flow }]);
  });

  test('in doubt about a confirmation goes on waiting when the bank does', () => {
    const doubted = moved(during({ kind: 'confirm', flow, approval }, { round: 4 }), events.broke(3)).session;
    const { session } = moved(doubted, events.step(4, steps.decoupled('Approve.', true), start + minute));
    strictEqual(inState(session, 'decoupled').approval.deadline, approval.deadline);
    strictEqual(session.round, 4);
  });

  test('when reading the accounts is made three times, then the connection stands without them', () => {
    const accounts = { kind: 'accounts', tries: 1, grant, connectionId: 'connection' } as const;
    let session = during(accounts);
    for (let tries = 1; tries < 3; tries++) {
      session = moved(session, events.broke(session.calls)).session;
      const again = moved(session, events.lost(start + 1_000));
      strictEqual(again.effects[0]?.type, 'read_accounts');
      session = again.session;
    }
    const { state } = moved(session, events.broke(session.calls)).session;
    deepStrictEqual(state, { status: 'completed', bank, connectionId: 'connection', accounts: [] });
  });
});

describe('after a crash', () => {
  const lostAt = start + 5_000;

  test('a call whose lease runs is not lost', () => {
    const session = during({ kind: 'begin', tries: 1 });
    strictEqual(moved(session, events.lost(start + 3_999)).session, session);
    const renewed = moved(session, events.renewed(3, start + 3_000)).session;
    strictEqual(moved(renewed, events.lost(lostAt)).session, renewed);
  });

  test('a beginning is begun again, twice, then given up', () => {
    let session = during({ kind: 'begin', tries: 1 });
    for (const tries of [2, 3]) {
      const again = moved(session, events.lost(start + tries * minute));
      strictEqual(again.effects[0]?.type, 'begin');
      session = again.session;
    }
    strictEqual(failureCode(moved(session, events.lost(start + 4 * minute)).session), 'interrupted');
  });

  test('a young callback is exchanged, an old one is not', () => {
    const young = moved(during(callback), events.lost(start + 49_999));
    deepStrictEqual(young.effects, [
      { type: 'resume', call: 4, bank, flow, input: { kind: 'callback', query: 'code=1' } },
    ]);
    const old = moved(during(callback), events.lost(start + 50_000));
    strictEqual(failureCode(old.session), 'interrupted');
    deepStrictEqual(old.effects, [{ type: 'cancel_at_provider', bank, flow }]);
  });

  test('a callback that was lost twice is not sent a third time', () => {
    const twice = moved(during({ ...callback, tries: 2 }), events.lost(lostAt));
    strictEqual(failureCode(twice.session), 'interrupted');
  });

  test('the provider is asked what became of credentials and confirmations', () => {
    for (const operation of [{ kind: 'credentials', flow } as const, { kind: 'confirm', flow, approval } as const]) {
      const { effects } = moved(during(operation), events.lost(lostAt));
      deepStrictEqual(effects, [{ type: 'resume', call: 4, bank, flow, input: { kind: 'poll' } }]);
    }
  });

  test('accounts are read again with the same connection', () => {
    const accounts = { kind: 'accounts', tries: 1, grant, connectionId: 'connection' } as const;
    const { session } = moved(during(accounts), events.lost(lostAt));
    deepStrictEqual(processing(session), { ...accounts, tries: 2 });
  });

  test('the answer of a call that counts as lost is stale', () => {
    const { session } = moved(during(callback), events.lost(lostAt));
    assertRefused(session, events.step(3, steps.authorised()), 'wrong_state');
  });
});

describe('deadlines', () => {
  test('of a step end the attempt and cancel it at the provider', () => {
    for (const state of [states.redirect, states.credentials, states.decoupled, states.awaiting_result]) {
      const { session, effects } = moved(aSession({ state }), events.deadline(start + 15 * minute));
      strictEqual(failureCode(session), 'authorisation_expired');
      deepStrictEqual(effects, [{ type: 'cancel_at_provider', bank, flow }]);
    }
  });

  test('that have not passed change nothing', () => {
    for (const state of Object.values(states)) {
      const session = aSession({ state });
      strictEqual(moved(session, events.deadline(start + 1_000)).session, session);
    }
  });

  test('of the session end it, whatever it waits for', () => {
    for (const state of Object.values(states)) {
      const session = aSession({ state });
      const after = moved(session, events.deadline(session.expiresAt)).session;
      const over: readonly string[] = ['completed', 'failed', 'cancelled', 'expired'];
      if (over.includes(state.status)) strictEqual(after, session);
      else strictEqual(after.state.status, 'expired');
    }
  });

  test('of the session leave a grant standing', () => {
    const accounts = { kind: 'accounts', tries: 1, grant, connectionId: 'connection' } as const;
    const { session, effects } = moved(during(accounts), events.deadline(start + 30 * minute));
    strictEqual(session.state.status, 'completed');
    deepStrictEqual(effects, []);
  });

  test('of an approval wait for the look that is under way', () => {
    const state = states.decoupled;
    const looking = aSession({ state, leaseUntil: state.approval.deadline + 1_000 });
    strictEqual(moved(looking, events.deadline(state.approval.deadline)).session, looking);
  });
});

describe('the table of what fits', () => {
  const every: readonly SessionEvent[] = [
    { type: 'connection_gone', at: start, traceId: 'trace' },
    events.chosen(),
    events.left(),
    events.accepted(),
    events.declined(),
    events.departed(),
    events.returned(),
    events.wrongBrowser(),
    events.submitted(1),
    events.confirmed(),
    events.cancelled(),
    events.step(3, steps.pending()),
    events.broke(3),
    events.accounts(3),
    events.choice(['everyday']),
    { type: 'connection_gone', at: start, traceId: 'trace' },
  ];

  test('refuses every event in every state that it does not name, and leaves the session alone', () => {
    for (const state of Object.values(states)) {
      const session = aSession({ state, leaseUntil: start + 4_000 });
      for (const event of every) {
        if ((fits[state.status] as readonly string[]).includes(event.type)) continue;
        ok('refused' in transition(session, event), `${event.type} in ${state.status}`);
      }
    }
  });

  test('names no event that is refused in every session of that state', () => {
    const operations: Operation[] = [
      { kind: 'begin', tries: 1 },
      { kind: 'credentials', flow },
      { kind: 'confirm', flow, approval },
      { kind: 'accounts', tries: 1, grant, connectionId: 'connection' },
    ];
    for (const [status, types] of Object.entries(fits)) {
      const state = states[status as keyof typeof states];
      const sessions =
        status === 'processing'
          ? operations.map((operation) => during(operation))
          : status === 'redirect'
            ? [
                moved(aSession({ state }), events.departed()).session,
                aSession({
                  state: { ...states.redirect, leftAt: start, polling: { pollAt: start, polls: 0, broken: 0 } },
                  leaseUntil: start + 4_000,
                }),
              ]
            : [
                aSession({
                  state,
                  ...(status in { decoupled: 1, awaiting_result: 1 } ? { leaseUntil: start + 4_000 } : {}),
                }),
              ];
      for (const type of types) {
        const event = every.find((candidate) => candidate.type === type);
        ok(event, type);
        ok(
          sessions.some((session) => !('refused' in transition(session, event))),
          `${type} in ${status}`,
        );
      }
    }
  });

  test('says why a session that is over refuses', () => {
    const tooMany = { code: 'too_many_attempts', traceId: 'trace' } as const;
    assertRefused(aSession({ state: states.expired }), events.chosen(), 'session_expired');
    assertRefused(
      aSession({ state: { status: 'failed', bank, failure: tooMany } }),
      events.submitted(1),
      'too_many_attempts',
    );
    assertRefused(aSession({ state: states.completed }), events.cancelled(), 'wrong_state');
  });

  test('cancelling twice is cancelling once', () => {
    const session = aSession({ state: states.cancelled });
    strictEqual(moved(session, events.cancelled()).session, session);
  });
});
