import type { z } from 'zod';
import type { Clock } from '../../lib/clock.js';
import { badAnswer } from '../../lib/provider-http.js';
import { ProviderError } from '../provider-error.js';
import type { CallContext } from '../authorisation.js';
import type { Provider } from '../provider.js';
import type { MoneyhubClient } from './client.js';
import type { Identify } from './identify.js';
import { IdTokenError } from './id-token.js';
import { toAccount, toBalances, toTransaction } from './mapping.js';
import type { MoneyhubConfig } from './options.js';
import { cursorPath, nextPath, rejoinPath } from './paging.js';
import { accountCall, accountsCall, refreshCall, transactionsCall, type BearerCall } from './requests.js';
import { newGrant, openGrant, type GrantData } from './tokens.js';
import type { Users } from './users.js';
import {
  WireAccountPage,
  WireOneAccount,
  WireTokens,
  WireTransactionPage,
  type WireAccount,
  type WireConnection,
} from './wire.js';

/** Far beyond what one shopper has, so that an endless list ends. */
const MAX_PAGES = 50;
/** When to look again at a connection whose accounts are still on their way. */
const SYNC_WAIT_MS = 2_000;

type WithRefresh<Data extends Provider['data']> = Data & Required<Pick<Data, 'refresh'>>;

/** The data half of the provider: what a grant lets us read, and how it ends. */
export function createData(
  config: MoneyhubConfig,
  client: MoneyhubClient,
  users: Users,
  identify: Identify,
  now: Clock,
): WithRefresh<Provider['data']> {
  const { apiVersion, apiUrl, paths, scopes } = config;

  /** Data is read by a token of our own that acts for the user; the token of the code grant does not reach it. */
  const read = <T>(
    call: BearerCall,
    scope: string,
    { userId }: GrantData,
    schema: z.ZodType<T>,
    context: CallContext,
  ) => client.data(call, { scope, userId }, schema, context);

  async function allAccounts(data: GrantData, context: CallContext): Promise<WireAccount[]> {
    const accounts: WireAccount[] = [];
    let call: BearerCall = accountsCall(apiVersion);
    for (let page = 1; page <= MAX_PAGES; page++) {
      const answer = await read(call, scopes.accounts, data, WireAccountPage, context);
      accounts.push(...answer.data);
      const next = nextPath(answer.links?.next, call.path, apiUrl);
      if (next === undefined) return accounts;
      call = { method: 'GET', path: next };
    }
    throw badAnswer('GET /accounts: endless list');
  }

  return {
    async accounts(grant, context) {
      const data = openGrant(grant);
      const connection = await users.connection(data, context);
      assertReadable(connection);
      const accounts = (await allAccounts(data, context)).filter((account) => belongsTo(account, connection));
      if (accounts.length === 0 && connection.status === 'never') throw stillSyncing();
      return accounts.map(toAccount);
    },

    async balances(grant, accountId, context) {
      const data = openGrant(grant);
      const answer = await read(accountCall(apiVersion, accountId), scopes.accounts, data, WireOneAccount, context);
      if (answer.data.id !== accountId) throw badAnswer('GET /accounts/{id}: another account');
      return toBalances(answer.data);
    },

    async transactions(grant, accountId, wish, context) {
      const { cursor } = wish;
      const first = transactionsCall(apiVersion, accountId, wish);
      const call = cursor === undefined ? first : { ...first, path: cursorPath(cursor, first.path, apiUrl) };
      const answer = await read(call, scopes.transactions, openGrant(grant), WireTransactionPage, context);
      if (answer.data.some((transaction) => (transaction.accountId ?? accountId) !== accountId)) {
        throw badAnswer('GET /transactions: of another account');
      }
      const next = nextPath(answer.links?.next, call.path, apiUrl);
      const items = answer.data.map(toTransaction);
      return next === undefined ? { items } : { items, next, rejoin: rejoinPath(next, items.length, apiUrl) };
    },

    async refresh(grant, { signal }) {
      const data = openGrant(grant);
      if (data.refreshToken === undefined) throw new ProviderError('reauth_required', { retryable: false });
      const tokens = await client.post(refreshCall(paths, data.refreshToken), WireTokens, 'refresh', signal);
      const { userId, connectionId } = data;
      if (tokens.id_token !== undefined) {
        await identify(tokens, { userId, connectionId }, signal).catch(refuseIdentity);
      }
      return newGrant(data, tokens, grant.expiresAt, now());
    },

    /** A renewal mends the connection that is there; and a user of its own goes with it. */
    sharesConsent(one, other) {
      const [first, second] = [openGrant(one), openGrant(other)];
      return first.userId === second.userId && (first.ownUser || first.connectionId === second.connectionId);
    },

    async revoke(grant, context) {
      const data = openGrant(grant);
      await users.deleteConnection(data, context);
      if (data.ownUser) await users.delete(data.userId, context);
    },
  };
}

/** A connection that is gone was revoked; one that the bank does not accept any more needs the shopper (sheet section 7). */
function assertReadable(connection: WireConnection | undefined): asserts connection is WireConnection {
  if (connection === undefined) {
    throw new ProviderError('connection_revoked', { retryable: false, detail: 'the connection is gone' });
  }
  const { error, extendedStatus } = connection;
  const broken = error === 'credentials_error' || error === 'mfa_required' || extendedStatus === 'expired';
  if (broken) {
    throw new ProviderError('reauth_required', { retryable: false, detail: `connection: ${error ?? 'expired'}` });
  }
}

/** A user can have accounts from several connections; those of others are not part of this consent. */
const belongsTo = ({ id, connectionId }: WireAccount, connection: WireConnection): boolean =>
  connectionId ? connectionId === connection.id : (connection.accountIds ?? []).includes(id);

const stillSyncing = (): ProviderError =>
  new ProviderError('bank_unavailable', {
    retryable: true,
    retryAfterMs: SYNC_WAIT_MS,
    detail: 'the accounts are still on their way',
  });

function refuseIdentity(error: unknown): never {
  if (!(error instanceof IdTokenError)) throw error;
  throw new ProviderError('integrity_failed', { retryable: false, detail: `id_token: ${error.message}` });
}
