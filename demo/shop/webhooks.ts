import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Links } from './pages/layout.js';
import { webhooksPage } from './pages/webhooks.js';

/** Where the companion server sends this shop's webhooks. */
export const webhookPath = '/hooks/bank-connect';

/** A request that came in, as the page shows it. */
export interface Arrival {
  /** From 1, in the order of arrival. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly verdict: 'verified' | 'duplicate' | 'forged';
  /** The status of the shop's answer. */
  readonly answered: number;
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

/** A real shop keeps the ids in its database, for some days. */
const kept = 100;

/** The shop's inbox: verifies, drops what it has seen, answers at once, and shows what came. */
export class WebhookInbox {
  readonly #secret: Buffer;
  readonly #arrivals: Arrival[] = [];
  readonly #seen = new Set<string>();
  readonly #listeners = new Set<(arrival: Arrival) => void>();
  #count = 0;
  /** False: the shop plays a server that is down, so that one can watch the retries. */
  isOpen = true;

  constructor(secret: string) {
    this.#secret = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  }

  get arrivals(): readonly Arrival[] {
    return this.#arrivals;
  }

  /** The status to answer with. */
  receive(header: (name: string) => string | undefined, body: string): number {
    const id = header('webhook-id') ?? '';
    const isGenuine = this.#isGenuine(id, header('webhook-timestamp') ?? '', header('webhook-signature') ?? '', body);
    const answered = isGenuine ? (this.isOpen ? 204 : 503) : 400;
    const verdict = isGenuine ? (this.#seen.has(id) ? 'duplicate' : 'verified') : 'forged';
    if (answered === 204) this.#seen.add(id);
    this.#show({ verdict, answered, id, body, type: isGenuine ? typeOf(body) : 'unknown' });
    return answered;
  }

  subscribe(listener: (arrival: Arrival) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Standard Webhooks 1.0, without a library; `verifyWebhook` of `bank-connect/server` does the same. */
  #isGenuine(id: string, timestamp: string, signatures: string, body: string): boolean {
    if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300)) return false;
    const expected = createHmac('sha256', this.#secret).update(`${id}.${timestamp}.${body}`).digest();
    return signatures.split(' ').some((signature) => {
      const [version, value = ''] = signature.split(',');
      const given = Buffer.from(value, 'base64');
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
    });
  }

  #show(arrival: Omit<Arrival, 'number' | 'at'>): void {
    const shown = { ...arrival, number: (this.#count += 1), at: new Date().toISOString() };
    this.#arrivals.unshift(shown);
    this.#arrivals.splice(kept);
    for (const listener of this.#listeners) listener(shown);
  }
}

const typeOf = (body: string): string => (JSON.parse(body) as { type: string }).type;

const maxBodyBytes = 16_384;

/** The route that the companion server posts to, and the page on which one sees what it posted. */
export function webhookRoutes(inbox: WebhookInbox, links: Links): Hono {
  const routes = new Hono();
  const back = (context: Context) => context.redirect('/webhooks', 303);

  routes.post(webhookPath, async (context) => {
    // The body as it came: what is parsed and written again is not what was signed.
    const body = await context.req.text();
    if (body.length > maxBodyBytes) return context.body(null, 413);
    return context.body(null, inbox.receive((name) => context.req.header(name), body) as 204);
  });

  routes.get('/webhooks', (context) => context.html(webhooksPage(inbox.isOpen, links)));
  routes.get('/webhooks/arrivals', (context) =>
    streamSSE(context, async (stream) => {
      const show = (arrival: Arrival) =>
        void stream.writeSSE({ id: String(arrival.number), data: JSON.stringify(arrival) });
      const last = Number(context.req.header('last-event-id') ?? 0);
      inbox.arrivals
        .filter(({ number }) => number > last)
        .reverse()
        .forEach(show);
      const unsubscribe = inbox.subscribe(show);
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      unsubscribe();
    }),
  );
  routes.post('/webhooks/closed', (context) => {
    inbox.isOpen = !inbox.isOpen;
    return back(context);
  });
  routes.post('/webhooks/forgery', (context) => {
    const headers: Record<string, string> = {
      'webhook-id': `evt_${randomUUID()}`,
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
    };
    inbox.receive((name) => headers[name], '{"type":"payment.updated","data":{"status":"paid","believe":"me"}}');
    return back(context);
  });
  return routes;
}
