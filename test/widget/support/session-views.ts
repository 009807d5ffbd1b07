import type { Bank } from '../../../server/contract/banks.js';
import type { Problem } from '../../../server/contract/errors.js';
import type { SessionStatus, SessionView } from '../../../server/contract/session.js';
import type { AwaitedView } from '../../../widget/api/read-first-session.js';

export type ViewOf<S extends SessionStatus> = Extract<SessionView, { status: S }>;

export const pelican: Bank = { id: 'p:pelican', name: 'Pelican Bank' };
export const later = '2099-01-01T00:00:00.000Z';

export const aProblem = (overrides: Partial<Problem> = {}): Problem => ({
  code: 'access_denied',
  message: 'The shopper cancelled or refused at the bank.',
  retryable: true,
  action: 'retry',
  traceId: 'trace-1',
  ...overrides,
});

const own: { readonly [S in SessionStatus]: Omit<ViewOf<S>, 'status' | keyof typeof common> } = {
  bank_selection: {},
  consent: {
    bank: pelican,
    consent: { merchantName: 'Shop', purpose: 'To check your income.', scopes: ['accounts'], accessUntil: later },
  },
  processing: { bank: pelican },
  redirect: { bank: pelican, deadline: later },
  credentials: { bank: pelican, round: 1, deadline: later },
  decoupled: { bank: pelican, round: 1, message: 'Open your app.', needsConfirmation: true, deadline: later },
  account_selection: {
    bank: pelican,
    select: 'one',
    accounts: [
      { id: 'a1', name: 'Everyday', type: 'current', maskedIdentifier: '•••• 4321', currency: 'EUR' },
      { id: 'a2', name: 'Rainy days', type: 'savings', maskedIdentifier: '•••• 8765', currency: 'EUR' },
    ],
    deadline: later,
  },
  attempt_failed: { bank: pelican, problem: aProblem() },
  completed: { bank: pelican, connectionId: 'c1', accounts: [] },
  failed: { bank: pelican, problem: aProblem({ code: 'too_many_attempts', action: 'new_session', retryable: false }) },
  cancelled: {},
  expired: {},
};
const common = { id: 's1', version: 1, expiresAt: later, merchantName: 'Shop', framePath: '/frame/s1' };

/** A view of session `s1` in this status; say what matters to the test. */
export const aView = <S extends SessionStatus>(status: S, overrides: Partial<ViewOf<S>> = {}): ViewOf<S> =>
  ({ ...common, ...own[status], status, ...overrides }) as unknown as ViewOf<S>;

/** The same before the second file is there to read it. */
export const anAwaitedView = <S extends SessionStatus>(status: S, overrides: Partial<ViewOf<S>> = {}): AwaitedView => {
  const json = aView(status, overrides);
  return { ...common, version: json.version, bank: pelican, status: 'awaited', comesTo: status, json };
};

export const everyStatus = Object.keys(own) as SessionStatus[];
