import { z } from 'zod';
import { ErrorCode } from './errors.js';
import { PaymentStatus } from './payments.js';

const timestamp = z.iso.datetime();

/**
 * What merchants are told of by webhook. The body of a request is one of these, and nothing else; its `id` is the
 * `webhook-id` header, too. Ids, statuses and the merchant's own reference; never anything of the shopper or an account.
 * Later versions add types and fields: take no offence at what you do not know.
 */
const event = <Type extends string, Data extends z.ZodRawShape>(type: Type, data: Data) =>
  z.object({
    /** The same at every attempt and every replay: what was seen before may be dropped. */
    id: z.string(),
    type: z.literal(type),
    /** When it happened, not when it was sent. */
    createdAt: timestamp,
    data: z.object(data),
  });

const session = { sessionId: z.string(), reference: z.string().optional() };
const connection = {
  connectionId: z.string(),
  /** The session that the connection came from. */
  sessionId: z.string(),
  reference: z.string().optional(),
  /** When the consent ends, where the provider says so. */
  expiresAt: timestamp.optional(),
};

export const WebhookEvent = z.discriminatedUnion('type', [
  /** With the id of the connection, or of the payment that the bank has taken. */
  event('session.completed', { ...session, connectionId: z.string().optional(), paymentId: z.string().optional() }),
  event('session.failed', { ...session, code: ErrorCode }),
  event('session.cancelled', session),
  event('session.expired', session),
  /** Sent 14 days, 7 days and 1 day ahead. */
  event('connection.expiring', { ...connection, expiresAt: timestamp, daysLeft: z.literal([14, 7, 1]) }),
  event('connection.expired', { ...connection, expiresAt: timestamp }),
  /** The bank takes the grant no more: the shopper must come back. */
  event('connection.reauth_required', connection),
  /** Nothing brings it back: the shopper ended it at the bank, or the merchant asked for it. */
  event('connection.revoked', { ...connection, by: z.enum(['bank', 'merchant']) }),
  event('payment.updated', { paymentId: z.string(), sessionId: z.string(), status: PaymentStatus }),
]);
export type WebhookEvent = z.infer<typeof WebhookEvent>;
export type WebhookEventType = WebhookEvent['type'];
export const WebhookEventType = z.enum(WebhookEvent.options.map(({ shape }) => shape.type.value));

/** An event before it is written down, which gives it its id and its time. */
export type Announcement = WebhookEvent extends infer One
  ? One extends WebhookEvent
    ? Pick<One, 'type' | 'data'>
    : never
  : never;

/**
 * `pending`: to be sent, for the first time or again. `unwanted`: the merchant has no webhooks configured, or not for this
 * type. `gave_up`: the merchant's server took it at no try.
 */
export const WebhookDeliveryState = z.enum(['pending', 'delivered', 'unwanted', 'gave_up']);
export type WebhookDeliveryState = z.infer<typeof WebhookDeliveryState>;

/** How far an event has got. */
export const WebhookDelivery = z.object({
  state: WebhookDeliveryState,
  /** Since it happened, or since it was last sent again. */
  tries: z.number().int().nonnegative(),
  /** The last try. */
  lastTryAt: timestamp.optional(),
  /**
   * The status that came back, such as `503`; or why none came: `not_connected`, `timeout`, `broken` (cut off),
   * `certificate` (not trusted), `address_not_allowed` (not on the internet, nor in `webhookNetworks`).
   */
  lastOutcome: z.string().optional(),
  /** While `pending`: when it is tried next. */
  nextTryAt: timestamp.optional(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const ListedWebhookEvent = z.object({ event: WebhookEvent, delivery: WebhookDelivery });
export type ListedWebhookEvent = z.infer<typeof ListedWebhookEvent>;

/** Newest first; `nextCursor` is opaque. */
export const WebhookEventList = z.object({ events: z.array(ListedWebhookEvent), nextCursor: z.string().optional() });
export type WebhookEventList = z.infer<typeof WebhookEventList>;

/** Query of `GET /v1/webhooks/events`. */
export const WebhookEventQuery = z.strictObject({
  state: WebhookDeliveryState.optional(),
  /** `nextCursor` of the page before, with the same `state`. */
  cursor: z.string().min(1).max(2048).optional(),
  /** How many at most; default 50. */
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'Use a whole number from 1 to 100.')
    .optional(),
});
export type WebhookEventQuery = z.infer<typeof WebhookEventQuery>;

/** `POST /v1/webhooks/replay`: sends again what happened in a period. */
export const ReplayWebhooks = z.strictObject({
  /** Default: what was given up, and what nobody wanted at the time. */
  states: z.array(WebhookDeliveryState).min(1).max(4).default(['gave_up', 'unwanted']),
  /** The time of the events; both ends are included. Default: as far back as events are kept, 30 days after they were settled. */
  from: timestamp.optional(),
  to: timestamp.optional(),
});
export type ReplayWebhooks = z.infer<typeof ReplayWebhooks>;

export const ReplayedWebhooks = z.object({ events: z.number().int().nonnegative() });
export type ReplayedWebhooks = z.infer<typeof ReplayedWebhooks>;
