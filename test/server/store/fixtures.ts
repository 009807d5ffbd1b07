import type { Payment, PaymentOrder } from '../../../server/contract/payments.js';
import type { StoredRegistration } from '../../../server/registration/stored-registration.js';
import type { SessionBank, Session, SessionState } from '../../../server/session/types.js';
import type { StoredAccount, StoredConnection, StoredPayment, StoredSession } from '../../../server/store/stored.js';

export const bank: SessionBank = {
  id: 'token-io:gb-barclays',
  name: 'Bank of Examples',
  country: 'GB',
  provider: 'token-io',
  providerBankId: 'gb-barclays',
};

/** States for tests: what they hold is of no interest to the store. */
export const consentState: SessionState = { status: 'consent', bank };
export const cancelledState: SessionState = { status: 'cancelled' };

export function aSession(overrides: Partial<Session> = {}): Session {
  return {
    id: 'session-1',
    merchantId: 'shop',
    version: 1,
    params: {
      scopes: ['accounts'],
      purpose: 'To pay',
      accessDays: 90,
      returnUrlId: 'default',
      origin: 'https://shop.example',
    },
    createdAt: 1_000,
    expiresAt: 1_801_000,
    attempts: 0,
    steps: 0,
    round: 0,
    submissions: 0,
    calls: 0,
    consents: [],
    state: consentState,
    ...overrides,
  };
}

type SessionOverrides = Partial<Session> & Partial<Omit<StoredSession, 'session'>>;

export function aStoredSession({
  clientTokenHash,
  wakeAt,
  callback,
  ...session
}: SessionOverrides = {}): StoredSession {
  const built = aSession(session);
  return {
    session: built,
    clientTokenHash: clientTokenHash ?? `hash-of-${built.id}`,
    ...(wakeAt === undefined ? {} : { wakeAt }),
    ...(callback === undefined ? {} : { callback }),
  };
}

/** The same session one version on. */
export function next(stored: StoredSession, overrides: SessionOverrides = {}): StoredSession {
  return aStoredSession({ ...stored, ...stored.session, version: stored.session.version + 1, ...overrides });
}

export const anAccount: StoredAccount = {
  id: 'account-1',
  account: {
    id: 'provider-account-1',
    name: 'Everyday',
    type: 'current',
    identifiers: [{ scheme: 'iban', iban: 'DE89370400440532013000' }],
  },
  summary: { id: 'account-1', name: 'Everyday', maskedIdentifier: '•••• 3000' },
};

export function aConnection(
  overrides: Partial<StoredConnection> & { readonly id?: string; readonly createdAt?: string } = {},
): StoredConnection {
  const { id = 'connection-1', createdAt = '2026-01-01T00:00:00.000Z', ...stored } = overrides;
  return {
    connection: {
      id,
      status: 'active',
      bank: { id: bank.id, name: bank.name },
      scopes: ['accounts'],
      sessionId: 'session-1',
      createdAt,
    },
    merchantId: 'shop',
    provider: 'token-io',
    providerBankId: 'gb-barclays',
    grant: { data: { tokenId: 'token-1' } },
    accounts: [anAccount],
    version: 1,
    ...stored,
  };
}

export const anOrder: PaymentOrder = {
  amount: { value: '12.50', currency: 'EUR' },
  creditor: { name: 'Shop Ltd', account: { scheme: 'iban', iban: 'DE89370400440532013000' } },
  reference: 'Order 7',
};

/** A payment that the bank has, of a session that is over; `payment` is merged into it. */
export function aPayment({
  payment,
  ...stored
}: Partial<Omit<StoredPayment, 'payment'>> & { readonly payment?: Partial<Payment> } = {}): StoredPayment {
  return {
    payment: {
      id: 'payment-1',
      status: 'accepted',
      sessionId: 'session-1',
      order: anOrder,
      orderHash: 'hash',
      bank: { id: bank.id, name: bank.name },
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      ...payment,
    },
    merchantId: 'shop',
    initiation: { provider: 'token-io', flow: { paymentId: 'pm:1', data: { look: 0 } }, at: 1_000 },
    looks: 0,
    version: 1,
    ...stored,
  };
}

export function aRegistration(overrides: Partial<StoredRegistration> = {}): StoredRegistration {
  return {
    id: 'some-bank',
    version: 1,
    identity: '["obie","https://bank.example/register","0015800001ABCDEAAX","softwareId"]',
    createdAt: 1_000,
    state: {
      status: 'registered',
      since: 1_000,
      client: { clientId: 'client-1', clientSecret: 'secret-1', metadata: {} },
      changes: [],
    },
    ...overrides,
  };
}
