import { z } from 'zod';
import type { ErrorCode } from '../../contract/errors.js';
import type { StandingOrder } from '../../contract/connections.js';
import type { Clock } from '../../lib/clock.js';
import { badAnswer } from '../../lib/provider-http.js';
import { ProviderError } from '../provider-error.js';
import type { CallContext, Grant } from '../authorisation.js';
import type { Provider } from '../provider.js';
import type { CallOptions, TokenIoClient } from './client.js';
import { toAccount, toBalances, toStandingOrder, toTransaction } from './mapping.js';
import {
  accountsRequest,
  balanceRequest,
  cancelTokenRequest,
  standingOrdersRequest,
  tokenRequest,
  transactionsRequest,
} from './requests.js';
import {
  WireAccounts,
  WireBalance,
  WireCancellation,
  WireStandingOrders,
  WireToken,
  WireTransactions,
} from './wire.js';

/** What a grant holds: the access token's id (no credential by itself) and the accounts that it names. */
const GrantData = z.object({ tokenId: z.string(), accountIds: z.array(z.string()).default([]) });
type GrantData = z.infer<typeof GrantData>;

/** After these a token may have ended all the same. */
const worthAsking: ReadonlySet<ErrorCode> = new Set(['provider_rejected', 'bad_provider_answer']);

/** Far beyond what an account has, so that an endless list ends. */
const MAX_ORDER_PAGES = 20;

const reading: CallOptions = { place: 'data' };

/** The data half of the provider: what a grant lets us read, and how it ends. */
export function createData(client: TokenIoClient, now: Clock): Provider['data'] {
  /** Whether a token that could not be cancelled is so already, has run out, or is gone altogether. */
  async function hasEnded(tokenId: string, context: CallContext): Promise<boolean> {
    try {
      const { token } = await client.call(tokenRequest(tokenId), WireToken, context, reading);
      const cancelled = (token.payloadSignatures ?? []).some(({ action }) => /^CANCELL?ED$/.test(action ?? ''));
      return cancelled || Number(token.payload.expiresAtMs ?? Infinity) <= now();
    } catch (error) {
      if (error instanceof ProviderError && error.code === 'not_found') return true;
      throw error;
    }
  }

  return {
    async accounts(grant, context) {
      const { tokenId, accountIds } = open(grant);
      const { accounts = [] } = await client.call(accountsRequest(tokenId, context), WireAccounts, context, reading);
      // An account that the consent does not name is not the shopper's to give.
      const named = accounts.filter(({ id }) => accountIds.length === 0 || accountIds.includes(id));
      return named.map(toAccount);
    },

    async balances(grant, accountId, context) {
      const answer = await client.call(
        balanceRequest(open(grant).tokenId, accountId, context),
        WireBalance,
        context,
        reading,
      );
      checkStatus(answer.status);
      return toBalances(answer);
    },

    async transactions(grant, accountId, query, context) {
      const request = transactionsRequest(open(grant).tokenId, accountId, query, context);
      const { status, offset, transactions = [] } = await client.call(request, WireTransactions, context, reading);
      checkStatus(status);
      // A bank may fill pages less than asked: only an empty page, or an offset that does not move, is the last.
      const more = offset && offset !== query.cursor && transactions.length > 0;
      const items = transactions.flatMap((transaction) => toTransaction(transaction) ?? []);
      return { items, ...(more ? { next: offset } : {}) };
    },

    async standingOrders(grant, accountId, context) {
      const orders: StandingOrder[] = [];
      for (let page = 1, at: string | undefined; page <= MAX_ORDER_PAGES; page += 1) {
        const request = standingOrdersRequest(open(grant).tokenId, accountId, at, context);
        const answer = await client.call(request, WireStandingOrders, context, reading);
        checkStatus(answer.status);
        const { offset, standingOrders = [] } = answer;
        orders.push(...standingOrders.map(toStandingOrder));
        if (!offset || offset === at || standingOrders.length === 0) return orders;
        at = offset;
      }
      throw badAnswer('GET standing-orders: endless list');
    },

    async revoke(grant, context) {
      const { tokenId } = open(grant);
      try {
        const { result } = await client.call(cancelTokenRequest(tokenId), WireCancellation, context);
        if (result?.status === undefined || result.status === 'SUCCESS') return;
        throw new ProviderError('provider_rejected', { retryable: false, detail: `cancel: ${result.status}` });
      } catch (error) {
        if (!(error instanceof ProviderError) || !worthAsking.has(error.code)) throw error;
        if (!(await hasEnded(tokenId, context))) throw error;
      }
    },
  };
}

function open(grant: Grant): GrantData {
  const parsed = GrantData.safeParse(grant.data);
  if (!parsed.success) throw new ProviderError('reauth_required', { retryable: false, detail: 'unreadable grant' });
  return parsed.data;
}

/** The status inside a 200 answer (sheet section 9.2). */
function checkStatus(status: string | undefined): void {
  if (status === 'MORE_SIGNATURES_NEEDED')
    throw new ProviderError('reauth_required', { retryable: false, detail: status });
  if (status === 'INVALID_REQUEST') throw new ProviderError('provider_rejected', { retryable: false, detail: status });
}
