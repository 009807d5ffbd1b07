import type { CreateSession } from '../contract/session.js';
import type { FieldFault } from '../contract/errors.js';
import { serves, type BankPurpose, type BankSource, type CatalogueBank } from '../banks/catalogue.js';
import type { StoredConnection } from '../store/stored.js';
import { rulesFaults } from './account-choice.js';
import { SessionError } from './errors.js';
import type { Limits } from './limits.js';
import { orderHash, orderOf } from './payment-order.js';
import type { SessionDeps, SessionMerchant } from './ports.js';
import { bankToRenew } from './renewal.js';
import type { BankRoute, Session, SessionBank, SessionPayment, SessionState } from './types.js';

/** A new session of a merchant. Throws `invalid_request` naming every field that does not fit the configuration. */
export function newSession(
  deps: Pick<SessionDeps, 'catalogue' | 'providers' | 'now' | 'randomId'>,
  limits: Limits,
  merchant: SessionMerchant,
  request: CreateSession,
  renews?: StoredConnection,
): Session {
  const faults: FieldFault[] = [];
  const origin = originOf(merchant, request.origin, faults);
  if (!Object.hasOwn(merchant.returnUrls, request.returnUrlId)) {
    faults.push({ path: 'returnUrlId', message: 'This return URL is not registered for the merchant.' });
  }
  const payment = paymentOf(deps, merchant, request, faults);
  const scopes = request.scopes ?? renews?.connection.scopes ?? ['accounts'];
  const state = renews
    ? { status: 'consent' as const, bank: bankToRenew(deps, renews, request.country) }
    : initialState(deps, request, faults);
  if (request.bankId !== undefined && request.connectionId !== undefined) {
    faults.push({ path: 'bankId', message: 'Leave this out: a connection is renewed at its own bank.' });
  }
  if (payment === undefined) faults.push(...rulesFaults(request, scopes));
  if (faults.length > 0) throw new SessionError('invalid_request', { fields: faults });
  const createdAt = deps.now();
  const { payment: _, ...params } = request;
  return {
    id: deps.randomId(),
    merchantId: merchant.id,
    version: 1,
    params: { ...params, scopes: payment ? [] : scopes, purpose: request.purpose ?? merchant.purpose, origin },
    createdAt,
    expiresAt: createdAt + limits.sessionMs,
    attempts: 0,
    steps: 0,
    round: 0,
    submissions: 0,
    calls: 0,
    consents: [],
    ...(payment && { payment }),
    state,
  };
}

/** The order, from here on as it is. */
function paymentOf(
  { randomId }: Pick<SessionDeps, 'randomId'>,
  merchant: SessionMerchant,
  { payment, scopes, accounts, connectionId }: CreateSession,
  faults: FieldFault[],
): SessionPayment | undefined {
  if (payment === undefined) return undefined;
  if (connectionId !== undefined) {
    faults.push({ path: 'connectionId', message: 'Leave this out: a payment renews no connection.' });
  }
  if (scopes !== undefined) {
    faults.push({ path: 'scopes', message: 'Leave `scopes` out: a session that makes a payment reads nothing.' });
  }
  if (accounts !== undefined) {
    faults.push({ path: 'accounts', message: 'Leave this out: a session that makes a payment reads nothing.' });
  }
  const order = orderOf(merchant, payment, faults);
  return order && { id: randomId(), order, orderHash: orderHash(order) };
}

function originOf(merchant: SessionMerchant, asked: string | undefined, faults: FieldFault[]): string {
  const [only, ...others] = merchant.origins;
  const origin = asked ?? (others.length === 0 ? only : undefined);
  if (origin === undefined) {
    faults.push({
      path: 'origin',
      message: 'Say which registered origin embeds the element; the merchant has several.',
    });
  } else if (!merchant.origins.includes(origin)) {
    faults.push({ path: 'origin', message: 'This origin is not registered for the merchant.' });
  }
  return origin ?? '';
}

function initialState(
  deps: Pick<SessionDeps, 'catalogue' | 'providers'>,
  { bankId, country, payment }: CreateSession,
  faults: FieldFault[],
): SessionState {
  if (bankId === undefined) return { status: 'bank_selection' };
  const bank = findBank(deps, bankId, country, payment === undefined ? 'access' : 'payment');
  if (bank) return { status: 'consent', bank };
  const list = payment === undefined ? 'the list' : 'the list of banks that can be paid from';
  faults.push({ path: 'bankId', message: `The bank is not in ${list}.` });
  return { status: 'bank_selection' };
}

/** The bank with the ways to it that this server has, the best one chosen; undefined when it cannot be reached. */
export function findBank(
  { catalogue, providers }: Pick<SessionDeps, 'catalogue' | 'providers'>,
  bankId: string,
  country: string | undefined,
  purpose: BankPurpose,
): SessionBank | undefined {
  const found: CatalogueBank | undefined = catalogue.find(bankId);
  if (!found) return undefined;
  const { id, name, bic, logo } = found.bank;
  const home = (country !== undefined && found.countries.includes(country) ? country : found.countries[0]) ?? '';
  const sources = found.sources.filter(({ provider, bank }) => {
    const known = providers.get(provider);
    return known !== undefined && serves(purpose, known, bank);
  });
  const [route, ...alternatives] = routes(sources, home);
  if (!route) return undefined;
  return { id, name, bic, logo, country: home, ...route, ...(alternatives.length > 0 && { alternatives }) };
}

/** Ways into this country where there are any; those that are down come last. The order is kept otherwise. */
function routes(sources: readonly BankSource[], country: string): BankRoute[] {
  const local = sources.filter(({ bank }) => bank.countries.includes(country));
  const usable = local.length > 0 ? local : sources;
  const isDown = ({ bank }: BankSource): boolean => bank.down === true;
  return [...usable.filter((source) => !isDown(source)), ...usable.filter(isDown)].map(({ provider, bank }) => ({
    provider,
    providerBankId: bank.id,
  }));
}
