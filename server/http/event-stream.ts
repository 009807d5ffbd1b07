import { terminalStatuses } from '../contract/session.js';
import type { SessionView } from '../contract/session.js';
import type { SessionService } from '../session/service.js';

export interface EventStreamOptions {
  readonly sessions: Pick<SessionService, 'subscribe' | 'view'>;
  readonly sessionId: string;
  readonly heartbeatMs: number;
  /** Called once, however the stream ends. */
  readonly onEnd: () => void;
}

const encoder = new TextEncoder();
/** A reader that takes nothing for so many heartbeats is gone. */
const patienceInHeartbeats = 3;

/**
 * The views of one session as server-sent events (WHATWG HTML, section 9.2): the present one at once, then each newer
 * one, whole, with its version as id. A slow reader gets the newest view and not those between. Ends after a terminal view,
 * or when `end` is called.
 */
export function sessionEventStream(options: EventStreamOptions): {
  readonly stream: ReadableStream<Uint8Array>;
  readonly end: () => void;
} {
  const source = new SessionEventStream(options);
  return { stream: new ReadableStream<Uint8Array>(source, { highWaterMark: 1 }), end: source.close };
}

class SessionEventStream implements UnderlyingDefaultSource<Uint8Array> {
  readonly #options: EventStreamOptions;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #unsubscribe: () => void = () => undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #next: SessionView | undefined;
  #sentVersion = -1;
  #missedHeartbeats = 0;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { sessions, sessionId, heartbeatMs } = this.#options;
    this.#controller = controller;
    // Subscribed before the first look, so that nothing falls between the two; versions tell what is stale.
    this.#unsubscribe = sessions.subscribe(sessionId, (view) => this.#offer(view));
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs);
    sessions.view(sessionId).then((view) => this.#offer(view), this.close);
  }

  pull(): void {
    this.#missedHeartbeats = 0;
    this.#flush();
  }

  cancel(): void {
    this.#end();
  }

  #offer(view: SessionView): void {
    if (view.version <= this.#sentVersion || (this.#next && view.version <= this.#next.version)) return;
    this.#next = view;
    this.#flush();
  }

  #flush(): void {
    const view = this.#next;
    if (!view || !this.#hasRoom()) return;
    this.#next = undefined;
    this.#sentVersion = view.version;
    this.#controller?.enqueue(encoder.encode(`id: ${view.version}\ndata: ${JSON.stringify(view)}\n\n`));
    if ((terminalStatuses as readonly string[]).includes(view.status)) this.close();
  }

  #beat(): void {
    if (this.#hasRoom()) this.#controller?.enqueue(encoder.encode(':\n\n'));
    else if (++this.#missedHeartbeats >= patienceInHeartbeats) this.close();
  }

  #hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0;
  }

  readonly close = (): void => {
    const controller = this.#controller;
    if (this.#end()) controller?.close();
  };

  /** True the first time. */
  #end(): boolean {
    if (!this.#controller) return false;
    this.#controller = undefined;
    clearInterval(this.#heartbeat);
    this.#unsubscribe();
    this.#options.onEnd();
    return true;
  }
}
