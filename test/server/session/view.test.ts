import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SessionResult, SessionView } from '../../../server/contract/session.js';
import { errorTable } from '../../../server/contract/errors.js';
import { CredentialsView } from '../../../server/contract/fields.js';
import { toResult } from '../../../server/session/result.js';
import type { Session, SessionState } from '../../../server/session/types.js';
import { toCredentialsView, toView } from '../../../server/session/view.js';
import { aSession, anAccount, bank, consent, grant, passwordField, start, states } from './fixtures.js';
import { merchant } from './world.js';

const inline = { ...merchant, inlineFields: true };
const canary = 'canary-of-the-inside';

/** Every state and operation, with a canary in every place that is not for browsers. */
function everySession(): readonly Session[] {
  const secretFlow = { correlationId: canary, data: { token: canary } };
  const secretBank = { ...bank, provider: canary, providerBankId: canary };
  const failure = { code: 'declined', traceId: 'trace', detail: canary } as const;
  const secretAccount = anAccount('a', { id: canary, holder: canary, identifiers: [{ scheme: 'iban', iban: canary }] });
  const secretGrant = { ...grant, data: { token: canary } };
  const withSecrets = Object.values(states).map((state) => ({
    ...state,
    ...('bank' in state ? { bank: secretBank } : {}),
    ...('flow' in state ? { flow: secretFlow } : {}),
    ...('url' in state ? { url: `https://bank.example/${canary}` } : {}),
    ...('failure' in state ? { failure } : {}),
    ...('grant' in state ? { grant: secretGrant, connectionId: canary } : {}),
    ...(state.status === 'account_selection' ? { accounts: [secretAccount, secretAccount] } : {}),
  })) as readonly SessionState[];
  const operations = [
    { kind: 'callback', tries: 1, flow: secretFlow, query: canary, receivedAt: start },
    { kind: 'accounts', tries: 1, grant: secretGrant, connectionId: canary },
    { kind: 'doubt', tries: 1, flow: secretFlow, failure },
  ] as const;
  const processing = operations.map((operation) => ({ status: 'processing', bank: secretBank, operation }) as const);
  const departures = [{ bindingHash: canary, mode: 'tab' }] as const;
  return [...withSecrets, ...processing].map((state) =>
    aSession({
      state,
      lastFailure: failure,
      authorisation: {
        provider: canary,
        correlationId: canary,
        departures,
        callback: { queryHash: canary, mode: 'tab' },
      },
      params: { ...aSession().params, psuId: canary },
    }),
  );
}

describe('a view', () => {
  test('of every state fits the contract', () => {
    for (const session of everySession()) {
      for (const of of [merchant, inline]) {
        const view = toView(session, of);
        deepStrictEqual(JSON.parse(JSON.stringify(view)), SessionView.parse(JSON.parse(JSON.stringify(view))));
      }
    }
  });

  test('of every state shows nothing that is not for browsers', () => {
    for (const session of everySession()) {
      strictEqual(JSON.stringify(toView(session, inline)).includes(canary), false, session.state.status);
    }
  });

  test('has the fields only where the merchant took the downgrade', () => {
    const session = aSession({ state: states.credentials });
    const view = toView(session, merchant);
    strictEqual(view.status === 'credentials' && view.inlineFields, undefined);
    const downgraded = toView(session, inline);
    deepStrictEqual(downgraded.status === 'credentials' && downgraded.inlineFields, [passwordField]);
  });

  test('of a consent says who asks for what, why and until when', () => {
    const view = toView(aSession({ state: states.consent }), merchant);
    deepStrictEqual(view.status === 'consent' && view.consent, {
      merchantName: 'Shop',
      tppName: 'Licensed Ltd',
      purpose: 'To pay your order',
      scopes: ['accounts'],
      accessUntil: '2026-04-01T12:00:00.000Z',
      termsUrl: 'https://shop.example/terms',
      privacyUrl: undefined,
    });
  });

  test('of a session that waits for the result is processing', () => {
    strictEqual(toView(aSession({ state: states.awaiting_result }), merchant).status, 'processing');
  });

  test('says when the shopper left', () => {
    const left = toView(aSession({ state: { ...states.redirect, leftAt: start } }), merchant);
    strictEqual(left.status === 'redirect' && left.leftAt, '2026-01-01T12:00:00.000Z');
  });

  test('of a failure has its words, its trace and its time', () => {
    const failure = { code: 'provider_rate_limited', traceId: 'trace-1', retryAfterMs: 5_000 } as const;
    const view = toView(aSession({ state: { status: 'attempt_failed', bank, failure } }), merchant);
    deepStrictEqual(view.status === 'attempt_failed' && view.problem, {
      code: 'provider_rate_limited',
      message: errorTable.provider_rate_limited.message,
      retryable: true,
      action: 'retry',
      traceId: 'trace-1',
      retryAfterMs: 5_000,
    });
  });

  test('for the credential frame has the fields of the round, and exists in that state only', () => {
    const view = toCredentialsView(aSession({ state: states.credentials, round: 3 }));
    deepStrictEqual(CredentialsView.parse(view), { bankName: 'Iron Bank', round: 3, fields: [passwordField] });
    for (const state of Object.values(states)) {
      strictEqual(toCredentialsView(aSession({ state })) !== undefined, state.status === 'credentials');
    }
  });
});

describe('a result', () => {
  const result = (overrides: Partial<Session>) => {
    const plain: unknown = JSON.parse(JSON.stringify(toResult(aSession(overrides))));
    return SessionResult.parse(plain);
  };

  test('of every state fits the contract and shows nothing of the inside', () => {
    for (const session of everySession()) {
      const text = JSON.stringify(toResult(session));
      SessionResult.parse(JSON.parse(text));
      strictEqual(text.includes(canary), false, session.state.status);
    }
  });

  test('names the connection when completed, and nothing else does', () => {
    const accounts = { kind: 'accounts', tries: 1, grant, connectionId: 'connection' } as const;
    strictEqual(result({ state: { status: 'processing', bank, operation: accounts } }).connectionId, undefined);
    for (const state of Object.values(states)) {
      strictEqual(result({ state }).connectionId !== undefined, state.status === 'completed');
    }
  });

  test('shows the last failure until the session is completed', () => {
    const lastFailure = { code: 'declined', traceId: 'trace' } as const;
    strictEqual(result({ state: states.bank_selection, lastFailure }).problem?.code, 'declined');
    strictEqual(result({ state: states.cancelled, lastFailure }).problem?.code, 'declined');
    strictEqual(result({ state: states.completed, lastFailure }).problem, undefined);
    const failure = { code: 'too_many_attempts', traceId: 'trace' } as const;
    strictEqual(result({ state: { status: 'failed', bank, failure }, lastFailure }).problem?.code, 'too_many_attempts');
  });

  test('has the last consent, word for word', () => {
    const later = { ...consent, bankId: 'other', text: 'I agree again.' };
    const { consent: given } = result({ state: states.completed, consents: [consent, later] });
    deepStrictEqual(given, {
      text: 'I agree again.',
      locale: 'en',
      acceptedAt: '2026-01-01T12:00:00.000Z',
      scopes: ['accounts'],
    });
  });

  test('says processing while the result of the provider is awaited', () => {
    strictEqual(result({ state: states.awaiting_result }).status, 'processing');
  });
});
