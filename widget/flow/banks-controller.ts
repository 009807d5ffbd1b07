import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { BankList } from '../../server/contract/banks.js';
import type { ApiClient } from '../api/request.js';
import { getBanks } from '../api/routes.js';
import type { WidgetProblem } from '../errors.js';
import { problemOf } from './open-session.js';

/** The banks of the chosen country. */
export type BanksState =
  /** `list` is the one of before, if there was one. */
  | { readonly phase: 'loading'; readonly country: string | undefined; readonly list: BankList | undefined }
  | { readonly phase: 'loaded'; readonly list: BankList }
  | { readonly phase: 'failed'; readonly country: string | undefined; readonly problem: WidgetProblem };

/** Loads the list of banks; the newest request wins, disconnecting aborts it. */
export class BanksController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #state: BanksState = { phase: 'loading', country: undefined, list: undefined };
  #running: AbortController | undefined;
  #resume: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get state(): BanksState {
    return this.#state;
  }

  hostConnected(): void {
    this.#resume?.();
  }

  hostDisconnected(): void {
    this.#running?.abort();
  }

  /** Loads the banks of `country`; without one, of the country that the server picks. */
  load(client: ApiClient, country: string | undefined): void {
    this.#running?.abort();
    this.#running = new AbortController();
    const list = this.#state.phase === 'failed' ? undefined : this.#state.list;
    this.#become({ phase: 'loading', country, list: list?.country === country ? list : undefined });
    this.#resume = () => this.load(client, country);
    void this.#load(client, country, this.#running.signal);
  }

  async #load(client: ApiClient, country: string | undefined, signal: AbortSignal): Promise<void> {
    try {
      const list = await getBanks(client, country, signal);
      this.#resume = undefined;
      this.#become({ phase: 'loaded', list });
    } catch (error) {
      if (signal.aborted) return;
      this.#resume = undefined;
      this.#become({ phase: 'failed', country, problem: problemOf(error) });
    }
  }

  #become(state: BanksState): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
