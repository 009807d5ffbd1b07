import { createHash } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { terminalStatuses } from '../contract/session.js';
import type { Clock } from '../lib/clock.js';
import type { SessionState } from '../session/types.js';
import { insertConnection, renewConnection, sealConnection } from './connection-repository.js';
import { claimDue, openRows, type OnUnreadable } from './due-rows.js';
import type { Engine } from './engine.js';
import { insertEvents, sealEvents } from './outbox.js';
import type { Schema, SessionTable } from './schema.js';
import { putPayment, sealPayment } from './payment-repository.js';
import { psuHash } from './shopper-repository.js';
import { StoreError } from './store-error.js';
import type { SessionRepository } from './repositories.js';
import type { StoredSession } from './stored.js';
import type { Vault } from './store.js';

/** Both engines limit the parameters of one statement. */
const idsPerQuery = 500;

type Row = Selectable<SessionTable>;
type Database = Kysely<Schema> | Transaction<Schema>;

/** What is inside `sealed`. The token hash is there too, so that nobody can hand a session to another token. */
type SealedSession = Pick<StoredSession, 'session' | 'clientTokenHash' | 'callback'>;

export const sessionContext = (row: Pick<Row, 'merchant_id' | 'id' | 'version'>): string =>
  `session/${row.merchant_id}/${row.id}/${row.version}`;

export interface SessionRepositoryDeps {
  readonly engine: Engine;
  readonly vault: Vault;
  readonly now: Clock;
  readonly onUnreadable: OnUnreadable;
}

export function createSessionRepository(deps: SessionRepositoryDeps): SessionRepository {
  const { engine, vault, now, onUnreadable } = deps;
  const { db } = engine;
  const openOptional = async (row: Row | undefined) => (row === undefined ? undefined : openRow(vault, row));

  return {
    async insert(stored, payment) {
      const row = await toRow(vault, stored, now());
      const paymentRow = payment && { ...(await sealPayment(vault, payment)), psu_hash: row.psu_hash };
      if (paymentRow === undefined) {
        await db.insertInto('sessions').values(row).execute();
        return;
      }
      await db.transaction().execute(async (transaction) => {
        await transaction.insertInto('sessions').values(row).execute();
        await putPayment(transaction, paymentRow);
      });
    },

    async find(id) {
      return openOptional(await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst());
    },

    async findByTokenHash(clientTokenHash) {
      return openOptional(
        await db.selectFrom('sessions').selectAll().where('token_hash', '=', clientTokenHash).executeTakeFirst(),
      );
    },

    async findByCorrelation(merchantId, provider, correlationId) {
      return openOptional(
        await db
          .selectFrom('sessions')
          .selectAll()
          .where('merchant_id', '=', merchantId)
          .where('provider', '=', provider)
          .where('correlation_hash', '=', sha256(correlationId))
          .orderBy('created_at', 'desc')
          .executeTakeFirst(),
      );
    },

    async replace(next, { connection, payment, events = [] } = {}) {
      // Sealed before the transaction begins: nothing is awaited inside but the database.
      const at = now();
      const row = await toRow(vault, next, at);
      if (connection === undefined && payment === undefined && events.length === 0) return update(db, row);
      const connectionRow = connection && (await sealConnection(vault, connection));
      const paymentRow = payment && { ...(await sealPayment(vault, payment)), psu_hash: row.psu_hash };
      const eventRows = await sealEvents(vault, row, events, at);
      return unlessOvertaken(
        db.transaction().execute(async (transaction) => {
          if (!(await update(transaction, row))) return false;
          if (connectionRow?.version === 1) await insertConnection(transaction, connectionRow);
          else if (connectionRow && !(await renewConnection(transaction, connectionRow))) throw new Overtaken();
          if (paymentRow !== undefined) await putPayment(transaction, paymentRow);
          await insertEvents(transaction, eventRows);
          return true;
        }),
      );
    },

    async claimDue(at, leaseMs, limit) {
      const rows = await claimDue(engine, 'sessions', 'wake_at', { at, leaseMs, limit });
      return openRows('sessions', rows, (row) => openRow(vault, row), onUnreadable);
    },

    async versions(ids) {
      const versions = new Map<string, number>();
      for (let start = 0; start < ids.length; start += idsPerQuery) {
        const some = ids.slice(start, start + idsPerQuery);
        const rows = await db.selectFrom('sessions').select(['id', 'version']).where('id', 'in', some).execute();
        for (const { id, version } of rows) versions.set(id, version);
      }
      return versions;
    },

    async prune(before) {
      const { numDeletedRows } = await db.deleteFrom('sessions').where('ended_at', '<', before).executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

/** Takes a transaction back. */
class Overtaken extends Error {}

const unlessOvertaken = (written: Promise<boolean>): Promise<boolean> =>
  written.catch((error: unknown) => {
    if (error instanceof Overtaken) return false;
    throw error;
  });

async function update(db: Database, row: Row): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set(row)
    .where('id', '=', row.id)
    .where('merchant_id', '=', row.merchant_id)
    .where('version', '=', row.version - 1)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

async function toRow(vault: Vault, stored: StoredSession, at: number): Promise<Row> {
  const { session, clientTokenHash, callback, wakeAt } = stored;
  const key = { id: session.id, merchant_id: session.merchantId, version: session.version };
  const content: SealedSession = { session, clientTokenHash, ...(callback === undefined ? {} : { callback }) };
  return {
    ...key,
    status: session.state.status,
    token_hash: clientTokenHash,
    provider: callback?.provider ?? null,
    correlation_hash: callback === undefined ? null : sha256(callback.correlationId),
    wake_at: wakeAt ?? null,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    ended_at: isTerminal(session.state) ? at : null,
    psu_hash: psuHash(vault, session.merchantId, session.params.psuId),
    key_id: vault.writingKeyId,
    sealed: await vault.seal(content, sessionContext(key)),
  };
}

async function openRow(vault: Vault, row: Row): Promise<StoredSession> {
  const content = (await vault.open(row.sealed, sessionContext(row))) as SealedSession;
  if (content.clientTokenHash !== row.token_hash) throw new StoreError('unreadable', 'A session under a foreign token');
  return row.wake_at === null ? content : { ...content, wakeAt: row.wake_at };
}

const isTerminal = ({ status }: SessionState): boolean => terminalStatuses.some((terminal) => terminal === status);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
