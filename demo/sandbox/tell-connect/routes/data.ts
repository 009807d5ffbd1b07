import { isIP } from 'node:net';

import {
  findAccount,
  wireAccounts,
  wireBalance,
  wireBeneficiaries,
  wireTransactions,
  type BankAccount,
} from '../accounts.js';
import { userCall } from '../auth/caller.js';
import type { Consent } from '../consents.js';
import { ApiError, invalidRequest } from '../errors.js';
import { reply, type SandboxApp, type SandboxContext } from '../http.js';
import type { World } from '../world.js';

const DAY_MS = 86_400_000;

/** Takes one of the day's calls without the user (sheet §4). @throws ApiError too_many_requests */
const count = (world: World, consent: Consent, endpoint: string): void => {
  const now = world.clock.now();
  const day = Math.floor(now / DAY_MS);
  const key = `${consent.id} ${endpoint} ${day}`;
  const used = world.counters.get(key) ?? 0;
  if (used >= (world.settings.unattendedPerDay ?? Infinity)) {
    const seconds = Math.ceil(((day + 1) * DAY_MS - now) / 1000);
    throw new ApiError('too_many_requests', 'no unattended calls left today', { 'retry-after': String(seconds) });
  }
  world.counters.set(key, used + 1);
};

/** Everything that is checked before data is shown: token, signature, scope, the user's address, the day's calls. */
const open = async (context: SandboxContext, world: World, endpoint: string, needs: string): Promise<void> => {
  const { consent } = await userCall(context, world);
  if (consent.scope !== 'aisp' || !world.settings.aispScopes.includes(needs)) {
    throw new ApiError('insufficient_scope', `${needs} was not granted`);
  }
  const userIp = context.req.header('x-user-ip');
  if (userIp === undefined) count(world, consent, endpoint);
  else if (isIP(userIp) === 0) throw invalidRequest('x-user-ip is not an IP address');
};

const page = (world: World, context: SandboxContext, account: BankAccount): object => {
  const all = wireTransactions(account, world.clock.now());
  const size = world.settings.transactionsPerPage;
  const number = Number(context.req.query('page') ?? 1);
  if (!Number.isSafeInteger(number) || number < 1) throw invalidRequest('page is not a page');
  const path = `/${world.version}/accounts/${account.id}/transactions`;
  const more = number * size < all.length;
  return {
    Transactions: all.slice((number - 1) * size, number * size),
    ...(more && { Links: { Next: `${world.apiOrigin}${path}?page=${number + 1}` } }),
  };
};

type Answer = (account: BankAccount, context: SandboxContext) => object;

/** `GET /accounts` and what belongs to one account. */
export const dataRoutes = (app: SandboxApp, world: World): void => {
  app.get(`/${world.version}/accounts`, async (context) => {
    await open(context, world, '/accounts', 'accounts:read');
    return reply(context, wireAccounts());
  });
  const ofAccount = (name: string, needs: string, answer: Answer): void => {
    app.get(`/${world.version}/accounts/:id/${name}`, async (context) => {
      const id = context.req.param('id');
      await open(context, world, `/accounts/${world.settings.countPerAccount ? id : '{id}'}/${name}`, needs);
      const account = findAccount(id);
      if (account === undefined) throw new ApiError('not_found', 'the account does not exist');
      return reply(context, answer(account, context));
    });
  };
  ofAccount('balance', 'balance:read', wireBalance);
  ofAccount('product', 'product:read', ({ subType }) => ({ ProductName: subType }));
  ofAccount('beneficiaries', 'beneficiaries:read', wireBeneficiaries);
  ofAccount('transactions', 'transactions:read', (account, context) => page(world, context, account));
};
