import type { OidcApp, OidcContext } from '../../oidc/visits.js';
import { exponentOf, type BankAccount, type BankTransaction } from '../accounts.js';
import type { Authenticate } from '../bearer.js';
import { invalid, notFound, ApiError } from '../errors.js';
import { connectionsOf, type MoneyhubWorld, type User } from '../world.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;
const CALLS = ['/v2.0', '/v3'] as const;

type Version = (typeof CALLS)[number];

/** Minor units; version 3 says both. */
const amountBody = (value: number, currency: string, version: Version): object => ({
  value,
  currency,
  ...(version === '/v3' ? { majorUnits: value / 10 ** exponentOf(currency), minorUnits: value } : {}),
});

const numberIn = (context: OidcContext, name: string, fallback: number, largest: number): number => {
  const text = context.req.query(name);
  if (text === undefined) return fallback;
  if (!/^\d{1,6}$/.test(text) || Number(text) > largest) throw invalid(`${name} is out of bounds`);
  return Number(text);
};

/** One page of a list with absolute links to its neighbours (sheet §8). */
const pageBody = (world: MoneyhubWorld, context: OidcContext, items: readonly object[]): object => {
  const limit = numberIn(context, 'limit', DEFAULT_LIMIT, MAX_LIMIT);
  const offset = numberIn(context, 'offset', 0, 999_999);
  const link = (to: number): string => {
    const { pathname, searchParams } = new URL(context.req.url);
    searchParams.set('limit', String(limit));
    searchParams.set('offset', String(to));
    return `${world.apiOrigin}${pathname}?${searchParams.toString()}`;
  };
  return {
    data: items.slice(offset, offset + limit),
    links: {
      self: link(offset),
      ...(offset + limit < items.length ? { next: link(offset + limit) } : {}),
      ...(offset > 0 ? { prev: link(Math.max(0, offset - limit)) } : {}),
    },
    meta: {},
  };
};

const dayIn = (context: OidcContext, name: string): string | undefined => {
  const day = context.req.query(name);
  if (day !== undefined && !/^\d{4}-\d\d-\d\d/.test(day)) throw invalid(`${name} must be a day`);
  return day?.slice(0, 10);
};

/** Accounts and transactions of the user for whom the token acts. */
export const dataRoutes = (app: OidcApp, world: MoneyhubWorld, authenticate: Authenticate): void => {
  const callerFor = async (context: OidcContext, scopes: readonly string[]) => {
    const { user, scopes: granted } = await authenticate(context, scopes);
    if (user === undefined) throw new ApiError(403, 'FORBIDDEN', 'the token acts for no user');
    return { user, detailed: granted.has('accounts_details:read') };
  };
  const userFor = async (context: OidcContext, scopes: readonly string[]): Promise<User> =>
    (await callerFor(context, scopes)).user;
  const accountsOf = (user: User): BankAccount[] =>
    connectionsOf(user).flatMap(({ accounts, readsUntilSynced }) => (readsUntilSynced > 0 ? [] : [...accounts]));
  const find = (user: User, id: string): BankAccount => {
    const account = accountsOf(user).find((one) => one.id === id);
    if (account === undefined) throw notFound('account');
    return account;
  };
  const balanceBody = (account: BankAccount, version: Version): object => ({
    date: new Date(world.clock.now()).toISOString().slice(0, 10),
    amount: amountBody(account.balance, account.currency, version),
  });
  const accountBody = (user: User, account: BankAccount, detailed: boolean, version: Version): object => {
    const connection = user.connections.get(account.connectionId);
    const { sortCodeAccountNumber, iban } = account;
    return {
      id: account.id,
      accountName: account.name,
      type: account.type,
      accountType: 'personal',
      currency: account.currency,
      balance: balanceBody(account, version),
      providerName: connection?.bank.name,
      providerReference: connection?.bank.bankRef,
      providerId: 'API',
      connectionId: account.connectionId,
      accountReference: (sortCodeAccountNumber ?? iban)?.slice(-4),
      accountHolderName: 'Ms A Tester',
      dateAdded: new Date(connection?.connectedOn ?? 0).toISOString(),
      dateModified: new Date(connection?.lastUpdated ?? 0).toISOString(),
      ...(detailed ? { details: { iban, sortCodeAccountNumber } } : {}),
    };
  };
  const transactionBody = (transaction: BankTransaction, version: Version): object => ({
    id: transaction.id,
    accountId: transaction.accountId,
    amount: amountBody(transaction.amount, transaction.currency, version),
    categoryId: 'std:39577c49-350f-45a4-8ec3-48ce205585fb',
    categoryIdConfirmed: false,
    date: transaction.date,
    dateModified: transaction.date,
    longDescription: transaction.description,
    shortDescription: transaction.description,
    notes: '',
    status: transaction.status,
  });

  for (const version of CALLS) {
    app.get(`${version}/accounts`, async (context) => {
      const { user, detailed } = await callerFor(context, ['accounts:read']);
      const bodies = accountsOf(user).map((account) => accountBody(user, account, detailed, version));
      return context.json(pageBody(world, context, bodies));
    });
    app.get(`${version}/accounts/:id`, async (context) => {
      const { user, detailed } = await callerFor(context, ['accounts:read']);
      const account = find(user, context.req.param('id'));
      return context.json({ data: accountBody(user, account, detailed, version), meta: {} });
    });
    app.get(`${version}/accounts/:id/balances`, async (context) => {
      const user = await userFor(context, ['accounts:read']);
      return context.json({ data: [balanceBody(find(user, context.req.param('id')), version)], meta: {} });
    });
    app.get(`${version}/transactions`, async (context) => {
      const user = await userFor(context, ['transactions:read:all']);
      const accountId = context.req.query('accountId');
      const from = dayIn(context, 'startDate') ?? '0000-01-01';
      const to = dayIn(context, 'endDate') ?? '9999-12-31';
      const accounts = accountId === undefined ? accountsOf(user) : [find(user, accountId)];
      const all = accounts.flatMap(({ transactions }) => [...transactions]);
      const wanted = all.filter(({ date }) => date.slice(0, 10) >= from && date.slice(0, 10) <= to);
      const bodies = wanted.map((transaction) => transactionBody(transaction, version));
      return context.json(pageBody(world, context, bodies));
    });
    app.post(`${version}/sync/:connectionId`, async (context) => {
      const user = await userFor(context, ['accounts:read', 'accounts:write:all']);
      const connection = user.connections.get(context.req.param('connectionId'));
      if (!connection?.sealed) throw notFound('connection');
      if (connection.expiresAt <= world.clock.now())
        throw new ApiError(403, 'CONSENT_EXPIRED', 'the consent has ended');
      connection.lastUpdated = world.clock.now();
      return context.json({ data: { status: connection.status === 'ok' ? 'ok' : 'error' } });
    });
  }
};
