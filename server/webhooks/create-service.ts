import { z } from 'zod';
import { createCursors } from '../connection/cursors.js';
import type { ListedWebhookEvent } from '../contract/webhooks.js';
import { isoTime, type Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Metrics } from '../lib/metrics.js';
import type { Schedule } from '../lib/schedule.js';
import type { ListPosition } from '../store/repositories.js';
import type { Store, Vault } from '../store/store.js';
import type { StoredWebhookEvent } from '../store/stored.js';
import { createDelivery, type WebhookEndpoint } from './delivery.js';
import type { Post } from './post.js';
import { WebhookError, type WebhookService } from './service.js';
import { createWebhookWorker, type WebhookWorker } from './worker.js';

export interface WebhookDeps {
  readonly store: Pick<Store, 'webhookEvents'>;
  /** Seals cursors. */
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  /** By merchant. */
  readonly endpoints: ReadonlyMap<string, WebhookEndpoint>;
  readonly post: Post;
  readonly schedule: Schedule;
  readonly now: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  readonly metrics?: Pick<Metrics, 'webhookTried' | 'webhookGivenUp'>;
}

const Position: z.ZodType<ListPosition> = z.object({ createdAt: z.number(), id: z.string() });
/** The worker writes to an event a few times in its life only. */
const maxWrites = 5;

/** Webhooks: what sends them, and what a merchant's backend can ask about them. */
export function createWebhookService(deps: WebhookDeps): WebhookService & WebhookWorker {
  const { vault, now } = deps;
  const events = deps.store.webhookEvents;
  const worker = createWebhookWorker({ ...deps, events, deliver: createDelivery({ ...deps, events }) });
  const cursors = createCursors(vault, 'webhook-events', (value) => Position.safeParse(value).data);

  async function load(merchantId: string, id: string): Promise<StoredWebhookEvent> {
    const stored = await events.find(merchantId, id);
    if (stored === undefined) throw new WebhookError('not_found');
    return stored;
  }

  return {
    ...worker,

    async list(merchantId, { cursor, limit, state }) {
      const boundTo = [merchantId, state ?? ''];
      const after = cursor === undefined ? {} : { after: await cursors.open(cursor, boundTo) };
      const filter = state === undefined ? {} : { state };
      const rows = await events.list(merchantId, { ...after, ...filter, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const list = { events: page.map(toListed) };
      const last = page.at(-1)?.event;
      if (last === undefined || rows.length <= limit) return list;
      const position = { createdAt: Date.parse(last.createdAt), id: last.id };
      return { ...list, nextCursor: await cursors.seal(position, boundTo) };
    },

    async get(merchantId, id) {
      return toListed(await load(merchantId, id));
    },

    async replay(merchantId, id) {
      for (let write = 0; write < maxWrites; write += 1) {
        const stored = await load(merchantId, id);
        const at = now();
        const delivery = { state: 'pending', dueAt: at, beganAt: at, tries: 0 } as const;
        const next = { ...stored, delivery, version: stored.version + 1 };
        if (!(await events.replace(next))) continue;
        worker.wake(merchantId);
        return toListed(next);
      }
      throw new WebhookError('unavailable');
    },

    async replayPeriod(merchantId, { states, from, to }) {
      const period = {
        ...(from === undefined ? {} : { from: Date.parse(from) }),
        ...(to === undefined ? {} : { to: Date.parse(to) }),
      };
      const count = await events.replay(merchantId, { states, ...period }, now());
      worker.wake(merchantId);
      return { events: count };
    },
  };
}

function toListed({ event, delivery }: StoredWebhookEvent): ListedWebhookEvent {
  const { state, tries, lastTry, dueAt } = delivery;
  return {
    event,
    delivery: {
      state,
      tries,
      ...(lastTry === undefined ? {} : { lastTryAt: isoTime(lastTry.at), lastOutcome: lastTry.outcome }),
      ...(dueAt === undefined ? {} : { nextTryAt: isoTime(dueAt) }),
    },
  };
}
