import type { CredentialsView } from '../../server/contract/fields.js';
import type { ApiClient } from '../api/request.js';
import { getCredentials, sendCredentials } from '../api/routes.js';
import { pause, type World } from '../api/world.js';
import { BankConnectError, clientProblem, type WidgetProblem } from '../errors.js';
import { loadCredentialMessages } from '../i18n/load-messages.js';
import type { CredentialFormView } from '../views/credential-form-view.js';
import { CredentialsSubmittedEvent } from '../views/credentials-submitted-event.js';
import { defineChallenges } from './challenge-elements.js';
import { acceptLook } from './look.js';
import type { FromFrame, ToFrame } from './protocol.js';

/** What was typed is forgotten after so long without a key. */
export const idleLimitMs = 5 * 60_000;
/** Pauses before the fields are asked for again. */
const loadPausesMs = [500, 1_000, 2_000, 4_000] as const;

export interface FramePageOptions {
  readonly world: World;
  /** Origin of this page, which is the companion's. */
  readonly origin: string;
  /** Where the form goes. */
  readonly place: HTMLElement;
  say(message: FromFrame): void;
}

/**
 * The page inside the credential frame: fetches the fields, shows them, sends what was typed to its own origin, and
 * forgets it. To the page outside it says no more than protocol.ts allows.
 */
export class FramePage {
  readonly #options: FramePageOptions;
  readonly #sheet = new CSSStyleSheet();
  #client: ApiClient | undefined;
  #locale = 'en';
  #form: CredentialFormView | undefined;
  #work = new AbortController();
  #calledOffIdle: (() => void) | undefined;

  constructor(options: FramePageOptions) {
    this.#options = options;
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
    this.#sheet.replaceSync('body { margin: 0; padding: 4px; background: transparent } :root {}');
  }

  /** Does what the page outside asks for. */
  hear(message: ToFrame): void {
    switch (message.type) {
      case 'open':
        this.#client = { origin: this.#options.origin, clientToken: message.clientToken, world: this.#options.world };
        this.#locale = message.locale;
        this.#dress(message.look);
        void this.#load();
        break;
      case 'look':
        this.#dress(message.look);
        break;
      case 'refresh':
        void this.#load();
        break;
      case 'focus':
        void this.#form?.focusHeading();
        // A frame of another process may get the focus a moment after it was told to pass it on.
        if (!document.hasFocus())
          window.addEventListener('focus', () => void this.#form?.focusHeading(), { once: true });
        break;
    }
  }

  /** Forgets what was typed and shows nothing. */
  clear(): void {
    this.#work.abort();
    this.#calledOffIdle?.();
    this.#form?.remove();
    this.#form = undefined;
  }

  #dress(look: unknown): void {
    const root = this.#sheet.cssRules[1];
    if (!(root instanceof CSSStyleRule)) return;
    for (const [property, value] of acceptLook(look)) root.style.setProperty(property, value);
  }

  /** Fetches the fields of the current round and shows them in a new form; whatever was there is forgotten. */
  async #load(): Promise<void> {
    if (this.#client === undefined) return;
    this.clear();
    this.#work = new AbortController();
    const { signal } = this.#work;
    try {
      const [view, messages] = await Promise.all([
        this.#fetchFields(this.#client, signal),
        loadCredentialMessages(this.#locale),
      ]);
      signal.throwIfAborted();
      this.#show(view, messages);
    } catch (error) {
      // Another step, another token, or no way to the server: the page outside finds out which.
      if (!signal.aborted && error instanceof BankConnectError) this.#options.say({ type: 'done' });
    }
  }

  /** The fields, and whatever elements they need. */
  async #fetchFields(client: ApiClient, signal: AbortSignal): Promise<CredentialsView> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const view = await getCredentials(client, signal);
        await defineChallenges(view.fields);
        return view;
      } catch (error) {
        const pauseMs = loadPausesMs[attempt];
        if (!(error instanceof BankConnectError) || !error.problem.retryable || pauseMs === undefined) throw error;
        await pause(client.world, error.problem.retryAfterMs ?? pauseMs, signal);
      }
    }
  }

  #show(view: CredentialsView, messages: Awaited<ReturnType<typeof loadCredentialMessages>>): void {
    const form = document.createElement('bank-connect-credential-form');
    Object.assign(form, { view, messages, locale: this.#locale });
    form.addEventListener(CredentialsSubmittedEvent.type, (event) => {
      if (event instanceof CredentialsSubmittedEvent) void this.#submit(form, view.round, event.values);
    });
    form.addEventListener('input', () => this.#watchIdle());
    this.#form = form;
    this.#options.place.replaceChildren(form);
    this.#watchIdle();
    this.#options.say({ type: 'ready' });
  }

  #watchIdle(): void {
    this.#calledOffIdle?.();
    this.#calledOffIdle = this.#options.world.after(idleLimitMs, () => void this.#load());
  }

  async #submit(form: CredentialFormView, round: number, values: Readonly<Record<string, string>>): Promise<void> {
    if (this.#client === undefined || form.busy) return;
    const { signal } = this.#work;
    this.#setBusy(form, true);
    try {
      await sendCredentials(this.#client, { round, values }, signal);
      this.clear();
      this.#options.say({ type: 'submitted' });
    } catch (error) {
      if (signal.aborted) return;
      const problem = error instanceof BankConnectError ? error.problem : clientProblem('bad_answer');
      this.#setBusy(form, false);
      this.#refused(form, problem);
    }
  }

  /** The form stays usable where another try can help; else the page outside reads the session. */
  #refused(form: CredentialFormView, problem: WidgetProblem): void {
    if (problem.code === 'wrong_state') void this.#load();
    else if (problem.retryable || problem.action === 'fix_request') form.problem = problem;
    else {
      this.clear();
      this.#options.say({ type: 'done' });
    }
  }

  #setBusy(form: CredentialFormView, busy: boolean): void {
    form.busy = busy;
    this.#options.say({ type: 'busy', busy });
  }
}
