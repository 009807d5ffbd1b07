import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Read } from '../api/parse.js';
import { readFirstSession, type ReadView } from '../api/read-first-session.js';
import type { ApiClient } from '../api/request.js';
import { getSession, postBank, postCancel } from '../api/routes.js';
import type { World } from '../api/world.js';
import { BankConnectError, type WidgetProblem } from '../errors.js';
import { pageProblem } from '../page-errors.js';
import { firstTransition } from './first-transition.js';
import type { Command, FlowEffect, FlowEvent, FlowState, Notice, Transition } from './flow-state.js';
import { newClient, problemOf, readPatiently, type FlowSource } from './open-session.js';
import type { PageLife } from './page-life.js';
import type { SendCommand } from './send-later-command.js';
import { isTerminal } from './session-facts.js';
import type { MakeWatch, SessionWatch } from './session-watch.js';

export interface FlowDeps {
  readonly world: World;
  readonly pageLife: PageLife;
  source(): FlowSource;
  notify(notice: Notice): void;
}

/** What the flow cannot do before the later steps are there. */
export interface LaterFlow {
  readonly makeWatch: MakeWatch;
  readonly send: SendCommand;
  readonly readSession: Read<ReadView>;
  readonly transition: Transition;
}

/**
 * Runs the flow of one element: keeps the state, performs its effects, and goes quiet with the element. Disconnecting
 * aborts requests, streams and timers; connecting again asks the server where the session stands.
 */
export class FlowController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #deps: FlowDeps;
  #state: FlowState = { phase: 'idle' };
  #connected = false;
  #client: ApiClient | undefined;
  #work = new AbortController();
  #sending: AbortController | undefined;
  #reading: AbortController | undefined;
  #later: LaterFlow | undefined;
  #watch: SessionWatch | undefined;
  /** The session moves by itself. */
  #watches = false;
  #stopListening: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, deps: FlowDeps) {
    this.#host = host;
    this.#deps = deps;
    host.addController(this);
  }

  get state(): FlowState {
    return this.#state;
  }

  /** What the credential frame and the banks need; absent before the first token. */
  get client(): ApiClient | undefined {
    return this.#client;
  }

  /** The later steps are there: what waited for them begins. */
  continueWith(later: LaterFlow): void {
    this.#later = later;
    this.#watch = later.makeWatch({
      onView: (view) => this.dispatch({ type: 'view_arrived', view }),
      onFailure: (problem) => this.dispatch({ type: 'read_failed', problem }),
      onSilence: (paused) => this.dispatch({ type: 'news_paused', paused }),
    });
    this.#watch.setAwake(this.#deps.pageLife.awake);
    if (this.#connected) this.#setWatching(this.#watches);
    this.#takeAwaited();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#watch?.setAwake(this.#deps.pageLife.awake);
    this.#stopListening = this.#deps.pageLife.listen((awake) => this.#onPageChange(awake));
    this.dispatch({ type: 'reconnected' });
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#stopListening?.();
    this.#abort();
    this.#setWatching(false);
  }

  /** Takes an event, keeps the new state and does what follows from it. */
  dispatch(event: FlowEvent): void {
    const before = this.#state;
    const { transition = firstTransition } = this.#later ?? {};
    const [state, effects] = transition(before, event);
    this.#state = state;
    if (state !== before) this.#host.requestUpdate();
    // A listener may take the element out of the page between two effects.
    for (const effect of effects) if (this.#connected) this.#carryOut(effect);
  }

  /** Something happened elsewhere: reads the session. */
  refresh(): void {
    if (this.#state.phase === 'open' && !isTerminal(this.#state.view.status)) void this.#read();
  }

  #carryOut(effect: FlowEffect): void {
    switch (effect.type) {
      case 'open':
        void this.#open(effect.renew);
        break;
      case 'read':
        void this.#read();
        break;
      case 'send':
        void this.#send(effect.command);
        break;
      case 'watch':
        this.#setWatching(true);
        break;
      case 'unwatch':
        this.#setWatching(false);
        break;
      case 'abort':
        this.#abort();
        break;
      case 'notify':
        this.#deps.notify(effect.notice);
        break;
    }
  }

  #setWatching(watches: boolean): void {
    this.#watches = watches;
    if (watches && this.#client) this.#watch?.start(this.#client);
    else this.#watch?.stop();
  }

  #abort(): void {
    this.#work.abort();
    this.#work = new AbortController();
    this.#sending = undefined;
    this.#reading = undefined;
  }

  async #open(renew: boolean): Promise<void> {
    const { signal } = this.#work;
    try {
      this.#client = await newClient(this.#deps.world, this.#deps.source(), renew, signal);
      this.#take(await readPatiently(this.#client, signal));
    } catch (error) {
      if (!signal.aborted) this.dispatch({ type: 'read_failed', problem: problemOf(error) });
    }
  }

  /** Reads the session; a newer reading makes an older one void. */
  async #read(): Promise<void> {
    if (this.#client === undefined) return;
    this.#reading?.abort();
    const reading = (this.#reading = new AbortController());
    const signal = AbortSignal.any([reading.signal, this.#work.signal]);
    try {
      this.#take(await getSession(this.#client, signal));
    } catch (error) {
      if (!signal.aborted) this.dispatch({ type: 'read_failed', problem: problemOf(error) });
    }
  }

  async #send(command: Command): Promise<void> {
    if (this.#client === undefined) return;
    this.#sending?.abort();
    const sending = (this.#sending = new AbortController());
    const signal = AbortSignal.any([sending.signal, this.#work.signal]);
    try {
      this.#take(await this.#perform(this.#client, command, signal), command);
    } catch (error) {
      if (!signal.aborted) this.dispatch({ type: 'command_failed', command, problem: problemOf(error) });
    }
  }

  /** Takes on what the server answered. Throws `bad_answer`. */
  #take(json: unknown, command?: Command): void {
    const { readSession = readFirstSession } = this.#later ?? {};
    this.dispatch({ type: 'view_arrived', view: readSession(json), command });
  }

  /** An answer that came before the later steps can be read now. */
  #takeAwaited(): void {
    if (this.#state.phase !== 'open' || this.#state.view.status !== 'awaited') return;
    try {
      this.#take(this.#state.view.json);
    } catch (error) {
      this.dispatch({ type: 'read_failed', problem: problemOf(error) });
    }
  }

  #perform(client: ApiClient, command: Command, signal: AbortSignal): Promise<unknown> {
    if (command.type === 'choose_bank') return postBank(client, { bankId: command.bankId }, signal);
    if (command.type === 'cancel') return postCancel(client, signal);
    return (
      this.#later?.send(client, command, signal) ??
      Promise.reject(new BankConnectError(pageProblem('steps_not_loaded')))
    );
  }

  #onPageChange(awake: boolean): void {
    this.#watch?.setAwake(awake);
    this.dispatch({ type: 'news_paused', paused: !awake });
    if (!awake) return;
    const state = this.#state;
    if (state.phase === 'broken' && passes(state.problem)) this.dispatch({ type: 'started', renew: false });
    else this.refresh();
  }
}

/** Problems that a page that comes back to life may have outlived. */
const passes = ({ code }: WidgetProblem): boolean => code === 'offline' || code === 'network' || code === 'timeout';
