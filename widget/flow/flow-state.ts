import type { PaymentOrder } from '../../server/contract/payments.js';
import type { NextAction } from '../../server/contract/errors.js';
import type { FlowView, ReadView } from '../api/read-first-session.js';
import type { ExitReason } from '../events.js';
import type { WidgetProblem } from '../errors.js';

/** What the shopper asks the server for; at most one is under way. */
export type Command =
  /** `null` leaves the bank and shows the list again. */
  | { readonly type: 'choose_bank'; readonly bankId: string | null }
  | {
      readonly type: 'give_consent';
      readonly accepted: boolean;
      readonly text: string;
      readonly locale: string;
      /** The order as it was shown, for a payment. */
      readonly payment?: PaymentOrder | undefined;
    }
  | { readonly type: 'confirm' }
  /** Inline fields only; the values live here until the answer comes, and nowhere else. */
  | { readonly type: 'submit_credentials'; readonly round: number; readonly values: Readonly<Record<string, string>> }
  | { readonly type: 'choose_accounts'; readonly accountIds: readonly string[] }
  | { readonly type: 'cancel' };

/** How the shopper went to the bank. */
export type LeaveMode = 'popup' | 'tab';

/** Something that stands between the shopper and the step; `command` is what did not get through. */
export interface Trouble {
  readonly problem: WidgetProblem;
  readonly command: Command | undefined;
}

/** A session is on the screen. */
export interface OpenState {
  readonly phase: 'open';
  readonly view: FlowView;
  /** The command whose answer is awaited. */
  readonly command: Command | undefined;
  readonly trouble: Trouble | undefined;
  /** The shopper left from this very view; the server's `leftAt` follows. */
  readonly left: LeaveMode | undefined;
  /** The browser did not let the window open. */
  readonly popupBlocked: boolean;
  /** News cannot come: the page is hidden or offline, or the server does not answer. */
  readonly paused: boolean;
  /** A new client token has been asked for since the last good answer. */
  readonly renewed: boolean;
}

/** All that the element knows. The server owns the truth: a view is replaced by a newer view, never guessed. */
export type FlowState =
  /** No way to a session yet, or the element is not in a page. */
  | { readonly phase: 'idle' }
  | { readonly phase: 'opening'; readonly renewed: boolean }
  | OpenState
  /** No session could be read. */
  | { readonly phase: 'broken'; readonly problem: WidgetProblem };

/** What happened. */
export type FlowEvent =
  /** There is a way to a session; `renew` asks for another one than before. */
  | { readonly type: 'started'; readonly renew: boolean }
  | { readonly type: 'stopped' }
  /** The shopper, or the page, wants another session. */
  | { readonly type: 'renewed' }
  /** The element went out of the page and came back. */
  | { readonly type: 'reconnected' }
  | { readonly type: 'view_arrived'; readonly view: FlowView; readonly command?: Command }
  | { readonly type: 'read_failed'; readonly problem: WidgetProblem }
  | { readonly type: 'command_given'; readonly command: Command }
  | { readonly type: 'command_failed'; readonly command: Command; readonly problem: WidgetProblem }
  | { readonly type: 'left'; readonly mode: LeaveMode }
  | { readonly type: 'popup_blocked' }
  /** The page's policy or the frame is in the way of the step. */
  | { readonly type: 'hindered'; readonly problem: WidgetProblem }
  | { readonly type: 'news_paused'; readonly paused: boolean }
  | { readonly type: 'action_taken'; readonly action: NextAction };

/** What the element tells the page. */
export type Notice =
  | { readonly type: 'ready'; readonly view: ReadView }
  | { readonly type: 'step'; readonly view: ReadView }
  | {
      readonly type: 'success';
      readonly sessionId: string;
      readonly connectionId: string | undefined;
      readonly paymentId: string | undefined;
      readonly bankId: string;
    }
  | {
      readonly type: 'exit';
      readonly sessionId: string | undefined;
      readonly reason: ExitReason;
      readonly problem?: WidgetProblem;
    }
  | { readonly type: 'error'; readonly sessionId: string | undefined; readonly problem: WidgetProblem }
  /** The shopper wants another session. */
  | { readonly type: 'renew' };

/** What the controller must do next. */
export type FlowEffect =
  /** Gets a client token (another one when `renew`), then reads the session. */
  | { readonly type: 'open'; readonly renew: boolean }
  | { readonly type: 'read' }
  | { readonly type: 'send'; readonly command: Command }
  /** Keeps looking for news of a session in which the server moves by itself. */
  | { readonly type: 'watch' }
  | { readonly type: 'unwatch' }
  /** Aborts whatever is under way. */
  | { readonly type: 'abort' }
  | { readonly type: 'notify'; readonly notice: Notice };

export type FlowTransition = readonly [FlowState, readonly FlowEffect[]];

/** Pure: what comes after `event`, and what has to be done. An event that does not fit changes nothing. */
export type Transition = (state: FlowState, event: FlowEvent) => FlowTransition;
