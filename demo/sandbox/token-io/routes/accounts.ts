import { accountOf, consentFor } from '../accounts/access.js';
import type { AccessToken } from '../accounts/access-token.js';
import type { BankAccount } from '../accounts/bank-accounts.js';
import { standingOrdersOf } from '../accounts/standing-orders.js';
import type { BankTransaction } from '../accounts/transactions.js';
import { wireAccount, wireBalance, wireTransaction } from '../accounts/wire-account.js';
import { invalid, notFound } from '../errors.js';
import { param, reply, type SandboxApp, type SandboxContext } from '../http.js';
import { isoOf, type JsonObject } from '../wire.js';
import type { World } from '../world.js';
import { pageLimit, readOffset, writeOffset } from './paging.js';

const SUCCESS = 'SUCCESSFUL_REQUEST';
const DAY_MS = 24 * 3_600_000;

const accountJson = (world: World, token: AccessToken, account: BankAccount): JsonObject => {
  const bank = world.banks.get(token.bankId);
  if (bank === undefined) throw notFound('the bank');
  return wireAccount(account, bank);
};

const readDay = (query: URLSearchParams, name: string): string | undefined => {
  const day = query.get(name);
  if (day === null) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : NaN;
  if (Number.isNaN(time) || !isoOf(time).startsWith(day)) throw invalid(`${name}: must be YYYY-MM-DD`);
  return day;
};

const inPeriod = (token: AccessToken, account: BankAccount, query: URLSearchParams): readonly BankTransaction[] => {
  const [from, to] = [readDay(query, 'startDate'), readDay(query, 'endDate')];
  if (from !== undefined && to !== undefined && from > to) throw invalid('startDate: must not be after endDate');
  const oldest = token.historyDays === undefined ? 0 : token.effectiveAtMs - token.historyDays * DAY_MS;
  return account.transactions.filter(({ createdAtMs }) => {
    const day = isoOf(createdAtMs).slice(0, 10);
    return createdAtMs >= oldest && (from === undefined || day >= from) && (to === undefined || day <= to);
  });
};

/** An offset comes with every page that is not empty, also with the last one. */
const transactionPage = (world: World, context: SandboxContext): JsonObject => {
  const token = consentFor(world, context, 'TRANSACTIONS');
  const account = accountOf(token, param(context, 'accountId'));
  const query = new URL(context.req.url).searchParams;
  const limit = pageLimit(query);
  const from = readOffset(query, account.id);
  const page = inPeriod(token, account, query).slice(from, from + limit);
  return {
    transactions: page.map(wireTransaction),
    status: SUCCESS,
    offset: page.length === 0 ? undefined : writeOffset(account.id, from + page.length),
  };
};

const balancesOf = (world: World, context: SandboxContext): JsonObject => {
  const token = consentFor(world, context, 'BALANCES');
  const ids = new URL(context.req.url).searchParams.getAll('accountId');
  if (ids.length === 0) throw invalid('accountId: required');
  const balance = (id: string): JsonObject => wireBalance(accountOf(token, id), world.now());
  return { response: ids.map((id) => ({ balance: balance(id), status: SUCCESS })) };
};

/** Account information on behalf of an access token (sheet §9.2). */
export const accountRoutes = (app: SandboxApp, world: World): void => {
  app.get('/accounts', (context) => {
    const token = consentFor(world, context, 'ACCOUNTS');
    return reply(context, { accounts: token.accounts.map((account) => accountJson(world, token, account)) });
  });
  app.get('/accounts/:accountId', (context) => {
    const token = consentFor(world, context, 'ACCOUNTS');
    return reply(context, { account: accountJson(world, token, accountOf(token, param(context, 'accountId'))) });
  });
  app.get('/account-balance', (context) => reply(context, balancesOf(world, context)));
  app.get('/accounts/:accountId/balance', (context) => {
    const account = accountOf(consentFor(world, context, 'BALANCES'), param(context, 'accountId'));
    return reply(context, { balance: wireBalance(account, world.now()), status: SUCCESS });
  });
  app.get('/accounts/:accountId/transactions', (context) => reply(context, transactionPage(world, context)));
  app.get('/accounts/:accountId/transaction/:transactionId', (context) => {
    const account = accountOf(consentFor(world, context, 'TRANSACTIONS'), param(context, 'accountId'));
    const found = account.transactions.find(({ id }) => id === param(context, 'transactionId'));
    if (found === undefined) throw notFound('the transaction');
    return reply(context, { transaction: wireTransaction(found), status: SUCCESS });
  });
  standingOrderRoutes(app, world);
};

const standingOrderRoutes = (app: SandboxApp, world: World): void => {
  const ordersOf = (context: SandboxContext): readonly JsonObject[] => {
    const account = accountOf(consentFor(world, context, 'STANDING_ORDERS'), param(context, 'accountId'));
    return standingOrdersOf(account, world.now());
  };
  app.get('/accounts/:accountId/standing-orders', (context) => {
    const query = new URL(context.req.url).searchParams;
    const limit = pageLimit(query);
    const list = `orders ${param(context, 'accountId')}`;
    const from = readOffset(query, list);
    const page = ordersOf(context).slice(from, from + limit);
    const offset = page.length === 0 ? undefined : writeOffset(list, from + page.length);
    return reply(context, { standingOrders: page, status: SUCCESS, offset });
  });
  app.get('/accounts/:accountId/standing-orders/:orderId', (context) => {
    const standingOrder = ordersOf(context).find(({ id }) => id === param(context, 'orderId'));
    if (standingOrder === undefined) throw notFound('the standing order');
    return reply(context, { standingOrder, status: SUCCESS });
  });
};
