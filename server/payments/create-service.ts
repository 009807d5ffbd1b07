import { z } from 'zod';
import { createCursors } from '../connection/cursors.js';
import { ConnectionError } from '../connection/service.js';
import { createRepeating, type Repeating } from '../lib/repeating.js';
import type { Schedule } from '../lib/schedule.js';
import type { Vault } from '../store/store.js';
import { createFollower, type FollowerDeps } from './follow.js';
import type { PaymentService } from './service.js';

export interface PaymentDeps extends FollowerDeps {
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  readonly schedule: Schedule;
}

/** The service, and the worker that follows payments whose session is over. */
export type RunningPayments = PaymentService & Repeating;

const Position = z.object({ createdAt: z.number(), id: z.string() });

const lookEveryMs = 2_000;

export function createPaymentService(deps: PaymentDeps): RunningPayments {
  const { payments, vault, schedule } = deps;
  const cursors = createCursors(vault, 'payments', (value) => Position.safeParse(value).data);
  const worker = createRepeating(createFollower(deps), lookEveryMs, schedule);

  return {
    start: () => worker.start(),
    stop: () => worker.stop(),

    async list(merchantId, { cursor, limit }) {
      const after = cursor === undefined ? {} : { after: await cursors.open(cursor, [merchantId]) };
      const rows = await payments.list(merchantId, { ...after, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const list = { payments: page.map(({ payment }) => payment) };
      if (last === undefined || rows.length <= limit) return list;
      const position = { createdAt: Date.parse(last.payment.createdAt), id: last.payment.id };
      return { ...list, nextCursor: await cursors.seal(position, [merchantId]) };
    },

    async get(merchantId, id) {
      const stored = await payments.find(merchantId, id);
      if (stored === undefined) throw new ConnectionError('not_found');
      return stored.payment;
    },
  };
}
