import type { z } from 'zod';
import { badAnswer } from '../../lib/provider-http.js';
import { ProviderError } from '../provider-error.js';
import type { CallContext, Grant } from '../authorisation.js';
import type { Provider } from '../provider.js';
import type { ProviderDeps } from '../registry.js';
import type { TellConnectClient } from './client.js';
import { foldNames, listIn, memberOf, type Folded } from './fold.js';
import { toAccount, toBalance, toTransaction } from './mapping.js';
import type { TellConnectConfig } from './options.js';
import { isWithin, nextQuery } from './paging.js';
import { accountPath, refreshCall } from './requests.js';
import { openGrant, renewedGrant } from './tokens.js';
import { WireAccount, WireBalance, WireTokens, WireTransaction } from './wire.js';

type WithRefresh<Data extends Provider['data']> = Data & Required<Pick<Data, 'refresh'>>;

/** The data half of the provider: what a grant lets us read, and how it is kept alive. */
export function createData(
  { paths }: TellConnectConfig,
  deps: ProviderDeps,
  client: TellConnectClient,
): WithRefresh<Provider['data']> {
  const read = async (grant: Grant, endpoint: string, path: string, context: CallContext, query?: string) => {
    const { accessToken } = openGrant(grant);
    const target = { endpoint, path, accessToken, ...(query === undefined ? {} : { query }) };
    return foldNames(await client.read(target, context));
  };

  return {
    async accounts(grant, context) {
      const answer = await read(grant, paths.accounts, paths.accounts, context);
      return parsedList(WireAccount, listIn(answer, ['accounts', 'account']), paths.accounts).map(toAccount);
    },

    async balances(grant, accountId, context) {
      const answer = await read(grant, paths.balance, accountPath(paths.balance, accountId), context);
      const list = listIn(answer, ['balances', 'balance']) ?? [memberOf(answer, 'balance') ?? answer];
      return parsedList(WireBalance, list, paths.balance).map(toBalance);
    },

    async transactions(grant, accountId, { from, to, cursor }, context) {
      const path = accountPath(paths.transactions, accountId);
      const answer = await read(grant, paths.transactions, path, context, cursor);
      const list = listIn(answer, ['transactions', 'transaction']);
      const items = parsedList(WireTransaction, list, paths.transactions)
        .flatMap((transaction) => toTransaction(transaction) ?? [])
        // How to ask for a period is not published, so what came is sifted here.
        .filter((transaction) => isWithin(transaction, from, to));
      const next = nextQuery(answer, path, cursor);
      return { items, ...(next === undefined ? {} : { next }) };
    },

    async refresh(grant, context) {
      const { refreshToken } = openGrant(grant);
      const at = deps.now();
      if (refreshToken === undefined || isOver(grant, at)) {
        throw new ProviderError('reauth_required', { retryable: false, detail: 'nothing to refresh with' });
      }
      const tokens = await client.ask(refreshCall(paths, refreshToken), WireTokens, 'refresh', context);
      return renewedGrant(grant, tokens, at);
    },

    /** There is no call for it: shoppers revoke at the bank, and tokens that nobody uses end by themselves. */
    revoke: () => Promise.resolve(),
  };
}

/** The 90 days are counted from the consent: no refresh gets past them. */
const isOver = ({ expiresAt }: Grant, at: number): boolean => expiresAt !== undefined && Date.parse(expiresAt) <= at;

function parsedList<T>(schema: z.ZodType<T>, list: readonly Folded[] | undefined, endpoint: string): T[] {
  const parsed = schema.array().safeParse(list);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 3);
  throw badAnswer(`GET ${endpoint}: unexpected shape at ${paths.join(', ')}`);
}
