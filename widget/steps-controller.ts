import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { pause, type World } from './api/world.js';
import { BankConnectError, type WidgetProblem } from './errors.js';
import type { PageLife } from './flow/page-life.js';
import { pageProblem } from './page-errors.js';
import type { Steps } from './steps.js';

/** Fetches the second file. `attempt` counts from 0, because browsers may remember an address that failed. */
export type ImportSteps = (attempt: number) => Promise<Steps>;

/** Pauses before the second file is asked for again. */
export const stepsPausesMs = [400, 1_600] as const;

export interface StepsDeps {
  readonly world: World;
  readonly pageLife: PageLife;
  importSteps(): ImportSteps;
  /** They are there. */
  onSteps(steps: Steps): void;
}

/**
 * Holds the later steps, once they are there. A failure is tried again a few times; then it becomes a problem, which ends
 * when the page wakes up or the shopper tries again.
 */
export class StepsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #deps: StepsDeps;
  #steps: Steps | undefined;
  #problem: WidgetProblem | undefined;
  #attempt = 0;
  #work: AbortController | undefined;
  #stopListening: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, deps: StepsDeps) {
    this.#host = host;
    this.#deps = deps;
    host.addController(this);
  }

  get steps(): Steps | undefined {
    return this.#steps;
  }

  /** Why there are no steps, and nobody is looking for them. */
  get problem(): WidgetProblem | undefined {
    return this.#problem;
  }

  hostConnected(): void {
    this.#stopListening = this.#deps.pageLife.listen((awake) => {
      if (awake && this.#problem !== undefined) this.load();
    });
    // What leaving the page broke off goes on.
    if (this.#work?.signal.aborted) {
      this.#work = undefined;
      this.load();
    }
  }

  hostDisconnected(): void {
    this.#stopListening?.();
    this.#work?.abort();
  }

  /** Looks for the steps, unless they are there or under way. */
  load(): void {
    if (this.#steps !== undefined || this.#work !== undefined) return;
    this.#problem = undefined;
    this.#work = new AbortController();
    void this.#load(this.#work.signal);
    this.#host.requestUpdate();
  }

  async #load(signal: AbortSignal): Promise<void> {
    try {
      const steps = await this.#import(signal);
      if (signal.aborted) return;
      this.#steps = steps;
      this.#deps.onSteps(steps);
    } catch (error) {
      if (signal.aborted) return;
      this.#problem = error instanceof BankConnectError ? error.problem : pageProblem('steps_not_loaded');
    }
    this.#work = undefined;
    this.#host.requestUpdate();
  }

  async #import(signal: AbortSignal): Promise<Steps> {
    for (const pauseMs of stepsPausesMs) {
      try {
        return await this.#importOnce();
      } catch (error) {
        if (error instanceof BankConnectError) throw error;
        await pause(this.#deps.world, pauseMs, signal);
      }
    }
    return this.#importOnce();
  }

  #importOnce(): Promise<Steps> {
    const attempt = this.#attempt;
    this.#attempt += 1;
    return this.#deps.importSteps()(attempt);
  }
}
