import { sql, type Selectable } from 'kysely';
import type { WebhookEvent } from '../contract/webhooks.js';
import { openRows, type OnUnreadable } from './due-rows.js';
import type { Engine } from './engine.js';
import { webhookEventContext } from './outbox.js';
import type { WebhookEventTable } from './schema.js';
import type { StoredDelivery, StoredWebhookEvent } from './stored.js';
import type { Vault } from './store.js';
import type { WebhookEventRepository } from './repositories.js';

type Row = Selectable<WebhookEventTable>;

interface WebhookEventRepositoryDeps {
  readonly engine: Engine;
  readonly vault: Vault;
  readonly onUnreadable: OnUnreadable;
}

export function createWebhookEventRepository(deps: WebhookEventRepositoryDeps): WebhookEventRepository {
  const { engine, vault, onUnreadable } = deps;
  const { db } = engine;
  const openRow = async (row: Row): Promise<StoredWebhookEvent> => ({
    event: (await vault.open(row.sealed, webhookEventContext(row))) as WebhookEvent,
    merchantId: row.merchant_id,
    delivery: toDelivery(row),
    version: row.version,
  });

  return {
    async find(merchantId, id) {
      const row = await db
        .selectFrom('webhook_events')
        .selectAll()
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : openRow(row);
    },

    async list(merchantId, { after, limit, state }) {
      let query = db.selectFrom('webhook_events').selectAll().where('merchant_id', '=', merchantId);
      if (state !== undefined) query = query.where('state', '=', state);
      if (after !== undefined) {
        query = query.where((where) =>
          where(where.refTuple('created_at', 'id'), '<', where.tuple(after.createdAt, after.id)),
        );
      }
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return openRows('webhook_events', rows, openRow, onUnreadable);
    },

    async dueMerchants(at) {
      const rows = await db
        .selectFrom('webhook_events')
        .select('merchant_id')
        .distinct()
        .where('due_at', '<=', at)
        .execute();
      return rows.map(({ merchant_id }) => merchant_id);
    },

    async claimDue(merchantId, at, leaseMs, limit) {
      const locking = engine.skipsLockedRows ? sql`for update skip locked` : sql``;
      const { rows } = await sql<Row>`
        with due as (
          select id from webhook_events where due_at <= ${at} and merchant_id = ${merchantId}
          order by due_at limit ${limit} ${locking}
        )
        update webhook_events set due_at = ${at + leaseMs}, version = version + 1
        where id in (select id from due) returning *
      `.execute(db);
      return openRows('webhook_events', rows, openRow, onUnreadable);
    },

    async replace({ event, merchantId, delivery, version }) {
      const { numUpdatedRows } = await db
        .updateTable('webhook_events')
        .set({ ...toColumns(delivery), version })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', event.id)
        .where('version', '=', version - 1)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async hurry(merchantId, at, later) {
      const { numUpdatedRows } = await db
        .updateTable('webhook_events')
        .set({ due_at: at })
        .where('merchant_id', '=', merchantId)
        .where('due_at', '>', later)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },

    async replay(merchantId, { states, from, to }, at) {
      let query = db
        .updateTable('webhook_events')
        .set((set) => ({ ...toColumns(newSeries(at)), version: set('version', '+', 1) }))
        .where('merchant_id', '=', merchantId)
        .where('state', 'in', states);
      if (from !== undefined) query = query.where('created_at', '>=', from);
      if (to !== undefined) query = query.where('created_at', '<=', to);
      const { numUpdatedRows } = await query.executeTakeFirst();
      return Number(numUpdatedRows);
    },

    async prune(before) {
      const { numDeletedRows } = await db
        .deleteFrom('webhook_events')
        .where('settled_at', '<', before)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

/** To be sent at once, as if it had just happened. */
export const newSeries = (at: number): StoredDelivery => ({ state: 'pending', dueAt: at, beganAt: at, tries: 0 });

const toColumns = ({ state, dueAt, beganAt, tries, lastTry, settledAt }: StoredDelivery) => ({
  state,
  due_at: dueAt ?? null,
  began_at: beganAt,
  tries,
  tried_at: lastTry?.at ?? null,
  outcome: lastTry?.outcome ?? null,
  settled_at: settledAt ?? null,
});

const toDelivery = (row: Row): StoredDelivery => ({
  state: row.state,
  ...(row.due_at === null ? {} : { dueAt: row.due_at }),
  beganAt: row.began_at,
  tries: row.tries,
  ...(row.tried_at === null || row.outcome === null ? {} : { lastTry: { at: row.tried_at, outcome: row.outcome } }),
  ...(row.settled_at === null ? {} : { settledAt: row.settled_at }),
});
