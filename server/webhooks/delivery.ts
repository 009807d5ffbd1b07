import type { WebhookEventType } from '../contract/webhooks.js';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Metrics } from '../lib/metrics.js';
import { retryAfterMs } from '../lib/retry-after.js';
import type { StoredDelivery, StoredWebhookEvent } from '../store/stored.js';
import type { WebhookEventRepository } from '../store/repositories.js';
import type { Post, TryOutcome } from './post.js';
import { nextTryAt } from './retries.js';
import { signedHeaders } from './signature.js';

/** Where a merchant wants to be told. */
export interface WebhookEndpoint {
  readonly url: string;
  /** HMAC keys; two while one replaces the other. */
  readonly keys: readonly Buffer[];
  /** Default: all. */
  readonly types?: readonly WebhookEventType[] | undefined;
}

export interface DeliveryDeps {
  readonly events: Pick<WebhookEventRepository, 'replace'>;
  /** By merchant. */
  readonly endpoints: ReadonlyMap<string, WebhookEndpoint>;
  readonly post: Post;
  readonly now: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly logger: Pick<Logger, 'debug' | 'warn' | 'error'>;
  readonly metrics?: Pick<Metrics, 'webhookTried' | 'webhookGivenUp'>;
}

/** What came of an event that was claimed; `dropped`: nobody wants it, or this server stops. */
export type Deliver = (claimed: StoredWebhookEvent, signal: AbortSignal) => Promise<'taken' | 'failed' | 'dropped'>;

const hourMs = 3_600_000;

/** One try to deliver one event. What it came to is written down; when that fails, the event is sent again. */
export function createDelivery(deps: DeliveryDeps): Deliver {
  const { events, endpoints, post, now, random, logger, metrics } = deps;

  async function settle(claimed: StoredWebhookEvent, delivery: StoredDelivery): Promise<void> {
    // Whoever claimed it in the meantime, or had it sent again, knows better.
    await events.replace({ ...claimed, delivery, version: claimed.version + 1 });
  }

  async function tryOnce({ url, keys }: WebhookEndpoint, { event }: StoredWebhookEvent, signal: AbortSignal) {
    const startedAt = now();
    const body = JSON.stringify(event);
    const signature = signedHeaders(keys, { id: event.id, atSeconds: Math.floor(startedAt / 1000), body });
    const headers = { 'content-type': 'application/json', 'user-agent': 'Bank-Connect', ...signature };
    const outcome = await post(url, { headers, body }, signal);
    metrics?.webhookTried(kindOf(outcome), (now() - startedAt) / 1000);
    return outcome;
  }

  return async (claimed, signal) => {
    const { event, merchantId, delivery } = claimed;
    const { beganAt } = delivery;
    const endpoint = endpoints.get(merchantId);
    if (endpoint?.types?.includes(event.type) === false || endpoint === undefined) {
      await settle(claimed, { state: 'unwanted', beganAt, tries: 0, settledAt: now() });
      return 'dropped';
    }
    const outcome = await tryOnce(endpoint, claimed, signal);
    const at = now();
    if (outcome.kind === 'interrupted') {
      await settle(claimed, { ...delivery, dueAt: at });
      return 'dropped';
    }
    const about = { event: event.id, type: event.type, merchant: merchantId, outcome: textOf(outcome) };
    const tried = { beganAt, tries: delivery.tries + 1, lastTry: { at, outcome: about.outcome } };
    if (isTaken(outcome)) {
      await settle(claimed, { ...tried, state: 'delivered', settledAt: at });
      logger.debug(about, 'A webhook was delivered');
      return 'taken';
    }
    const dueAt = nextTryAt(tried, at, random, askedMs(outcome, at));
    if (dueAt === undefined) {
      await settle(claimed, { ...tried, state: 'gave_up', settledAt: at });
      metrics?.webhookGivenUp();
      logger.error({ ...about, tries: tried.tries }, 'A webhook was given up');
    } else {
      await settle(claimed, { ...tried, state: 'pending', dueAt });
      logger.warn({ ...about, tries: tried.tries }, 'A webhook was not taken');
    }
    return 'failed';
  };
}

const isTaken = (outcome: TryOutcome): boolean =>
  outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;

const textOf = (outcome: TryOutcome): string => (outcome.kind === 'answered' ? String(outcome.status) : outcome.kind);

/** For a label: as few values as possible. */
const kindOf = (outcome: TryOutcome): string =>
  outcome.kind === 'answered' ? `${Math.floor(outcome.status / 100)}xx` : outcome.kind;

/** A receiver that is overrun says when to come back. */
const askedMs = (outcome: TryOutcome, at: number): number | undefined =>
  outcome.kind === 'answered' ? retryAfterMs(outcome.retryAfter, at, hourMs) : undefined;
