import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { BanksController } from './flow/banks-controller.js';
import type { FlowController } from './flow/flow-controller.js';
import type { Command } from './flow/flow-state.js';
import { leave, type Leaving } from './flow/leave.js';
import { FrameBlockedEvent, FrameProgressEvent } from './frame/frame-events.js';
import { laterProblem } from './later-errors.js';
import {
  AccountsChosenEvent,
  ApprovalConfirmedEvent,
  BankLeftEvent,
  CancelRequestedEvent,
  ConsentAnsweredEvent,
  CredentialsSubmittedEvent,
  LeaveRequestedEvent,
  ProblemActionEvent,
} from './views/view-events.js';

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Does what the views of the later steps say. */
export class LaterEventsController implements ReactiveController {
  readonly #place: Host['renderRoot'];
  readonly #flow: FlowController;
  readonly #banks: BanksController;
  #leaving: Leaving | undefined;

  /** `language` is the one that the shopper reads. */
  constructor(host: Host, flow: FlowController, banks: BanksController, language: () => string | undefined) {
    this.#place = host.renderRoot;
    this.#flow = flow;
    this.#banks = banks;
    host.addController(this);
    this.#listen(language);
  }

  hostDisconnected(): void {
    this.#leaving?.dispose();
  }

  #listen(language: () => string | undefined): void {
    const flow = this.#flow;
    this.#on(BankLeftEvent, () => this.#give({ type: 'choose_bank', bankId: null }));
    this.#on(ConsentAnsweredEvent, ({ accepted, text, payment }) =>
      this.#give({ type: 'give_consent', accepted, text, payment, locale: language() ?? 'en' }),
    );
    this.#on(LeaveRequestedEvent, (event) => this.#leave(event));
    this.#on(CredentialsSubmittedEvent, ({ values }) => {
      const { state } = flow;
      if (state.phase !== 'open' || state.view.status !== 'credentials') return;
      this.#give({ type: 'submit_credentials', round: state.view.round, values });
    });
    this.#on(ApprovalConfirmedEvent, () => this.#give({ type: 'confirm' }));
    this.#on(AccountsChosenEvent, ({ accountIds }) => this.#give({ type: 'choose_accounts', accountIds }));
    this.#on(CancelRequestedEvent, () => this.#give({ type: 'cancel' }));
    this.#on(ProblemActionEvent, (event) => this.#takeAction(event));
    this.#on(FrameProgressEvent, ({ progress }) => {
      if (progress !== 'ready') flow.refresh();
    });
    this.#on(FrameBlockedEvent, () => flow.dispatch({ type: 'hindered', problem: laterProblem('frame_blocked') }));
  }

  #on<E extends Event>(event: { readonly type: string; readonly prototype: E }, react: (event: E) => void): void {
    this.#place.addEventListener(event.type, (happened) => react(happened as E));
  }

  #give(command: Command): void {
    this.#flow.dispatch({ type: 'command_given', command });
  }

  /** The button under a problem, which may be that of the list of banks. */
  #takeAction({ action }: ProblemActionEvent): void {
    const { client, state } = this.#flow;
    const banks = this.#banks.state;
    const aboutBanks = state.phase === 'open' && state.trouble === undefined && state.view.status === 'bank_selection';
    if (aboutBanks && banks.phase === 'failed' && client !== undefined) this.#banks.load(client, banks.country);
    else this.#flow.dispatch({ type: 'action_taken', action });
  }

  /** Leaves for the bank; synchronously inside the click. */
  #leave({ mode }: LeaveRequestedEvent): void {
    const place = this.#place;
    const { client, state } = this.#flow;
    if (!client || state.phase !== 'open' || state.view.status !== 'redirect' || !(place instanceof ShadowRoot)) return;
    this.#leaving?.dispose();
    const { origin, clientToken } = client;
    const onForbidden = () => this.#flow.dispatch({ type: 'hindered', problem: laterProblem('leave_blocked') });
    this.#leaving = leave({ place, origin, clientToken, mode, onForbidden });
    this.#flow.dispatch(this.#leaving.opened ? { type: 'left', mode } : { type: 'popup_blocked' });
  }
}
