import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { GiveConsent, SessionView } from '../../server/contract/session.js';
import { isTerminal } from '../api/read-session.js';
import { PolicyWitness } from '../api/diagnose.js';
import type { ApiClient } from '../api/request.js';
import {
  getSession,
  postAccounts,
  postBank,
  postCancel,
  postConfirm,
  postConsent,
  postInlineCredentials,
} from '../api/routes.js';
import type { World } from '../api/world.js';
import type { WidgetProblem } from '../errors.js';
import { pageProblem } from '../page-errors.js';
import type { Command, FlowEffect, FlowEvent, FlowState, LeaveMode, Notice } from './flow-state.js';
import { leave, type Leaving } from './leave.js';
import { newClient, problemOf, readPatiently, type FlowSource } from './open-session.js';
import type { PageLife } from './page-life.js';
import { SessionWatch } from './session-watch.js';
import { transition } from './transition.js';

export interface FlowDeps {
  readonly world: World;
  readonly pageLife: PageLife;
  source(): FlowSource;
  notify(notice: Notice): void;
}

/**
 * Runs the flow of one element: keeps the state, performs its effects, and goes quiet with the element. Disconnecting
 * aborts requests, streams and timers; connecting again asks the server where the session stands.
 */
export class FlowController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #deps: FlowDeps;
  readonly #watch: SessionWatch;
  readonly #witness = new PolicyWitness();
  #state: FlowState = { phase: 'idle' };
  #connected = false;
  #client: ApiClient | undefined;
  #work = new AbortController();
  #sending: AbortController | undefined;
  #reading: AbortController | undefined;
  #leaving: Leaving | undefined;
  #stopListening: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, deps: FlowDeps) {
    this.#host = host;
    this.#deps = deps;
    this.#watch = new SessionWatch({
      onView: (view) => this.dispatch({ type: 'view_arrived', view }),
      onFailure: (problem) => this.dispatch({ type: 'read_failed', problem }),
      onSilence: (paused) => this.dispatch({ type: 'news_paused', paused }),
    });
    host.addController(this);
  }

  get state(): FlowState {
    return this.#state;
  }

  /** What the credential frame and the banks need; absent before the first token. */
  get client(): ApiClient | undefined {
    return this.#client;
  }

  hostConnected(): void {
    this.#connected = true;
    this.#witness.listen();
    this.#watch.setAwake(this.#deps.pageLife.awake);
    this.#stopListening = this.#deps.pageLife.listen((awake) => this.#onPageChange(awake));
    this.dispatch({ type: 'reconnected' });
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#witness.stop();
    this.#stopListening?.();
    this.#abort();
    this.#watch.stop();
    this.#leaving?.dispose();
  }

  /** Takes an event, keeps the new state and does what follows from it. */
  dispatch(event: FlowEvent): void {
    const before = this.#state;
    const [state, effects] = transition(before, event);
    this.#state = state;
    if (state !== before) this.#host.requestUpdate();
    // A listener may take the element out of the page between two effects.
    for (const effect of effects) if (this.#connected) this.#perform(effect);
  }

  /** Something happened elsewhere: reads the session. */
  refresh(): void {
    if (this.#state.phase === 'open' && !isTerminal(this.#state.view.status)) void this.#read();
  }

  /** Leaves for the bank; call it synchronously inside the click. */
  leave(mode: LeaveMode, place: ShadowRoot): void {
    if (this.#client === undefined || this.#state.phase !== 'open' || this.#state.view.status !== 'redirect') return;
    this.#leaving?.dispose();
    const { origin, clientToken } = this.#client;
    const onForbidden = () => this.dispatch({ type: 'hindered', problem: pageProblem('leave_blocked') });
    this.#leaving = leave({ place, origin, clientToken, mode, onForbidden });
    this.dispatch(this.#leaving.opened ? { type: 'left', mode } : { type: 'popup_blocked' });
  }

  #perform(effect: FlowEffect): void {
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
        if (this.#client) this.#watch.start(this.#client);
        break;
      case 'unwatch':
        this.#watch.stop();
        break;
      case 'abort':
        this.#abort();
        break;
      case 'notify':
        this.#deps.notify(effect.notice);
        break;
    }
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
      const view = await readPatiently(this.#client, this.#witness, signal);
      this.dispatch({ type: 'view_arrived', view });
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
      this.dispatch({ type: 'view_arrived', view: await getSession(this.#client, signal) });
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
      const view = await perform(this.#client, command, signal);
      this.dispatch({ type: 'view_arrived', view, command });
    } catch (error) {
      if (!signal.aborted) this.dispatch({ type: 'command_failed', command, problem: problemOf(error) });
    }
  }

  #onPageChange(awake: boolean): void {
    this.#watch.setAwake(awake);
    this.dispatch({ type: 'news_paused', paused: !awake });
    if (!awake) return;
    const state = this.#state;
    if (state.phase === 'broken' && passes(state.problem)) this.dispatch({ type: 'started', renew: false });
    else this.refresh();
  }
}

function consentOf({ accepted, text, locale, payment }: Extract<Command, { type: 'give_consent' }>): GiveConsent {
  return { accepted, text, locale, payment };
}

function perform(client: ApiClient, command: Command, signal: AbortSignal): Promise<SessionView> {
  switch (command.type) {
    case 'choose_bank':
      return postBank(client, { bankId: command.bankId }, signal);
    case 'give_consent':
      return postConsent(client, consentOf(command), signal);
    case 'confirm':
      return postConfirm(client, signal);
    case 'submit_credentials':
      return postInlineCredentials(client, { round: command.round, values: command.values }, signal);
    case 'choose_accounts':
      return postAccounts(client, { accountIds: [...command.accountIds] }, signal);
    case 'cancel':
      return postCancel(client, signal);
  }
}

/** Problems that a page that comes back to life may have outlived. */
const passes = ({ code }: WidgetProblem): boolean => code === 'offline' || code === 'network' || code === 'timeout';
