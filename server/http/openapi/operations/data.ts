import {
  Account,
  AccountList,
  BalanceList,
  ShopperHeaders,
  StandingOrderList,
  TransactionList,
  TransactionQuery,
} from '../../../contract/connections.js';
import type { ErrorCode } from '../../../contract/errors.js';
import { json, type Operation } from './operation.js';

const reading = [
  'not_found',
  'reauth_required',
  'connection_revoked',
  'budget_exhausted',
  'bank_unavailable',
  'provider_unavailable',
  'provider_rate_limited',
  'provider_rejected',
  'bad_provider_answer',
  'bank_not_supported',
] as const satisfies readonly ErrorCode[];

/** Said of every read. */
const attended =
  'With `PSU-IP-Address` the shopper is there and asked for it. Without it the read is unattended and comes out of the daily budget of the bank: `budget_exhausted` says by `Retry-After` and `retryAt` when the next one is allowed.';

/** What a connection gives, for the merchant’s backend. */
export const dataOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/connections/:id/accounts',
    id: 'listAccounts',
    tag: 'Merchant',
    summary: 'Reads the accounts of a connection',
    description: attended,
    caller: 'apiKey',
    headers: ShopperHeaders,
    success: { status: 200, ...json(AccountList), says: 'The accounts.' },
    errors: reading,
  },
  {
    method: 'get',
    path: '/v1/connections/:id/accounts/:aid',
    id: 'readAccount',
    tag: 'Merchant',
    summary: 'Reads one account',
    description: attended,
    caller: 'apiKey',
    headers: ShopperHeaders,
    success: { status: 200, ...json(Account), says: 'The account.' },
    errors: reading,
  },
  {
    method: 'get',
    path: '/v1/connections/:id/accounts/:aid/balances',
    id: 'listBalances',
    tag: 'Merchant',
    summary: 'Reads the balances of an account',
    description: `Signed: below zero the account is overdrawn, or this much is owed on the card. ${attended}`,
    caller: 'apiKey',
    headers: ShopperHeaders,
    success: { status: 200, ...json(BalanceList), says: 'The balances.' },
    errors: reading,
  },
  {
    method: 'get',
    path: '/v1/connections/:id/accounts/:aid/transactions',
    id: 'listTransactions',
    tag: 'Merchant',
    summary: 'Reads the transactions of an account, page by page',
    description: `Newest first, pending ones first. Amounts have no sign: \`direction\` says which way money went. Nothing comes twice and nothing is left out, also when something is booked between two pages; only a missing \`nextCursor\` is the end. ${attended}`,
    caller: 'apiKey',
    headers: ShopperHeaders,
    query: TransactionQuery,
    success: { status: 200, ...json(TransactionList), says: 'One page.' },
    errors: reading,
  },
  {
    method: 'get',
    path: '/v1/connections/:id/accounts/:aid/standing-orders',
    id: 'listStandingOrders',
    tag: 'Merchant',
    summary: 'Reads the standing orders of an account, where the provider has them',
    description: attended,
    caller: 'apiKey',
    headers: ShopperHeaders,
    success: { status: 200, ...json(StandingOrderList), says: 'The standing orders.' },
    errors: [...reading, 'not_supported'],
  },
];
