import type { AutofillDetails } from '../../../server/contract/accounts.js';
import type { BankList } from '../../../server/contract/banks.js';
import type { ErrorCode } from '../../../server/contract/errors.js';
import type { SessionView } from '../../../server/contract/session.js';
import { aProblem, aView, pelican } from './session-views.js';

/** A request of the element. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly body: unknown;
  readonly token: string | null;
  readonly signal: AbortSignal | null | undefined;
}

/** The companion server and the merchant's endpoint inside the page: replaces `fetch` from `install` to `remove`. */
export class PageCompanion {
  view: SessionView = aView('bank_selection');
  banks: BankList = { country: 'DE', countries: ['DE', 'FR'], banks: [pelican, { id: 'p:owl', name: 'Owl Bank' }] };
  /** What the page gets to fill in its form. */
  details: AutofillDetails = {};
  clientToken = 'token-0123456789abcdef';
  readonly requests: Request[] = [];
  /** Answers a path with this error, once per entry. */
  readonly faults: { path: string; code: ErrorCode; status?: number }[] = [];
  /** What a command does to the session. */
  onCommand: (path: string, body: unknown) => SessionView | undefined = () => undefined;
  /** Holds back answers to a path until the promise resolves. */
  readonly holds = new Map<string, Promise<void>>();
  readonly #streams = new Map<ReadableStreamDefaultController<Uint8Array>, AbortSignal | null | undefined>();
  readonly #original = globalThis.fetch;

  install(): this {
    globalThis.fetch = (input, init = {}) =>
      this.#answer(input instanceof Request ? input.url : input.toString(), init);
    return this;
  }

  remove(): void {
    globalThis.fetch = this.#original;
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  /** How often a path was asked for. */
  count(path: string): number {
    return this.requests.filter((each) => each.path === path).length;
  }

  /** The session moves on; open streams tell. */
  become(view: SessionView): void {
    this.view = view;
    for (const stream of this.#streams.keys()) stream.enqueue(eventOf(view));
  }

  async #answer(url: string, init: RequestInit): Promise<Response> {
    const { pathname: path } = new URL(url, location.href);
    const { signal } = init;
    const token = new Headers(init.headers).get('authorization');
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    this.requests.push({ method: init.method ?? 'GET', url, path, body, token, signal });
    const hold = this.holds.get(path);
    if (hold) await Promise.race([hold, aborted(signal)]);
    signal?.throwIfAborted();
    const at = this.faults.findIndex((fault) => fault.path === path);
    const [fault] = at < 0 ? [] : this.faults.splice(at, 1);
    if (fault?.status === 0) throw new TypeError('Failed to fetch');
    if (fault) return json({ error: aProblem({ code: fault.code, ...actionOf(fault.code) }) }, fault.status ?? 400);
    if (path === '/token') return json({ clientToken: this.clientToken });
    if (path === '/v1/banks') return json(this.banks);
    if (path === '/v1/session/autofill') return json(this.details);
    if (path === '/v1/session/events') return this.#stream(signal);
    if (init.method === 'POST') this.view = this.onCommand(path, body) ?? this.view;
    return json(this.view);
  }

  #stream(signal: AbortSignal | null | undefined): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#streams.set(controller, signal);
        controller.enqueue(eventOf(this.view));
        signal?.addEventListener('abort', () => {
          this.#streams.delete(controller);
          controller.error(signal.reason);
        });
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }
}

const actionOf = (code: ErrorCode) =>
  code === 'unauthorized' ? ({ action: 'new_session', retryable: false } as const) : {};
const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });
const eventOf = (view: SessionView) => new TextEncoder().encode(`data: ${JSON.stringify(view)}\n\n`);
const aborted = (signal: AbortSignal | null | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
