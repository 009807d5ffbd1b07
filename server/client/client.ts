import type { z } from 'zod';
import type {
  Account,
  AccountList,
  Balance,
  BalanceList,
  Connection,
  ConnectionList,
  StandingOrder,
  StandingOrderList,
  Transaction,
  TransactionList,
} from '../contract/connections.js';
import type { Erasure } from '../contract/erasures.js';
import type { Payment, PaymentList } from '../contract/payments.js';
import type { CreatedSession, CreateSession, SessionResult } from '../contract/session.js';
import type {
  ListedWebhookEvent,
  ReplayedWebhooks,
  ReplayWebhooks,
  WebhookDeliveryState,
  WebhookEventList,
} from '../contract/webhooks.js';
import { createTransport, type CallOptions, type ClientOptions } from './transport.js';

/** The shopper who is there and asked for this read. Without one a read is unattended, and banks allow few of those a day. */
export interface Shopper {
  /** As your server saw it: IPv4 or IPv6. Never your own address. */
  readonly ipAddress: string;
  readonly userAgent?: string | undefined;
}

export interface ReadOptions extends CallOptions {
  readonly shopper?: Shopper | undefined;
}

export interface TransactionOptions extends ReadOptions {
  /** First and last day, `YYYY-MM-DD`, both included. */
  readonly from?: string;
  readonly to?: string;
  /** On a page, at most; 1 to 100, default 100. */
  readonly limit?: number;
}

/** Of a list: how many at most (1 to 100), and `nextCursor` of the page before. */
export interface PageOptions extends CallOptions {
  readonly limit?: number;
  readonly cursor?: string;
}

export interface WebhookPageOptions extends PageOptions {
  readonly state?: WebhookDeliveryState;
}

/** What `POST /v1/sessions` takes; everything may be left out. */
export type NewSession = Partial<z.input<typeof CreateSession>>;

export type BankConnectClient = ReturnType<typeof createBankConnectClient>;

/**
 * The API of a companion server, for a merchant's backend. Every method throws `BankConnectApiError`. Reads and removals that
 * failed for a moment are repeated; nothing else is.
 */
export function createBankConnectClient(options: ClientOptions) {
  const send = createTransport(options);

  const read = <T>(path: string, { shopper, signal }: ReadOptions = {}, query: Query = {}): Promise<T> =>
    send<T>({ method: 'GET', path, query, headers: headersOf(shopper) }, signal ? { signal } : {});

  const transactionsPage = (
    connectionId: string,
    accountId: string,
    { from, to, limit, cursor, ...options }: TransactionOptions & { readonly cursor?: string | undefined } = {},
  ): Promise<TransactionList> =>
    read(`${accountPath(connectionId, accountId)}/transactions`, options, { from, to, limit, cursor });

  async function* transactionPages(
    connectionId: string,
    accountId: string,
    options: TransactionOptions = {},
  ): AsyncGenerator<TransactionList, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await transactionsPage(connectionId, accountId, { ...options, cursor });
      yield page;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  return {
    sessions: {
      /** Creates a session for one shopper; hand its `clientToken` to the element. Not repeated when it fails. */
      create: (session: NewSession = {}, options?: CallOptions): Promise<CreatedSession> =>
        send({ method: 'POST', path: '/v1/sessions', body: session }, options),
      /** How it stands, and what came of it. What the browser says about that is a hint only. */
      get: (id: string, options?: CallOptions): Promise<SessionResult> => read(`/v1/sessions/${segment(id)}`, options),
    },

    connections: {
      /** One page, newest first. */
      page: ({ limit, cursor, ...options }: PageOptions = {}): Promise<ConnectionList> =>
        read('/v1/connections', options, { limit, cursor }),
      /** All of them, newest first, page by page as they are needed. */
      async *all(options: CallOptions = {}): AsyncGenerator<Connection, void, undefined> {
        let cursor: string | undefined;
        do {
          const page: ConnectionList = await read('/v1/connections', options, { cursor });
          yield* page.connections;
          cursor = page.nextCursor;
        } while (cursor !== undefined);
      },
      get: (id: string, options?: CallOptions): Promise<Connection> => read(connectionPath(id), options),
      /** Ends the consent, at the bank too where that is possible, and erases what was read. */
      remove: (id: string, options?: CallOptions): Promise<void> =>
        send({ method: 'DELETE', path: connectionPath(id) }, options),
    },

    erasures: {
      /** Erases all that is known of one shopper, and ends their consents. Asking again does no harm, so it is repeated. */
      create: (psuId: string, options?: CallOptions): Promise<Erasure> =>
        send({ method: 'POST', path: '/v1/erasures', body: { psuId }, isSafe: true }, options),
    },

    accounts: {
      list: async (connectionId: string, options?: ReadOptions): Promise<Account[]> =>
        (await read<AccountList>(`${connectionPath(connectionId)}/accounts`, options)).accounts,
      get: (connectionId: string, accountId: string, options?: ReadOptions): Promise<Account> =>
        read(accountPath(connectionId, accountId), options),
    },

    balances: {
      list: async (connectionId: string, accountId: string, options?: ReadOptions): Promise<Balance[]> =>
        (await read<BalanceList>(`${accountPath(connectionId, accountId)}/balances`, options)).balances,
    },

    transactions: {
      /** One page, newest first; `cursor` is the `nextCursor` of the page before. */
      page: transactionsPage,
      /** Page by page, each read when it is asked for. */
      pages: transactionPages,
      /** One by one. */
      async *all(
        connectionId: string,
        accountId: string,
        options?: TransactionOptions,
      ): AsyncGenerator<Transaction, void, undefined> {
        for await (const page of transactionPages(connectionId, accountId, options)) yield* page.transactions;
      },
    },

    payments: {
      /** How a payment stands. It is made by a session that was created with `payment`. */
      get: (id: string, options?: CallOptions): Promise<Payment> => read(`/v1/payments/${segment(id)}`, options),
      /** One page, newest first. */
      page: ({ limit, cursor, ...options }: PageOptions = {}): Promise<PaymentList> =>
        read('/v1/payments', options, { limit, cursor }),
    },

    webhooks: {
      /** One page of events, newest first, with how far their webhooks have got. */
      page: ({ limit, cursor, state, ...options }: WebhookPageOptions = {}): Promise<WebhookEventList> =>
        read('/v1/webhooks/events', options, { limit, cursor, state }),
      get: (id: string, options?: CallOptions): Promise<ListedWebhookEvent> =>
        read(`/v1/webhooks/events/${segment(id)}`, options),
      /** Sends one event again, with the same id. */
      replay: (id: string, options?: CallOptions): Promise<ListedWebhookEvent> =>
        send({ method: 'POST', path: `/v1/webhooks/events/${segment(id)}/replay` }, options),
      /** Sends the events of a period again; how many they are. */
      replayAll: (period: Partial<ReplayWebhooks> = {}, options?: CallOptions): Promise<ReplayedWebhooks> =>
        send({ method: 'POST', path: '/v1/webhooks/replay', body: period }, options),
    },

    standingOrders: {
      /** Throws `not_supported` where the provider has none. */
      list: async (connectionId: string, accountId: string, options?: ReadOptions): Promise<StandingOrder[]> =>
        (await read<StandingOrderList>(`${accountPath(connectionId, accountId)}/standing-orders`, options))
          .standingOrders,
    },
  };
}

type Query = Readonly<Record<string, string | number | undefined>>;

const headersOf = (shopper: Shopper | undefined): Record<string, string | undefined> => ({
  'PSU-IP-Address': shopper?.ipAddress,
  'PSU-User-Agent': shopper?.userAgent,
});

const connectionPath = (id: string): string => `/v1/connections/${segment(id)}`;
const accountPath = (connectionId: string, accountId: string): string =>
  `${connectionPath(connectionId)}/accounts/${segment(accountId)}`;

/** An id as one segment of a path. */
function segment(id: string): string {
  if (id === '' || id === '.' || id === '..') throw new TypeError('An id must not be empty or a dot segment');
  return encodeURIComponent(id);
}
