import { sql } from 'kysely';
import type { Engine } from './engine.js';
import type { RefreshLease, RefreshLeaseRepository } from './repositories.js';

export function createRefreshLeaseRepository({ db, nowMs }: Engine): RefreshLeaseRepository {
  /** The row, as long as nobody else claimed it. */
  const held = ({ merchantId, connectionId, fence }: RefreshLease) =>
    db
      .updateTable('connections')
      .where('merchant_id', '=', merchantId)
      .where('id', '=', connectionId)
      .where('refresh_fence', '=', fence);

  return {
    async claim(merchantId, connectionId, { holder, fingerprint, leaseMs, doubtMs }) {
      const row = await db
        .updateTable('connections')
        .set({
          refresh_fence: sql`refresh_fence + 1`,
          refresh_holder: holder,
          refresh_until: sql`${nowMs} + ${leaseMs}`,
        })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', connectionId)
        .where((row) => row.or([row('refresh_until', 'is', null), row('refresh_until', '<=', nowMs)]))
        .where((row) =>
          row.or([
            row('refresh_sent_at', 'is', null),
            row('refresh_fingerprint', '!=', fingerprint),
            row('refresh_sent_at', '<=', sql<number>`${nowMs} - ${doubtMs}`),
          ]),
        )
        .returning('refresh_fence')
        .executeTakeFirst();
      return row === undefined ? undefined : { merchantId, connectionId, fence: row.refresh_fence };
    },

    async extend(lease, leaseMs) {
      const { numUpdatedRows } = await held(lease)
        .set({ refresh_until: sql`${nowMs} + ${leaseMs}` })
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async recordAttempt(lease, fingerprint, leaseMs) {
      const { numUpdatedRows } = await held(lease)
        .set({ refresh_fingerprint: fingerprint, refresh_sent_at: nowMs, refresh_until: sql`${nowMs} + ${leaseMs}` })
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async release(lease) {
      const nothing = { refresh_holder: null, refresh_until: null, refresh_fingerprint: null, refresh_sent_at: null };
      await held(lease).set(nothing).execute();
    },

    async abandoned(limit) {
      const rows = await db
        .selectFrom('connections')
        .select(['merchant_id', 'id'])
        .where('refresh_sent_at', 'is not', null)
        .where('refresh_until', '<=', nowMs)
        .orderBy('refresh_sent_at')
        .limit(limit)
        .execute();
      return rows.map(({ merchant_id, id }) => ({ merchantId: merchant_id, connectionId: id }));
    },
  };
}
