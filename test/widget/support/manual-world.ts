import type { ApiClient } from '../../../widget/api/request.js';
import type { World } from '../../../widget/api/world.js';

/** A request that waits for its answer. */
export interface Call {
  readonly url: string;
  readonly path: string;
  readonly init: RequestInit;
  /** The JSON that was sent. */
  readonly body: unknown;
  answer(status: number, body: unknown, headers?: Record<string, string>): void;
  answerStream(): { send(text: string): void; end(): void; fail(): void };
  fail(): void;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A world whose time and network move only by hand. */
export class ManualWorld implements World {
  readonly calls: Call[] = [];
  #now = 1_000_000;
  readonly #timers = new Set<Timer>();
  readonly #waiting: ((call: Call) => void)[] = [];
  #handedOut = 0;

  readonly fetch: typeof globalThis.fetch = (input, init = {}) =>
    new Promise<Response>((resolve, reject) => {
      const url = input instanceof Request ? input.url : input.toString();
      const gone = () => reject(init.signal?.reason as Error);
      if (init.signal?.aborted) {
        gone();
        return;
      }
      init.signal?.addEventListener('abort', gone, { once: true });
      this.#called({
        url,
        path: new URL(url, 'http://page.test').pathname,
        init,
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        answer: (status, body, headers = {}) =>
          resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })),
        answerStream: () => stream(resolve, init.signal),
        fail: () => reject(new TypeError('Failed to fetch')),
      });
    });

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** Lets time pass; timers fire in their order. */
  pass(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = until;
  }

  /** The next request that was not asked for yet. */
  nextCall(): Promise<Call> {
    const known = this.calls[this.#handedOut];
    this.#handedOut += 1;
    return known ? Promise.resolve(known) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  client(clientToken = 'token-0123456789abcdef'): ApiClient {
    return { origin: 'https://connect.test', clientToken, world: this };
  }

  #called(call: Call): void {
    this.calls.push(call);
    this.#waiting.shift()?.(call);
  }
}

function stream(resolve: (response: Response) => void, signal: AbortSignal | null | undefined) {
  const encoder = new TextEncoder();
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: (c) => void (controller = c) });
  signal?.addEventListener('abort', () => controller.error(signal.reason));
  resolve(new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream' } }));
  return {
    send: (text: string) => controller.enqueue(encoder.encode(text)),
    end: () => controller.close(),
    fail: () => controller.error(new TypeError('network error')),
  };
}

/** Lets everything that is ready run: promises and streams, no time. */
export const settle = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    let rounds = 5;
    port1.onmessage = () => {
      if (--rounds > 0) {
        port2.postMessage(undefined);
        return;
      }
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
