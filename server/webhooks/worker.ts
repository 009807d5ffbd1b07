import { setMaxListeners } from 'node:events';
import type { Clock } from '../lib/clock.js';
import { withDeadline } from '../lib/deadline.js';
import type { Logger } from '../lib/logger.js';
import { createRepeating } from '../lib/repeating.js';
import type { Schedule } from '../lib/schedule.js';
import type { WebhookEventRepository } from '../store/repositories.js';
import type { Deliver } from './delivery.js';

export interface WebhookWorkerDeps {
  readonly events: Pick<WebhookEventRepository, 'dueMerchants' | 'claimDue' | 'hurry' | 'prune'>;
  readonly deliver: Deliver;
  readonly schedule: Schedule;
  readonly now: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

export interface WebhookWorker {
  start(): void;
  /** The merchant asked for something: it is not left alone any longer. */
  wake(merchantId: string): void;
  /** Begins no more tries, lets those under way end, at most `graceMs`; hands back the rest at once. */
  stop(graceMs: number): Promise<void>;
}

const lookEveryMs = 1_000;
const pruneEveryMs = 3_600_000;
/** Longer than a try and its two writes may take; another instance sends again after it. */
export const leaseMs = 60_000;
/** Tries at one merchant at the same time. */
const atOnce = 10;
/** How long a merchant is left alone, at first and at last, when nothing of what it was sent was taken. */
const [firstRestMs, lastRestMs] = [5_000, 60_000];
/** How long one can still look at what became of an event, and have it sent again. */
const keepMs = 30 * 86_400_000;

interface Rest {
  readonly until: number;
  readonly ms: number;
}

/**
 * Sends what is due, merchant by merchant, so that one whose server is down keeps nobody else waiting. Instances share the
 * work: each event is claimed by one of them.
 */
export function createWebhookWorker({ events, deliver, schedule, now, logger }: WebhookWorkerDeps): WebhookWorker {
  const lanes = new Map<string, Promise<void>>();
  const rests = new Map<string, Rest>();
  const stopping = new AbortController();
  const hurrying = new AbortController();
  // Every try listens.
  setMaxListeners(0, hurrying.signal);

  /** Takes from what is due until nothing is, or nothing is taken. */
  async function serve(merchantId: string): Promise<void> {
    while (!stopping.signal.aborted) {
      const claimed = await events.claimDue(merchantId, now(), leaseMs, atOnce);
      if (claimed.length === 0) return;
      const results = await Promise.all(claimed.map((event) => deliver(event, hurrying.signal)));
      if (results.includes('taken')) await resume(merchantId, results.includes('failed'));
      else if (results.includes('failed')) {
        rest(merchantId);
        return;
      }
    }
  }

  function rest(merchantId: string): void {
    const ms = Math.min((rests.get(merchantId)?.ms ?? firstRestMs / 2) * 2, lastRestMs);
    rests.set(merchantId, { until: now() + ms, ms });
  }

  /** The merchant's server is there again: what waits for a later try need not. */
  async function resume(merchantId: string, stillFails: boolean): Promise<void> {
    const wasDown = rests.delete(merchantId);
    if (!wasDown || stillFails) return;
    // No claim reaches further than the lease.
    const hurried = await events.hurry(merchantId, now(), now() + leaseMs);
    logger.info({ merchant: merchantId, hurried }, 'A merchant takes webhooks again');
  }

  async function look(): Promise<void> {
    for (const merchantId of await events.dueMerchants(now())) {
      if (lanes.has(merchantId) || (rests.get(merchantId)?.until ?? 0) > now()) continue;
      const lane = serve(merchantId)
        .catch((err: unknown) => logger.warn({ err, merchant: merchantId }, 'Webhooks must wait'))
        .finally(() => lanes.delete(merchantId));
      lanes.set(merchantId, lane);
    }
  }

  const unlessDown = (work: () => Promise<unknown>, message: string) => () =>
    work().then(
      () => undefined,
      (err: unknown) => logger.warn({ err }, message),
    );
  const looking = createRepeating(unlessDown(look, 'Webhooks must wait'), lookEveryMs, schedule);
  const pruning = createRepeating(
    unlessDown(() => events.prune(now() - keepMs), 'Old webhooks were not deleted'),
    pruneEveryMs,
    schedule,
  );

  return {
    start() {
      looking.start();
      pruning.start();
    },

    wake: (merchantId) => void rests.delete(merchantId),

    async stop(graceMs) {
      stopping.abort();
      await Promise.all([looking.stop(), pruning.stop()]);
      const all = Promise.allSettled(lanes.values());
      await withDeadline(all, graceMs, schedule, () => new Error('late')).catch(() => undefined);
      hurrying.abort();
      await all;
    },
  };
}
