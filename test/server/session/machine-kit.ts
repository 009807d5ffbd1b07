import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AccountRules } from '../../../server/contract/accounts.js';
import type { ErrorCode } from '../../../server/contract/errors.js';
import { assertNever } from '../../../server/lib/assert-never.js';
import type { Step } from '../../../server/providers/authorisation.js';
import { defaultLimits } from '../../../server/session/limits.js';
import { fits, transition } from '../../../server/session/machine.js';
import { toResult } from '../../../server/session/result.js';
import type { SessionEffect, SessionEvent } from '../../../server/session/events.js';
import { isTerminal, type Session, type SessionBank } from '../../../server/session/types.js';
import { toView } from '../../../server/session/view.js';
import { deadlineOf, wakeTime } from '../../../server/session/waits.js';
import { aSession, anAccount, bank, events, minute, otherBank, start, steps } from './fixtures.js';

const merchant = { id: 'shop', name: 'Shop', purpose: 'To pay', origins: [], returnUrls: {} };
const secret = 'typed-by-the-shopper';

/** What a run has seen so far. */
interface Run {
  session: Session;
  at: number;
  callbacks: number;
  /** Exchanges of the callback that was taken last, and what allows another one. */
  exchanges: number;
  losses: number;
}

const step: fc.Arbitrary<Step> = fc.constantFrom(
  steps.redirect(),
  steps.redirect('https://bank.example/again', { correlationId: 'rq:2', data: {} }),
  steps.redirect('https://bank.example', { data: {} }),
  steps.credentials(),
  steps.decoupled(),
  steps.decoupled('Once more.'),
  steps.decoupled('Tell us.', true),
  steps.pending(),
  steps.pending(90_000),
  steps.authorised(),
  steps.refused('declined'),
  steps.refused('integrity_failed'),
);

type EventType = SessionEvent['type'];
const housekeeping = ['poll_due', 'lease_renewed', 'lease_ended', 'deadline_passed'] as const satisfies EventType[];
const endings: readonly EventType[] = ['bank_left', 'cancelled', 'consent_declined', 'callback_in_wrong_browser'];
const everyType = [...new Set([...Object.values(fits).flat(), ...housekeeping])];

/** Reached by three ways. */
const sharedBank: SessionBank = {
  ...otherBank,
  alternatives: [
    { provider: 'second', providerBankId: 'gold-2' },
    { provider: 'third', providerBankId: 'gold-3' },
  ],
};

/** The dice of one event. */
const dice = fc.record({
  /** Mostly something that fits the state and goes on, so that sequences get deep; else anything. */
  goesOn: fc.constantFrom(true, true, true, true, true, false),
  pick: fc.nat(1_000),
  step,
  code: fc.constantFrom<ErrorCode>(
    'provider_unavailable',
    'bank_unavailable',
    'provider_rejected',
    'provider_misconfigured',
  ),
  retryable: fc.boolean(),
  retryAfterMs: fc.option(fc.integer({ min: -1, max: 1e6 }), { nil: undefined }),
  /** Answers and submissions are sometimes for another call or round than the current one. */
  lag: fc.constantFrom(0, 0, 0, 0, 0, 0, -1, 1),
  bank: fc.constantFrom(bank, otherBank, sharedBank),
  query: fc.constantFrom('code=1', 'code=2'),
  accounts: fc.subarray([anAccount('everyday'), anAccount('savings'), anAccount('loan', { type: 'loan' })]),
  account: fc.constantFrom('everyday', 'savings'),
});
type Dice = typeof dice extends fc.Arbitrary<infer T> ? T : never;

function nextType({ state }: Session, { goesOn, pick }: Dice): EventType {
  const fitting = [...fits[state.status].filter((type) => !endings.includes(type)), ...housekeeping.slice(0, 3)];
  const types = goesOn ? fitting : everyType;
  return types[pick % types.length] ?? 'poll_due';
}

function nextEvent({ session, at }: Run, rolled: Dice): SessionEvent {
  const type = nextType(session, rolled);
  const call = session.calls + rolled.lag;
  switch (type) {
    case 'bank_chosen':
      return events.chosen(rolled.bank, at);
    case 'bank_left':
      return events.left(at);
    case 'consent_accepted':
      return events.accepted(at);
    case 'consent_declined':
      return events.declined(at);
    case 'left_for_bank':
      return events.departed('a'.repeat(64), at);
    case 'callback_received':
      return events.returned(rolled.query, at);
    case 'callback_in_wrong_browser':
      return events.wrongBrowser(at);
    case 'credentials_submitted':
      return { type, at, round: session.round + rolled.lag, values: { pin: secret } };
    case 'confirmed':
      return events.confirmed(at);
    case 'accounts_chosen':
      return events.choice([rolled.account], at);
    case 'cancelled':
      return events.cancelled(at);
    case 'poll_due':
      return events.pollDue(at);
    case 'step_arrived':
      return events.step(call, rolled.step, at);
    case 'call_failed':
      return events.broke(call, { ...rolled, at });
    case 'accounts_read':
      return events.accounts(call, at, rolled.accounts);
    case 'connection_gone':
      return { type, at, traceId: 'trace' };
    case 'lease_renewed':
      return events.renewed(call, at);
    case 'lease_ended':
      return events.lost(at);
    case 'deadline_passed':
      return events.deadline(at);
    default:
      return assertNever(type);
  }
}

/** One thing happens, some time after the one before; everything that must always hold is checked. */
class Happens implements fc.Command<object, Run> {
  #said = '';

  readonly #rolled: Dice;
  readonly #afterMs: number;

  constructor(rolled: Dice, afterMs: number) {
    this.#rolled = rolled;
    this.#afterMs = afterMs;
  }

  check = () => true;

  run(_: object, run: Run): void {
    run.at += this.#afterMs;
    const event = nextEvent(run, this.#rolled);
    this.#said = `${event.type} after ${this.#afterMs} ms`;
    const before = structuredClone(run.session);
    const result = transition(run.session, event);
    deepStrictEqual(run.session, before, 'the session handed in is never touched');
    if ('refused' in result) return;
    const { session, effects } = result;
    if (session === run.session) {
      deepStrictEqual(effects, [], 'nothing is done where nothing changed');
      return;
    }
    assertSound(run.session, session, effects);
    assertExchanges(run, event, effects);
    run.session = session;
  }

  toString = () => this.#said;
}

function assertSound(before: Session, after: Session, effects: readonly SessionEffect[]): void {
  ok(!isTerminal(before.state), 'terminal states are absorbing');
  strictEqual(after.version, before.version + 1, 'versions grow by one');
  ok(after.calls >= before.calls);
  ok(after.attempts <= defaultLimits.attempts, 'attempts');
  ok(after.submissions <= defaultLimits.submissions, 'submissions');
  ok(after.steps <= defaultLimits.steps, 'steps');

  const wakeAt = wakeTime(after);
  if (isTerminal(after.state)) {
    strictEqual(wakeAt, undefined);
    strictEqual(after.leaseUntil, undefined);
  } else {
    ok(wakeAt !== undefined && wakeAt <= after.expiresAt, 'what is not over wakes before its end');
    ok(deadlineOf(after) <= after.expiresAt);
  }
  if (after.state.status === 'processing') ok(after.leaseUntil !== undefined, 'processing has a lease');

  const calls = effects.filter((effect) => 'call' in effect);
  ok(calls.length <= 1, 'one call at a time');
  for (const { call } of calls) {
    strictEqual(call, after.calls, 'the call that runs is the one that is written down');
    ok(after.leaseUntil !== undefined);
  }

  ok(!JSON.stringify(after).includes(secret), 'what was typed is never stored');
  const result = toResult(after);
  strictEqual(result.connectionId !== undefined, after.state.status === 'completed', 'a result only when completed');
  strictEqual(toView(after, merchant).version, after.version);
}

/** One exchange per callback; one more only after a loss or a break. */
function assertExchanges(run: Run, event: SessionEvent, effects: readonly SessionEffect[]): void {
  if (event.type === 'callback_received') Object.assign(run, { exchanges: 0, losses: 0, callbacks: run.callbacks + 1 });
  const lastsOn = run.session.state.status === 'processing' && run.session.state.operation.kind === 'callback';
  if (lastsOn && (event.type === 'lease_ended' || event.type === 'call_failed')) run.losses++;
  for (const effect of effects) {
    if (effect.type === 'resume' && effect.input.kind === 'callback') run.exchanges++;
  }
  ok(run.exchanges <= 1 + Math.min(run.losses, 1), `${run.exchanges} exchanges after ${run.losses} losses`);
}

const pause = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 3_000, max: minute }) },
  fc.integer({ min: minute, max: 10 * minute }),
);
const commands = fc.commands([fc.tuple(dice, pause).map(([what, afterMs]) => new Happens(what, afterMs))], {
  maxCommands: 120,
  size: 'max',
});
/** Half of the sessions let the shopper choose. */
const rules = fc.constantFrom(undefined, AccountRules.parse({ select: 'one', types: ['current'] }));
const fresh = (accounts?: AccountRules): Run => ({
  session: aSession({ attempts: 0, steps: 0, round: 0, calls: 0, params: { ...aSession().params, accounts } }),
  at: start,
  callbacks: 0,
  exchanges: 0,
  losses: 0,
});

/** What the service does by itself, with a provider that never answers and a shopper who is gone. */
function wake(session: Session, at: number): Session {
  for (const event of [events.deadline(at), session.leaseUntil === undefined ? events.pollDue(at) : events.lost(at)]) {
    const result = transition(session, event);
    if ('refused' in result) throw new Error(`${event.type} was refused`);
    if (result.session !== session) return result.session;
  }
  throw new Error(`nothing was due in ${session.state.status}`);
}

/** Declares what the state machine promises, tried with so many sequences of events, of which some come to each of these ends. */
export function promisesHold(sequences: number, mustEnd: readonly Session['state']['status'][]): void {
  test('holds its promises through every order of events', () => {
    const ends = new Map<string, number>();
    let callbacks = 0;
    fc.assert(
      fc.property(rules, commands, (accounts, sequence) => {
        const run = fresh(accounts);
        fc.modelRun(() => ({ model: {}, real: run }), sequence);
        ends.set(run.session.state.status, (ends.get(run.session.state.status) ?? 0) + 1);
        callbacks += run.callbacks;
      }),
      { numRuns: sequences },
    );
    // The sequences go deep enough to mean something.
    for (const status of mustEnd) ok(ends.has(status), `${status} was never reached`);
    ok(callbacks > sequences / 50, `${callbacks} callbacks`);
  });

  test('comes to an end by itself from wherever it was left, by nothing but its own wake times', () => {
    fc.assert(
      fc.property(rules, commands, (accounts, sequence) => {
        const run = fresh(accounts);
        fc.modelRun(() => ({ model: {}, real: run }), sequence);
        let { session } = run;
        let previous = run.at;
        for (let wakes = 0; !isTerminal(session.state); wakes++) {
          ok(wakes < 1_000, 'never ends');
          const at = Math.max(previous, wakeTime(session) ?? NaN);
          session = wake(session, at);
          previous = at;
        }
        ok(previous <= Math.max(session.expiresAt, run.at), 'later than the session lasts');
      }),
      { numRuns: sequences / 5 },
    );
  });
}
