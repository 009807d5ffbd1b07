import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AccountRules } from '../../../server/contract/accounts.js';
import type { SessionEvent } from '../../../server/session/events.js';
import { completionOf, newConnection, renewedConnection } from '../../../server/session/new-connection.js';
import { toResult } from '../../../server/session/result.js';
import type { Session } from '../../../server/session/types.js';
import { toView } from '../../../server/session/view.js';
import { wakeTime } from '../../../server/session/waits.js';
import {
  aSession,
  anAccount,
  assertRefused,
  bank,
  events,
  grant,
  minute,
  moved,
  otherBank,
  played,
  start,
  states,
} from './fixtures.js';
import { aConnection } from '../store/fixtures.js';
import { merchant } from './world.js';

const everyday = anAccount('everyday');
const savings = anAccount('savings', { type: 'savings' });
const revoked = { type: 'revoke_grant', bank, grant } as const;

/** A session that reads the accounts of a new grant. */
function reading(rules: Partial<AccountRules> | undefined, overrides: Partial<Session> = {}): Session {
  const operation = { kind: 'accounts', tries: 1, grant, connectionId: 'connection' } as const;
  const params = { ...aSession().params, ...(rules && { accounts: AccountRules.parse(rules) }) };
  return aSession({ state: { status: 'processing', bank, operation }, params, ...overrides });
}
function completed(before: Session, after: Session, event: SessionEvent) {
  const completion = completionOf(before, after, event);
  ok(completion);
  return completion;
}
const made = (before: Session, after: Session, event: SessionEvent) => newConnection(completed(before, after, event));
const choosing = (overrides: Partial<Session> = {}): Session =>
  aSession({ state: states.account_selection, params: reading({ select: 'one' }).params, ...overrides });
const read = (session: Session, ...accounts: Parameters<typeof anAccount>[]) =>
  moved(
    session,
    events.accounts(
      session.calls,
      start,
      accounts.map((each) => anAccount(...each)),
    ),
  );

describe('the accounts of a new grant', () => {
  test('complete the session where nothing is to be chosen', () => {
    for (const rules of [undefined, {}, { select: 'none' as const }]) {
      const { session, effects } = read(reading(rules), ['everyday'], ['savings']);
      ok(session.state.status === 'completed' && 'accounts' in session.state);
      deepStrictEqual(
        session.state.accounts.map(({ id }) => id),
        ['everyday', 'savings'],
      );
      deepStrictEqual(effects, []);
    }
  });

  test('are offered to the shopper, one or many, for fifteen minutes', () => {
    for (const select of ['one', 'many'] as const) {
      const { session, effects } = read(reading({ select }), ['everyday'], ['savings']);
      const { state } = session;
      ok(state.status === 'account_selection');
      deepStrictEqual([state.select, state.deadline, session.leaseUntil], [select, start + 15 * minute, undefined]);
      deepStrictEqual([state.grant, state.connectionId], [grant, 'connection']);
      deepStrictEqual(effects, []);
      strictEqual(wakeTime(session), state.deadline);
      const view = toView(session, merchant);
      ok(view.status === 'account_selection');
      deepStrictEqual(
        view.accounts.map(({ id }) => id),
        ['everyday', 'savings'],
      );
      deepStrictEqual([toResult(session).connectionId, toResult(session).accountIds], [undefined, undefined]);
    }
  });

  test('skip the choice where one alone fits', () => {
    const { session } = read(
      reading({ select: 'one', types: ['savings'] }),
      ['everyday'],
      ['gold', { type: 'savings' }],
    );
    ok(session.state.status === 'completed' && 'accounts' in session.state);
    deepStrictEqual(
      session.state.accounts.map(({ id }) => id),
      ['gold'],
    );
  });

  test('end the attempt where none fits, and the consent is given back', () => {
    for (const rules of [{ types: ['loan'] as const }, { select: 'one' as const, currencies: ['USD'] }]) {
      const { session, effects } = read(reading(rules as Partial<AccountRules>), ['everyday']);
      ok(session.state.status === 'attempt_failed');
      strictEqual(session.state.failure.code, 'no_suitable_account');
      deepStrictEqual(effects, [revoked]);
    }
    strictEqual(read(reading({ select: 'many' })).session.state.status, 'attempt_failed');
  });

  test('that cannot be read end the attempt where they were to be limited', () => {
    const session = reading({ select: 'one' });
    const { session: after, effects } = moved(session, events.broke(session.calls, { retryable: false }));
    ok(after.state.status === 'attempt_failed');
    strictEqual(after.state.failure.code, 'provider_unavailable');
    deepStrictEqual(effects, [revoked]);
    const free = reading(undefined);
    strictEqual(moved(free, events.broke(free.calls, { retryable: false })).session.state.status, 'completed');
  });

  test('that were still being read at the end of the session are given back where they were to be limited', () => {
    const session = reading({ select: 'one' });
    const { session: after, effects } = moved(session, events.deadline(session.expiresAt));
    strictEqual(after.state.status, 'expired');
    deepStrictEqual(effects, [revoked]);
  });

  test('bring their balances with them', () => {
    const session = reading({ select: 'one', showBalances: true });
    const balance = { value: '12.50', currency: 'EUR' };
    const arrived = events.accounts(session.calls, start, [everyday, savings]);
    const { session: offered } = moved(session, { ...arrived, balances: { savings: balance } } as typeof arrived);
    const { session: after } = moved(offered, events.choice(['savings']));
    ok(after.state.status === 'completed' && 'accounts' in after.state);
    deepStrictEqual(after.state.accounts, [{ ...savings.summary, balance }]);
  });
});

describe('the choice of the shopper', () => {
  test('completes the session with the chosen accounts alone', () => {
    const before = choosing();
    const event = events.choice(['savings']);
    const { session, effects } = moved(before, event);
    ok(session.state.status === 'completed' && 'accounts' in session.state);
    deepStrictEqual(session.state.accounts, [savings.summary]);
    deepStrictEqual(effects, []);
    deepStrictEqual(toResult(session).accountIds, ['savings']);
    const connection = made(before, session, event);
    deepStrictEqual(connection.accounts, [savings]);
    deepStrictEqual(connection.connection.accountIds, ['savings']);
    deepStrictEqual(connection.grant, grant);
  });

  test('made twice is the same as made once; another one comes too late', () => {
    const { session } = moved(choosing(), events.choice(['savings']));
    strictEqual(moved(session, events.choice(['savings'])).session, session);
    assertRefused(session, events.choice(['everyday']), 'wrong_state');
    assertRefused(session, events.choice(['savings', 'everyday']), 'wrong_state');
  });

  test('is refused in every other state', () => {
    for (const state of [states.bank_selection, states.redirect, states.processing, states.attempt_failed]) {
      assertRefused(aSession({ state }), events.choice(['savings']), 'wrong_state');
    }
  });

  test('not made in time ends the attempt, and the consent is given back', () => {
    const { session, effects } = moved(choosing(), events.deadline(states.account_selection.deadline));
    ok(session.state.status === 'attempt_failed');
    strictEqual(session.state.failure.code, 'authorisation_expired');
    deepStrictEqual(effects, [revoked]);
    const expiring = choosing();
    const ended = moved(expiring, events.deadline(expiring.expiresAt));
    strictEqual(ended.session.state.status, 'expired');
    deepStrictEqual(ended.effects, [revoked]);
  });

  test('may be to leave the bank, or to cancel: the consent is given back', () => {
    for (const [event, status] of [
      [events.left(), 'bank_selection'],
      [events.cancelled(), 'cancelled'],
    ] as const) {
      const { session, effects } = moved(choosing(), event);
      strictEqual(session.state.status, status);
      deepStrictEqual(effects, [revoked]);
    }
    assertRefused(choosing(), events.chosen(otherBank), 'wrong_state');
  });

  test('can be made at another bank after nothing fitted at the first', () => {
    const { session } = read(reading({ select: 'one', types: ['loan'] }), ['everyday']);
    const again = played(session, events.chosen(otherBank));
    strictEqual(again.session.state.status, 'consent');
  });
});

test('a connection knows that it is limited, and only then', () => {
  const before = reading({ types: ['current'] });
  const event = events.accounts(before.calls, start, [everyday, savings]);
  const { session } = moved(before, event);
  deepStrictEqual(made(before, session, event).connection.accountIds, ['everyday']);
  const free = reading(undefined);
  const all = moved(free, event);
  const connection = made(free, all.session, event);
  strictEqual(connection.connection.accountIds, undefined);
  deepStrictEqual(connection.accounts, [everyday, savings]);
});

describe('a renewal', () => {
  const old = { ...aConnection({ id: 'old', accounts: [everyday] }) };
  const limited = { ...old, connection: { ...old.connection, accountIds: ['everyday'] } };
  const renewing = (rules?: Partial<AccountRules>): Session => {
    const session = reading(rules);
    ok(session.state.status === 'processing' && session.state.operation.kind === 'accounts');
    const operation = { ...session.state.operation, renews: 'old' };
    return { ...session, params: { ...session.params, connectionId: 'old' }, state: { ...session.state, operation } };
  };
  const arrival = (before: Session, extra: object, ...accounts: readonly ReturnType<typeof anAccount>[]) => ({
    ...events.accounts(before.calls, start, accounts),
    ...extra,
  });

  test('keeps to the accounts of before, whatever else the bank lists', () => {
    const before = renewing();
    const event = arrival(before, { renews: limited, limitedTo: ['everyday'] }, everyday, savings);
    const { session } = moved(before, event);
    ok(session.state.status === 'completed' && 'accounts' in session.state);
    deepStrictEqual([session.state.connectionId, session.state.accounts.length], ['old', 1]);
    const renewed = renewedConnection(limited, completed(before, session, event), false);
    deepStrictEqual([renewed.accounts, renewed.connection.accountIds], [[everyday], ['everyday']]);
  });

  test('at a bank that lists none of them fails rather than widen', () => {
    const before = renewing();
    const event = arrival(before, { isAnother: true, limitedTo: ['everyday'] }, savings);
    const { session, effects } = moved(before, event);
    ok(session.state.status === 'attempt_failed');
    strictEqual(session.state.failure.code, 'no_suitable_account');
    deepStrictEqual(effects, [revoked]);
  });

  test('whose accounts cannot be read keeps its limit', () => {
    const before = renewing();
    const event = events.broke(before.calls, { retryable: false });
    const { session } = moved(before, event);
    const renewed = renewedConnection(limited, completed(before, session, event), false);
    deepStrictEqual([renewed.accounts, renewed.connection.accountIds], [[everyday], ['everyday']]);
  });

  test('may choose anew, and the connection has the new choice under its old id', () => {
    const before = renewing({ select: 'many' });
    const offered = moved(before, arrival(before, { renews: old }, everyday, savings)).session;
    ok(offered.state.status === 'account_selection');
    const event = events.choice(['savings']);
    const { session } = moved(offered, event);
    const completion = completed(offered, session, event);
    deepStrictEqual([completion.renews, completion.connectionId], ['old', 'old']);
    const renewed = renewedConnection(old, completion, false);
    deepStrictEqual([renewed.accounts, renewed.connection.accountIds], [[savings], ['savings']]);
  });

  test('of a connection that was removed while the shopper chose gives the grant back', () => {
    const before = renewing({ select: 'many' });
    const offered = moved(before, arrival(before, { renews: old }, everyday, savings)).session;
    const { session, effects } = moved(offered, { type: 'connection_gone', at: start, traceId: 'trace' });
    ok(session.state.status === 'attempt_failed' || session.state.status === 'failed');
    strictEqual(session.state.failure.code, 'connection_revoked');
    deepStrictEqual(effects, [revoked]);
  });

  test('opens a limit only where the session says so', () => {
    const before = renewing({ select: 'none' });
    const event = arrival(before, { renews: limited }, everyday, savings);
    const { session } = moved(before, event);
    const renewed = renewedConnection(limited, completed(before, session, event), false);
    deepStrictEqual([renewed.accounts.length, renewed.connection.accountIds], [2, undefined]);
  });
});
