import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookEvent } from '../contract/webhooks.js';

/** A request as it came in. */
export interface WebhookRequest {
  /** A `Headers` object, or what Node gives as `request.headers`. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body as it was received, before anything parsed it. */
  readonly body: string | Uint8Array;
}

export interface VerifyWebhookOptions {
  /** How far the time of the request may be from now, in either direction; default 300. */
  readonly toleranceSeconds?: number;
  /** Epoch milliseconds; default `Date.now`. */
  readonly now?: () => number;
}

/** Why a request is not believed: answer 400, and nothing else. */
export type WebhookFault = 'header_missing' | 'time_off' | 'signature_wrong' | 'body_unreadable';

export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
  constructor(readonly code: WebhookFault) {
    super(`Not a webhook of this server: ${code}`);
  }
}

/**
 * The event of a webhook that was verified as Standard Webhooks 1.0 says: one of its signatures fits one of `secrets`
 * (`whsec_…`; the current one, or the current and the next), and it was sent within the last five minutes. Throws
 * `WebhookVerificationError` for everything else, and a `TypeError` for a secret that is none.
 *
 * The same event may come twice: keep `event.id` for some days, and drop what you have seen.
 */
export function verifyWebhook(
  request: WebhookRequest,
  secrets: string | readonly string[],
  { toleranceSeconds = 300, now = Date.now }: VerifyWebhookOptions = {},
): WebhookEvent {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(request, name),
  );
  if (!id || !timestamp || !signatures) throw new WebhookVerificationError('header_missing');
  const isInTime = /^\d{1,12}$/.test(timestamp) && Math.abs(now() / 1000 - Number(timestamp)) <= toleranceSeconds;
  if (!isInTime) throw new WebhookVerificationError('time_off');
  const expected = [secrets].flat().map((secret) => sign(secret, `${id}.${timestamp}.`, request.body));
  const given = signatures.split(' ').map((signature) => Buffer.from(signature));
  if (!given.some((one) => expected.some((other) => isSame(one, other)))) {
    throw new WebhookVerificationError('signature_wrong');
  }
  return parse(request.body, id);
}

function headerOf({ headers }: WebhookRequest, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  const value = entry?.[1];
  return typeof value === 'string' ? value : value?.[0];
}

function sign(secret: string, before: string, body: string | Uint8Array): Buffer {
  const [, text = ''] = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})$/.exec(secret) ?? [];
  if (text === '') throw new TypeError('A webhook secret begins with whsec_ and goes on in base64');
  const key = Buffer.from(text, 'base64');
  return Buffer.from(`v1,${createHmac('sha256', key).update(before).update(body).digest('base64')}`);
}

const isSame = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);

function parse(body: string | Uint8Array, id: string): WebhookEvent {
  try {
    const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
    const event = JSON.parse(text) as WebhookEvent | null;
    if (event?.id === id && typeof event.type === 'string') return event;
  } catch {
    // Said below.
  }
  throw new WebhookVerificationError('body_unreadable');
}
