import {
  type Account,
  type Balance,
  BankConnectApiError,
  type BankConnectClient,
  type Transaction,
} from '../../server/client/index.js';
import { connectAtBank, type Places, type Visit } from './shopper.js';

/** One way to a bank, and what its simulator can be made to do. */
export interface Route {
  readonly provider: string;
  readonly visit: Visit;
  /** Lets the tokens run out; what shows that they were renewed without anybody noticing. */
  readonly expire: () => () => string;
  /** Consents that the simulator holds to be alive. */
  readonly consentsAlive: () => number;
}

/** An account as it was read, with everything that belongs to it. */
export interface ReadAccount {
  readonly account: Account;
  readonly balances: readonly Balance[];
  readonly pages: readonly (readonly Transaction[])[];
  /** Undefined where the provider has none. */
  readonly standingOrders: number | undefined;
}

/** What came of one route. */
export interface Walked {
  readonly provider: string;
  readonly bank: string;
  readonly accounts: readonly ReadAccount[];
  /** Reads without the shopper until the budget ended, and when the next one is allowed; no time: no end was met. */
  readonly unattended: { readonly reads: number; readonly next?: string };
  readonly afterExpiry: string;
  readonly renewed: string;
  readonly removed: string;
  /** What was left of the shopper, and is no more. */
  readonly erased: string;
}

const everything = ['accounts', 'balances', 'transactions', 'standing_orders'] as const;
const shopper = { ipAddress: '127.0.0.1', userAgent: 'Bank Connect demo' };
/** More than any bank of the demo allows in a day. */
const manyReads = 6;

/** All that a merchant's backend can do with one connection, from the first visit to the bank to the end of it. */
export async function walk(client: BankConnectClient, places: Places, route: Route): Promise<Walked> {
  const { provider, visit } = route;
  const psuId = `shopper at ${visit.bank}`;
  const connectionId = await connectAtBank(client, places, { scopes: [...everything], psuId }, visit);
  const accounts: ReadAccount[] = [];
  for (const account of await client.accounts.list(connectionId, { shopper })) {
    accounts.push(await readAccount(client, connectionId, account));
  }
  const { bank } = await client.connections.get(connectionId);

  const outcome = route.expire();
  await client.accounts.list(connectionId, { shopper });
  const afterExpiry = outcome();
  const unattended = await readUnattended(client, connectionId);

  const renewedId = await connectAtBank(client, places, { connectionId }, visit);
  const again = await client.accounts.list(renewedId, { shopper });
  const renewed = renewedId === connectionId && sameIds(again, accounts) ? 'same ids' : 'other ids';

  const alive = route.consentsAlive();
  await client.connections.remove(renewedId);
  const here = await client.connections.get(renewedId).then(({ status }) => status, codeOf);
  const removed = `${route.consentsAlive() < alive ? 'at the bank and here' : 'here'} (${here})`;
  const { sessions, connections } = await client.erasures.create(psuId);
  const erased = `${sessions} sessions, ${connections} connections`;
  return { provider, bank: bank.name, accounts, unattended, afterExpiry, renewed, removed, erased };
}

async function readAccount(client: BankConnectClient, connectionId: string, account: Account): Promise<ReadAccount> {
  const { id } = account;
  const balances = await client.balances.list(connectionId, id, { shopper });
  const pages: Transaction[][] = [];
  for await (const page of client.transactions.pages(connectionId, id, { shopper, limit: 100 })) {
    pages.push(page.transactions);
  }
  const standingOrders = await client.standingOrders.list(connectionId, id, { shopper }).then(
    (orders) => orders.length,
    (error: unknown) => {
      if (codeOf(error) === 'not_supported') return undefined;
      throw error;
    },
  );
  return { account, balances, pages, standingOrders };
}

async function readUnattended(client: BankConnectClient, connectionId: string): Promise<Walked['unattended']> {
  for (let reads = 0; reads < manyReads; reads += 1) {
    try {
      await client.accounts.list(connectionId);
    } catch (error) {
      if (codeOf(error) !== 'budget_exhausted') throw error;
      return { reads, next: (error as BankConnectApiError).retryAt ?? 'unknown' };
    }
  }
  return { reads: manyReads };
}

const codeOf = (error: unknown): string => {
  if (error instanceof BankConnectApiError) return error.code;
  throw error;
};

const sameIds = (now: readonly Account[], before: readonly ReadAccount[]): boolean =>
  JSON.stringify(now.map(({ id }) => id)) === JSON.stringify(before.map(({ account }) => account.id));
