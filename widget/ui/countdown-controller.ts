import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Updates its host once a second as long as it is connected and time is left. The host says when it ends. */
export class CountdownController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: { readonly deadline: () => string; readonly now: () => number };
  #timer: ReturnType<typeof setTimeout> | undefined;

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
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    if (!this.secondsLeft) return;
    // The next change of the number, not just "in a second": the display neither skips nor repeats one.
    const untilNext = (Date.parse(this.#options.deadline()) - this.#options.now()) % 1000 || 1000;
    this.#timer = setTimeout(() => this.#host.requestUpdate(), untilNext);
  }
}
