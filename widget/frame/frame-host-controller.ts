import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { World } from '../api/world.js';
import { readFromFrame, readHello, welcome, type FromFrame, type ToFrame } from './protocol.js';

/** How long the frame may take to say hello, and then to show its fields. */
export const frameLimitMs = 20_000;
/** The session goes on within this time after the frame has done its part; else the frame is of no use any more. */
const onwardLimitMs = 10_000;
/** A page that has loaded without saying hello is not ours, but the browser's "refused" page. */
const helloAfterLoadMs = 3_000;

export interface FrameHostOptions {
  readonly world: World;
  /** The frame in the page, when it is there. */
  frame(): HTMLIFrameElement | null;
  /** Origin of the companion server. */
  origin(): string;
  /** The first message after the port is handed over. */
  opening(): ToFrame;
  onMessage(message: FromFrame): void;
  onBlocked(): void;
}

/**
 * The page's end of the credential frame. A hello counts only when the browser vouches for it, from this very frame and
 * exactly the companion's origin; it is answered with one end of a new channel, and the end of before is closed.
 */
export class FrameHostController implements ReactiveController {
  readonly #options: FrameHostOptions;
  #port: MessagePort | undefined;
  #ended: AbortController | undefined;
  #callOff: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, options: FrameHostOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    window.addEventListener('message', (event) => this.#onWindowMessage(event), { signal });
    document.addEventListener('securitypolicyviolation', (event) => this.#onViolation(event), { signal });
    this.#awaitFrame(frameLimitMs);
  }

  hostDisconnected(): void {
    this.#ended?.abort();
    this.#callOff?.();
    this.#closePort();
  }

  /** Says something to the frame; before the port is there, nobody listens and nothing is kept. */
  send(message: ToFrame): void {
    this.#port?.postMessage(message);
  }

  /** The frame has loaded whatever it shows. */
  frameLoaded(): void {
    const gone = this.#ended?.signal.aborted ?? true;
    if (!gone && this.#port === undefined) this.#awaitFrame(helloAfterLoadMs);
  }

  /** From now on the frame has so much time to go on. */
  #awaitFrame(limitMs: number): void {
    this.#callOff?.();
    this.#callOff = this.#options.world.after(limitMs, () => this.#options.onBlocked());
  }

  #closePort(): void {
    this.#port?.close();
    this.#port = undefined;
  }

  #onWindowMessage(event: MessageEvent): void {
    const frame = this.#options.frame()?.contentWindow;
    if (!event.isTrusted || !frame || event.source !== frame || event.origin !== this.#options.origin()) return;
    const nonce = readHello(event.data);
    if (nonce === undefined) return;
    this.#closePort();
    this.#awaitFrame(frameLimitMs);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent) => this.#onPortMessage(readFromFrame(data));
    frame.postMessage(welcome(nonce), this.#options.origin(), [port2]);
    this.send(this.#options.opening());
  }

  #onPortMessage(message: FromFrame | undefined): void {
    if (message === undefined) return;
    if (message.type === 'ready') this.#callOff?.();
    if (message.type === 'submitted' || message.type === 'done') this.#awaitFrame(onwardLimitMs);
    this.#options.onMessage(message);
  }

  #onViolation({ effectiveDirective, blockedURI, disposition }: SecurityPolicyViolationEvent): void {
    if (disposition !== 'enforce' || effectiveDirective !== 'frame-src') return;
    const origin = this.#options.origin();
    if (blockedURI === origin || blockedURI.startsWith(`${origin}/`)) this.#options.onBlocked();
  }
}
