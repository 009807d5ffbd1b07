import { badAnswer } from '../../lib/provider-http.js';
import { ProviderError } from '../provider-error.js';
import type { CallContext, Grant } from '../authorisation.js';
import type { Provider } from '../provider.js';
import type { ProviderAccount } from '../provider-data.js';
import type { ProviderDeps } from '../registry.js';
import type { OAuthBankClient } from './client.js';
import { toAccount, toBalance, toTransaction } from './mapping.js';
import type { OAuthBankConfig } from './options.js';
import { cursorsBehind, fromCursor, isLastPage, pageAt, withIds } from './paging.js';
import { countAt, itemsAt } from './places.js';
import { refreshForm, revokeForm, type Reading } from './requests.js';
import { consentIdOf, openGrant, renewedGrant } from './tokens.js';

/** Far beyond what one shopper has, so that an endless list ends. */
const MAX_ACCOUNT_PAGES = 50;

type WithRefresh<Data extends Provider['data']> = Data & Required<Pick<Data, 'refresh'>>;

/** The data half of the provider: what a grant lets us read, and how it is kept alive. */
export function createData(
  config: OAuthBankConfig,
  deps: ProviderDeps,
  client: OAuthBankClient,
): WithRefresh<Provider['data']> {
  const { paths, answers, request, pageSize } = config;
  const read = (grant: Grant, reading: Reading, context: CallContext): Promise<unknown> =>
    client.read(reading, openGrant(grant).tokens.access, context);

  return {
    /** One answer has them all at most banks; where it counts pages, they are read as long as there are more. */
    async accounts(grant, context) {
      const found = new Map<string, ProviderAccount>();
      for (let page = 1; page <= MAX_ACCOUNT_PAGES; page++) {
        const parameters = page === 1 ? {} : { [request.page]: String(page) };
        const answer = await read(grant, { endpoint: paths.accounts, parameters }, context);
        for (const item of itemsAt(answer, answers.accounts.list)) {
          const account = toAccount(item, answers.accounts);
          if (!found.has(account.id)) found.set(account.id, account);
        }
        if (page >= (countAt(answer, config.pageCount) ?? 1)) return [...found.values()];
      }
      throw badAnswer(`GET ${paths.accounts}: a list without an end`);
    },

    async balances(grant, accountId, context) {
      const answer = await read(grant, { endpoint: paths.balances, account: accountId }, context);
      return itemsAt(answer, answers.balances.list).map((item) => toBalance(item, answers.balances));
    },

    async transactions(grant, accountId, { from, to, cursor, limit = pageSize }, context) {
      if (from !== undefined && to !== undefined && from > to) {
        throw new ProviderError('invalid_request', { retryable: false, detail: 'a period that ends before it begins' });
      }
      const place = cursor === undefined ? 0 : fromCursor(cursor);
      const page = pageAt(place, limit, pageSize);
      const parameters = {
        ...request.fixed,
        [request.page]: String(page.page),
        [request.pageSize]: String(page.pageSize),
        ...(from === undefined ? {} : { [request.from]: from }),
        ...(to === undefined ? {} : { [request.to]: to }),
      };
      const answer = await read(grant, { endpoint: paths.transactions, account: accountId, parameters }, context);
      const received = itemsAt(answer, answers.transactions.list);
      const wanted = received.slice(Math.max(0, place - page.start));
      const items = withIds(wanted.map((item) => toTransaction(item, answers.transactions)));
      const isLast = isLastPage(page, received.length, countAt(answer, config.pageCount));
      return isLast ? { items } : { items, ...cursorsBehind(page) };
    },

    async refresh(grant, context) {
      const { refresh } = openGrant(grant).tokens;
      const at = deps.now();
      if (refresh === undefined || isOver(grant, at)) {
        throw new ProviderError('reauth_required', { retryable: false, detail: 'nothing to refresh with' });
      }
      return renewedGrant(grant, await client.tokens(refreshForm(refresh), 'refresh', context), config, at);
    },

    /** Only where the bank names consents can anybody tell. */
    sharesConsent(one, other) {
      const [first, second] = [consentIdOf(one), consentIdOf(other)];
      return first !== undefined && first === second;
    },

    /** Ends the tokens where the bank has a call for it. The consent stays, or ends, at the bank: that is the shopper's. */
    async revoke(grant, context) {
      if (paths.revoke === undefined) return;
      const { refresh, access } = openGrant(grant).tokens;
      try {
        await client.revoke(paths.revoke, revokeForm(refresh ?? access), context);
      } catch (error) {
        if (!(error instanceof ProviderError) || error.code !== 'not_found') throw error;
      }
    },
  };
}

/** The days of a consent are counted from when it was given: no refresh gets past them. */
const isOver = ({ expiresAt }: Grant, at: number): boolean => expiresAt !== undefined && Date.parse(expiresAt) <= at;
