import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Language } from '../i18n/messages.js';
import type { ViewBase } from '../views/view-base.js';

export interface StepPresenterOptions {
  /** Names what is on the screen; empty while it is nothing. */
  step(): string;
  /** The view of the step, after it has been rendered. */
  view(): ViewBase<Language> | null;
  /** Another step is on the screen. */
  onStep(): void;
}

/**
 * Leads the shopper to a new step: the focus goes to its heading when it was inside the element, else the heading is
 * read out. A page that has just loaded keeps the focus where it is.
 */
export class StepPresenter implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #options: StepPresenterOptions;
  #step = '';
  #hadFocus = false;
  #announcement = '';

  constructor(host: ReactiveControllerHost & Element, options: StepPresenterOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** What the live region says. */
  get announcement(): string {
    return this.#announcement;
  }

  hostUpdate(): void {
    // A step that vanished under the focus leaves it on the body, where it waits for the next step.
    const lost = document.activeElement === null || document.activeElement === document.body;
    this.#hadFocus = this.#host.matches(':focus-within') || (this.#hadFocus && lost);
  }

  hostUpdated(): void {
    const step = this.#options.step();
    if (step === this.#step) return;
    this.#step = step;
    if (step !== '') void this.#present(this.#hadFocus);
  }

  async #present(takesFocus: boolean): Promise<void> {
    const view = this.#options.view();
    await view?.updateComplete;
    if (!this.#host.isConnected) return;
    this.#options.onStep();
    if (takesFocus) await view?.focusHeading();
    const heading = view?.renderRoot.querySelector('h2')?.textContent ?? '';
    this.#announcement = takesFocus ? '' : heading;
    this.#host.requestUpdate();
  }
}
