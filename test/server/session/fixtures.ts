import { deepStrictEqual } from 'node:assert/strict';
import type { ErrorCode } from '../../../server/contract/errors.js';
import type { CredentialField } from '../../../server/contract/fields.js';
import type { FlowState, Grant, Step } from '../../../server/providers/authorisation.js';
import type { ProviderAccount } from '../../../server/providers/provider-data.js';
import { transition } from '../../../server/session/machine.js';
import type { Limits } from '../../../server/session/limits.js';
import type { SessionEffect, SessionEvent } from '../../../server/session/events.js';
import type { StoredAccount } from '../../../server/store/stored.js';
import type { AcceptedConsent, Session, SessionBank, SessionState } from '../../../server/session/types.js';

/** When the sessions of these tests are made. */
export const start = Date.parse('2026-01-01T12:00:00.000Z');
export const minute = 60_000;

export const bank: SessionBank = {
  id: 'scripted:iron',
  name: 'Iron Bank',
  bic: 'IRONDEFF',
  country: 'DE',
  provider: 'scripted',
  providerBankId: 'iron',
};
export const otherBank: SessionBank = { ...bank, id: 'scripted:gold', name: 'Gold Bank', providerBankId: 'gold' };

export const flow: FlowState = { correlationId: 'rq:1', data: { request: 'rq:1' } };
export const grant: Grant = { data: { token: 'ta:1' }, expiresAt: '2026-04-01T12:00:00.000Z' };
export const passwordField: CredentialField = { id: 'pin', kind: 'password', label: 'PIN' };

export const consent: AcceptedConsent = {
  bankId: bank.id,
  text: 'I agree.',
  locale: 'en',
  acceptedAt: '2026-01-01T12:00:00.000Z',
  scopes: ['accounts'],
};

/** Steps as a provider would answer them. */
export const steps = {
  redirect: (url = 'https://bank.example/login', of = flow): Step => ({ kind: 'redirect', url, flow: of }),
  credentials: (fields: readonly CredentialField[] = [passwordField]): Step => ({ kind: 'credentials', fields, flow }),
  decoupled: (message = 'Approve in your app.', needsConfirmation = false): Step => ({
    kind: 'decoupled',
    message,
    needsConfirmation,
    retryAfterMs: 0,
    flow,
  }),
  pending: (retryAfterMs = 0): Step => ({ kind: 'pending', retryAfterMs, flow }),
  authorised: (): Step => ({ kind: 'authorised', grant, flow }),
  refused: (code: ErrorCode = 'access_denied'): Step => ({ kind: 'refused', code, flow }),
};

const polling = { pollAt: start + 2_000, polls: 0, broken: 0 };
const approval = { message: 'Approve in your app.', needsConfirmation: false, deadline: start + 15 * minute };
const failure = { code: 'access_denied', traceId: 'trace' } as const;
const deadline = start + 5 * minute;

/** A stored account whose public id is this one. */
export function anAccount(id: string, overrides: Partial<ProviderAccount> = {}): StoredAccount {
  const account: ProviderAccount = {
    id: `their-${id}`,
    name: id,
    type: 'current',
    currency: 'EUR',
    identifiers: [{ scheme: 'iban', iban: 'DE89370400440532013000' }],
    ...overrides,
  };
  return { id, account, summary: { id, name: id, maskedIdentifier: '•••• 3000', currency: account.currency } };
}

/** One of every state. */
export const states = {
  bank_selection: { status: 'bank_selection' },
  consent: { status: 'consent', bank },
  processing: { status: 'processing', bank, operation: { kind: 'begin', tries: 1 } },
  redirect: { status: 'redirect', bank, url: 'https://bank.example/login', flow, deadline },
  credentials: { status: 'credentials', bank, fields: [passwordField], flow, deadline },
  decoupled: { status: 'decoupled', bank, flow, approval, polling },
  awaiting_result: { status: 'awaiting_result', bank, flow, polling, deadline, overdue: 'authorisation_expired' },
  account_selection: {
    status: 'account_selection',
    bank,
    connectionId: 'connection',
    grant,
    select: 'one',
    accounts: [anAccount('everyday'), anAccount('savings', { type: 'savings' })],
    balances: {},
    deadline,
  },
  attempt_failed: { status: 'attempt_failed', bank, failure },
  completed: {
    status: 'completed',
    bank,
    connectionId: 'connection',
    accounts: [anAccount('everyday').summary],
  },
  failed: { status: 'failed', bank, failure },
  cancelled: { status: 'cancelled' },
  expired: { status: 'expired' },
} as const satisfies { readonly [S in SessionState['status']]: Extract<SessionState, { status: S }> };

/** A session in its first attempt. A call is under way exactly when the state says that one must be. */
export function aSession(overrides: Partial<Session> = {}): Session {
  const state = overrides.state ?? states.bank_selection;
  return {
    id: 'session',
    merchantId: 'shop',
    version: 7,
    params: {
      scopes: ['accounts'],
      accessDays: 90,
      returnUrlId: 'default',
      purpose: 'To pay your order',
      origin: 'https://shop.example',
    },
    createdAt: start,
    expiresAt: start + 30 * minute,
    attempts: 1,
    steps: 1,
    round: 1,
    submissions: 0,
    calls: 3,
    ...(state.status === 'processing' ? { leaseUntil: start + 4_000 } : {}),
    ...(state.status === 'redirect'
      ? { authorisation: { provider: bank.provider, correlationId: 'rq:1', departures: [] } }
      : {}),
    consents: [],
    state,
    ...overrides,
  };
}

/** What the machine makes of an event; fails when it refuses. */
export function moved(session: Session, event: SessionEvent, limits?: Limits) {
  const result = transition(session, event, limits);
  if ('refused' in result) throw new Error(`${event.type} was refused in ${session.state.status}: ${result.refused}`);
  return result;
}

/** Runs events one after the other; the last session and all effects. */
export function played(session: Session, ...events: readonly SessionEvent[]) {
  const effects: SessionEffect[] = [];
  let current = session;
  for (const event of events) {
    const result = moved(current, event);
    current = result.session;
    effects.push(...result.effects);
  }
  return { session: current, effects };
}

export function assertRefused(session: Session, event: SessionEvent, code: ErrorCode): void {
  deepStrictEqual(transition(session, event), { refused: code });
}

/** Events with what a test does not care about filled in. */
export const events = {
  chosen: (of = bank, at = start): SessionEvent => ({ type: 'bank_chosen', at, bank: of }),
  left: (at = start): SessionEvent => ({ type: 'bank_left', at }),
  accepted: (at = start): SessionEvent => ({ type: 'consent_accepted', at, consent, traceId: 'trace' }),
  declined: (at = start): SessionEvent => ({ type: 'consent_declined', at }),
  departed: (bindingHash = 'a'.repeat(64), at = start, mode: 'popup' | 'tab' = 'tab'): SessionEvent => ({
    type: 'left_for_bank',
    at,
    departure: { bindingHash, mode },
  }),
  returned: (query = 'state=rq:1', at = start): SessionEvent => ({
    type: 'callback_received',
    at,
    query,
    queryHash: `hash of ${query}`,
    mode: 'tab',
  }),
  wrongBrowser: (at = start): SessionEvent => ({ type: 'callback_in_wrong_browser', at, traceId: 'trace' }),
  submitted: (round: number, at = start): SessionEvent => ({
    type: 'credentials_submitted',
    at,
    round,
    values: { pin: '1234' },
  }),
  confirmed: (at = start): SessionEvent => ({ type: 'confirmed', at }),
  cancelled: (at = start): SessionEvent => ({ type: 'cancelled', at }),
  pollDue: (at = start): SessionEvent => ({ type: 'poll_due', at }),
  step: (call: number, step: Step, at = start): SessionEvent => ({
    type: 'step_arrived',
    at,
    call,
    step,
    traceId: 'trace',
    connectionId: `connection-${call}`,
    jitter: 0,
  }),
  broke: (
    call: number,
    options: { code?: ErrorCode; retryable?: boolean; inDoubt?: boolean; retryAfterMs?: number; at?: number } = {},
  ) => {
    const { code = 'provider_unavailable', retryable = true, inDoubt = false, retryAfterMs, at = start } = options;
    const failed = { code, traceId: 'trace', retryAfterMs };
    return { type: 'call_failed', at, call, failure: failed, retryable, inDoubt, jitter: 0 } as const;
  },
  accounts: (call: number, at = start, accounts: readonly StoredAccount[] = []): SessionEvent => ({
    type: 'accounts_read',
    at,
    call,
    accounts,
    traceId: 'trace',
  }),
  choice: (accountIds: readonly string[], at = start): SessionEvent => ({ type: 'accounts_chosen', at, accountIds }),
  renewed: (call: number, at = start): SessionEvent => ({ type: 'lease_renewed', at, call }),
  lost: (at: number): SessionEvent => ({ type: 'lease_ended', at, traceId: 'trace' }),
  deadline: (at: number): SessionEvent => ({ type: 'deadline_passed', at, traceId: 'trace' }),
};
