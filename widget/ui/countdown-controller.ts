import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Updates its host once a second as long as it is connected and time is left. The host says when it ends. */
export class CountdownController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: { readonly deadline: () => string; readonly now: () => number };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #connected = false;

  /** `deadline` is ISO 8601 (empty: none); `now` gives epoch milliseconds. */
  constructor(host: ReactiveControllerHost, options: { deadline: () => string; now: () => number }) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Whole seconds left, rounded up; none without a deadline. */
  get secondsLeft(): number | undefined {
    const end = Date.parse(this.#options.deadline());
    return Number.isNaN(end) ? undefined : Math.max(0, Math.ceil((end - this.#options.now()) / 1000));
  }

  hostConnected(): void {
    this.#connected = true;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#connected = false;
    clearTimeout(this.#timer);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    // An update that was under way ends after the host has left the page.
    if (!this.#connected || !this.secondsLeft) return;
    // The next change of the number, not just "in a second": the display neither skips nor repeats one.
    const untilNext = (Date.parse(this.#options.deadline()) - this.#options.now()) % 1000 || 1000;
    this.#timer = setTimeout(() => this.#host.requestUpdate(), untilNext);
  }
}
