import { cleanText } from '../../lib/clean-text.js';
import type { Scope } from '../../contract/session.js';
import type { Wish } from './flow.js';
import type { TokenIoConfig } from './options.js';
import type { TokenRequestBody } from './requests.js';
import type { SourceAccount } from './source-account.js';

const resourceOf = {
  accounts: 'ACCOUNTS',
  balances: 'BALANCES',
  transactions: 'TRANSACTIONS',
  standing_orders: 'STANDING_ORDERS',
} as const satisfies Record<Scope, string>;

/** The body of a token request. `refId` may hold 18 letters, digits and hyphens; `state` comes back with signatures. */
export function tokenRequestBody(
  wish: Wish,
  config: TokenIoConfig,
  ids: { readonly refId: string; readonly state: string },
  source: SourceAccount,
): TokenRequestBody {
  // Accounts are always among them: without their ids nothing else can be read.
  const resources = [...new Set(['accounts' as const, ...wish.scopes])].map((scope) => resourceOf[scope]);
  const { transactionHistoryDays } = config;
  const wantsHistory = transactionHistoryDays !== undefined && wish.scopes.includes('transactions');
  return {
    requestOptions: { bankId: wish.bankId, ...(wish.psuId === undefined ? {} : { psuId: wish.psuId }) },
    requestPayload: {
      refId: ids.refId,
      to: { id: config.memberId },
      redirectUrl: wish.callbackUrl,
      callbackState: ids.state,
      description: cleanText(wish.purpose, 140),
      tokenExpiration: String(Math.floor(Date.parse(wish.accessUntil) / 1000)),
      ...actingAs(config, wish.merchantName),
      accessBody: {
        resourceTypeList: { resources, ...(Object.keys(source).length === 0 ? {} : { source }) },
        ...(wantsHistory ? { transactionHistoryDays } : {}),
      },
    },
  };
}

function actingAs(config: TokenIoConfig, merchantName: string): Pick<TokenRequestBody['requestPayload'], 'actingAs'> {
  if (config.actingAs === undefined) return {};
  if (config.actingAs === 'merchant') return { actingAs: { displayName: cleanText(merchantName, 140) } };
  const { displayName, refId, secondaryName } = config.actingAs;
  return {
    actingAs: {
      displayName,
      ...(refId === undefined ? {} : { refId }),
      ...(secondaryName === undefined ? {} : { secondaryName }),
    },
  };
}

/** The page of Hosted Pages v1 for a request (sheet section 11), in the shopper's language and country. */
export function hostedPageUrl(
  config: TokenIoConfig,
  requestId: string,
  shopper: { readonly locale?: string | undefined; readonly country: string },
): string {
  const url = new URL(`/app/request-token/${encodeURIComponent(requestId).replaceAll('%3A', ':')}`, config.webAppUrl);
  const language = shopper.locale?.split('-', 1)[0]?.toLowerCase();
  if (language !== undefined) url.searchParams.set('lang', language);
  url.searchParams.set('country', shopper.country.toLowerCase());
  return url.href;
}
