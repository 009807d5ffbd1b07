import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Announcement } from '../../../server/contract/webhooks.js';
import { Secret } from '../../../server/lib/secret.js';
import { createWebhookService } from '../../../server/webhooks/create-service.js';
import { addressRule, endpointsOf, type WebhookMerchant } from '../../../server/webhooks/options.js';
import { createPost } from '../../../server/webhooks/post.js';
import type { Store } from '../../../server/store/store.js';
import type { StoredWebhookEvent } from '../../../server/store/stored.js';
import { ManualTime } from '../../support/manual-time.js';
import { aStoredSession, cancelledState, next } from '../store/fixtures.js';
import { newVault } from '../../support/engines.js';

export const noon = Date.parse('2026-01-02T12:00:00.000Z');
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** What merchants configure. */
export const merchant = (url: string, secrets: readonly string[], id = 'shop'): WebhookMerchant => ({
  id,
  webhooks: { url, secrets: secrets.map((secret) => new Secret(secret)) },
});

export interface LogLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** One server that delivers what is in `store`. Time stands still unless the test moves it. */
export async function startInstance(
  store: Pick<Store, 'webhookEvents'>,
  merchants: readonly WebhookMerchant[],
  { time = new ManualTime(noon), totalMs = 2_000 }: { readonly time?: ManualTime; readonly totalMs?: number } = {},
) {
  const log: LogLine[] = [];
  const write = (level: string) => (fields: LogLine['fields'], message: string) =>
    void log.push({ level, fields, message });
  const work = countWork();
  const isAllowedAddress = addressRule(['127.0.0.0/8']);
  const service = createWebhookService({
    store: { webhookEvents: work.counted(store.webhookEvents) },
    vault: await newVault(),
    endpoints: endpointsOf(merchants),
    post: work.countedCall(createPost({ environment: 'sandbox', isAllowedAddress, limits: { totalMs } })),
    schedule: time.schedule,
    now: () => time.now,
    random: Math.random,
    logger: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  });
  service.start();

  /** Moves the clock, runs every timer that is due, and waits until all that came of it has ended. */
  async function advance(ms: number): Promise<void> {
    time.now += ms;
    do {
      while (time.next <= time.now) time.fireNext();
      await work.idle();
    } while (time.next <= time.now);
  }
  return { service, time, log, advance, idle: () => work.idle() };
}

/** Knows whether anything of what it counts is under way. */
function countWork() {
  let running = 0;
  const waiting: (() => void)[] = [];
  const countedCall =
    <Args extends readonly unknown[], T>(call: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      running += 1;
      try {
        return await call(...args);
      } finally {
        running -= 1;
        if (running === 0) for (const goOn of waiting.splice(0)) goOn();
      }
    };
  return {
    countedCall,
    counted: <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (all, name) => countedCall((Reflect.get(all, name) as (...args: unknown[]) => Promise<unknown>).bind(all)),
      }),
    /** Whoever goes on after an await does so within a turn of the event loop. */
    async idle(): Promise<void> {
      for (let quiet = 0; quiet < 3; quiet += 1) {
        await turn();
        if (running === 0) continue;
        await new Promise<void>((resolve) => waiting.push(resolve));
        quiet = -1;
      }
    },
  };
}

let sessions = 0;

/** A session ends, and with it comes an event. */
export async function announce(store: Store, merchantId = 'shop', reference?: string): Promise<string> {
  const id = `session-${(sessions += 1)}`;
  const session = aStoredSession({ id, merchantId });
  const data = { sessionId: id, ...(reference === undefined ? {} : { reference }) };
  const events: Announcement[] = [{ type: 'session.cancelled', data }];
  await store.sessions.insert(session);
  await store.sessions.replace(next(session, { state: cancelledState }), { events });
  return id;
}

/** Everything in the outbox of a merchant. */
export async function outbox(store: Store, merchantId = 'shop'): Promise<readonly StoredWebhookEvent[]> {
  return store.webhookEvents.list(merchantId, { limit: 100_000 });
}

export const statesOf = (events: readonly StoredWebhookEvent[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { delivery } of events) counts[delivery.state] = (counts[delivery.state] ?? 0) + 1;
  return counts;
};
