import { z } from 'zod';
import type { ConnectionStatus } from '../contract/connections.js';
import type { ErrorCode } from '../contract/errors.js';
import type { Scope } from '../contract/session.js';
import { isoTime } from '../lib/clock.js';
import { SingleFlight } from '../lib/single-flight.js';
import type { CallContext, Grant } from '../providers/authorisation.js';
import type { Provider } from '../providers/provider.js';
import type { ListPosition } from '../store/repositories.js';
import type { Store, Vault } from '../store/store.js';
import type { StoredAccount, StoredConnection } from '../store/stored.js';
import { detailsOf, mergeAccounts, toAccount, withinLimit } from './accounts.js';
import { announcements } from './announcements.js';
import { createCursors } from './cursors.js';
import { createEndNoticeWorker } from './end-notice-worker.js';
import { createGrantCall, type GrantCall } from './grant-call.js';
import { fingerprintOf, hasGrant, withProof } from './grants.js';
import { ReadPosition, readList, type ListSource } from './list-reader.js';
import { createProviderCall, type ProviderCallDeps } from './provider-call.js';
import { createGrantRefresher, type RefreshDeps } from './refresh.js';
import { createRefreshWorker } from './refresh-worker.js';
import { createRevocationWorker } from './revocation-worker.js';
import { createRevocation } from './revocation.js';
import { assertPeriod, assertReadable, findAccount, toConnection, withDisclosure, withStatus } from './rules.js';
import { ConnectionError, type ConnectionService } from './service.js';

export interface ConnectionDeps extends ProviderCallDeps, RefreshDeps {
  readonly store: Pick<Store, 'connections' | 'refreshLeases' | 'budgets'>;
  /** Seals cursors. */
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  /** At least 128 random bits, safe in a path. */
  readonly randomId: () => string;
}

export interface RunningConnectionService extends ConnectionService {
  /**
   * Starts telling providers about consents that ended while they could not be reached, finishing broken refreshes, and
   * telling merchants of consents that are about to end.
   */
  start(): void;
  /** Breaks that off, and waits for refreshes that run, at most `graceMs` (default 0). */
  stop(graceMs?: number): Promise<void>;
}

const Position: z.ZodType<ListPosition> = z.object({ createdAt: z.number(), id: z.string() });
/** What an answer of the provider says about the consent. */
const verdicts: Partial<Record<ErrorCode, ConnectionStatus>> = {
  reauth_required: 'reauth_required',
  connection_revoked: 'revoked',
};
/** Transactions on a page, unless the caller says otherwise. */
const defaultLimit = '100';
/** Several callers change one connection at once rarely, and hardly ever so often. */
const maxWrites = 5;

/** The merchant backend's side of connections. */
export function createConnectionService(deps: ConnectionDeps): RunningConnectionService {
  const { store, vault, now, randomId, logger } = deps;
  const { connections } = store;
  const call = createProviderCall(deps);
  const plainCall: GrantCall = (stored, operation, context, ask) =>
    call(stored, operation, context, (provider) => ask(provider, stored.grant, context));
  const refresher = createGrantRefresher(deps, call);
  const proofs = new SingleFlight<unknown>();
  const callWithGrant = createGrantCall({ call, refresher, budgets: store.budgets, worked, failed });
  const revocation = createRevocation({ ...deps, connections, call: callWithGrant, plainCall });
  const workers = [
    createRevocationWorker({ ...deps, connections, revocation }),
    createRefreshWorker(deps, refresher),
    createEndNoticeWorker({ ...deps, connections }),
  ];
  const listCursors = createCursors(vault, 'connections', (value) => Position.safeParse(value).data);
  const transactionCursors = createCursors(vault, 'transactions', (value) => ReadPosition.safeParse(value).data);

  async function load(merchantId: string, id: string): Promise<StoredConnection> {
    const stored = await connections.find(merchantId, id);
    if (stored === undefined) throw new ConnectionError('not_found');
    return stored;
  }

  /** Writes what `change` makes of the connection as it is now; nothing, when that is the connection itself. */
  async function update(
    merchantId: string,
    id: string,
    change: (stored: StoredConnection) => StoredConnection,
  ): Promise<StoredConnection> {
    for (let write = 0; write < maxWrites; write += 1) {
      const stored = await load(merchantId, id);
      const changed = change(stored);
      if (changed === stored) return stored;
      const next = { ...changed, version: stored.version + 1 };
      if (await connections.replace(next, { events: announcements(stored, next) })) return next;
    }
    throw new ConnectionError('unavailable');
  }

  /** A grant that works clears every doubt about it. */
  async function worked(used: StoredConnection): Promise<void> {
    const { merchantId, connection } = used;
    const fingerprint = fingerprintOf(used.grant);
    if (withProof(used, fingerprint) === used) return;
    const note = () => update(merchantId, connection.id, (current) => withProof(current, fingerprint));
    await proofs.run(`${merchantId}/${connection.id}`, note).catch((err: unknown) => {
      logger.warn({ err, connection: connection.id }, 'That a grant works could not be written down');
    });
  }

  /** What the provider says about the consent is written down, as long as the grant is still the one that it spoke of. */
  async function failed(used: StoredConnection, error: unknown): Promise<void> {
    const status = error instanceof ConnectionError ? verdicts[error.code] : undefined;
    if (status === undefined) return;
    const fingerprint = fingerprintOf(used.grant);
    await update(used.merchantId, used.connection.id, (current) =>
      hasGrant(current, fingerprint) ? withStatus(current, status) : current,
    );
  }

  function providerOf({ provider: id }: StoredConnection): Provider {
    const provider = deps.providers.get(id);
    if (provider === undefined) throw new ConnectionError('provider_misconfigured');
    return provider;
  }

  async function read<T>(
    stored: StoredConnection,
    operation: Scope,
    context: CallContext,
    from: (provider: Provider, grant: Grant, context: CallContext) => Promise<T>,
  ): Promise<T> {
    assertReadable(stored, operation, now());
    return callWithGrant(stored, operation, context, from);
  }

  async function readAccounts(merchantId: string, id: string, context: CallContext): Promise<readonly StoredAccount[]> {
    const stored = await load(merchantId, id);
    const listed = await read(stored, 'accounts', context, ({ data }, grant, call) => data.accounts(grant, call));
    const updated = await update(merchantId, id, (current) => {
      if (current.connection.status === 'revoked') throw new ConnectionError('connection_revoked');
      const accounts = withinLimit(current, mergeAccounts(current.accounts, listed, randomId));
      return JSON.stringify(accounts) === JSON.stringify(current.accounts) ? current : { ...current, accounts };
    });
    return updated.accounts.filter(({ unlisted }) => unlisted !== true);
  }

  return {
    start: () => workers.forEach((worker) => worker.start()),
    async stop(graceMs = 0) {
      await Promise.all([...workers.map((worker) => worker.stop()), refresher.stop(graceMs)]);
    },

    async list(merchantId, { cursor, limit }) {
      const after = cursor === undefined ? {} : { after: await listCursors.open(cursor, [merchantId]) };
      const rows = await connections.list(merchantId, { ...after, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const list = { connections: page.map((stored) => toConnection(stored, now())) };
      if (last === undefined || rows.length <= limit) return list;
      const position = { createdAt: Date.parse(last.connection.createdAt), id: last.connection.id };
      return { ...list, nextCursor: await listCursors.seal(position, [merchantId]) };
    },

    async get(merchantId, id) {
      return toConnection(await load(merchantId, id), now());
    },

    async remove(merchantId, id, context) {
      const stored = await update(merchantId, id, (current) =>
        current.revocation === undefined ? revocation.request(current) : current,
      );
      await revocation.carryOut(stored, context);
    },

    async disclose(merchantId, id, accountId, { fields, text, locale }) {
      const account = findAccount(await load(merchantId, id), accountId, now());
      const agreed = { accountId, fields, text, locale, agreedAt: isoTime(now()) };
      await update(merchantId, id, (current) => withDisclosure(current, agreed));
      return detailsOf(account, fields);
    },

    async accounts(merchantId, id, context) {
      return { accounts: (await readAccounts(merchantId, id, context)).map(toAccount) };
    },

    async account(merchantId, id, accountId, context) {
      findAccount(await load(merchantId, id), accountId, now());
      const found = (await readAccounts(merchantId, id, context)).find((account) => account.id === accountId);
      if (found === undefined) throw new ConnectionError('not_found');
      return toAccount(found);
    },

    async balances(merchantId, id, accountId, context) {
      const stored = await load(merchantId, id);
      const { account } = findAccount(stored, accountId, now());
      const balances = await read(stored, 'balances', context, ({ data }, grant, call) =>
        data.balances(grant, account.id, call),
      );
      return { balances: [...balances] };
    },

    async standingOrders(merchantId, id, accountId, context) {
      const stored = await load(merchantId, id);
      const { account } = findAccount(stored, accountId, now());
      const { data } = providerOf(stored);
      const readOrders = data.standingOrders?.bind(data);
      // Said before anything about scopes: to ask the shopper for this one would be of no use.
      if (readOrders === undefined) throw new ConnectionError('not_supported');
      const orders = await read(stored, 'standing_orders', context, (_provider, grant, call) =>
        readOrders(grant, account.id, call),
      );
      return { standingOrders: [...orders] };
    },

    async transactions(merchantId, id, accountId, query, context) {
      assertPeriod(query, now());
      const stored = await load(merchantId, id);
      const { account } = findAccount(stored, accountId, now());
      const { from, to, limit = defaultLimit } = query;
      const boundTo = [merchantId, id, accountId, from ?? '', to ?? ''];
      const position = query.cursor === undefined ? undefined : await transactionCursors.open(query.cursor, boundTo);
      const source: ListSource = (cursor, wanted) =>
        read(stored, 'transactions', context, ({ data }, grant, call) =>
          data.transactions(grant, account.id, { from, to, cursor, limit: wanted }, call),
        );
      const { transactions, next } = await readList(source, Number(limit), position);
      if (next === undefined) return { transactions };
      return { transactions, nextCursor: await transactionCursors.seal(next, boundTo) };
    },
  };
}
