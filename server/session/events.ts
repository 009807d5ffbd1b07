import type { Money } from '../contract/money.js';
import type { ErrorCode } from '../contract/errors.js';
import type { FlowState, Grant, ResumeInput, Step } from '../providers/authorisation.js';
import type { StoredAccount, StoredConnection } from '../store/stored.js';
import type { AcceptedConsent, Departure, Failure, LeaveMode, Session, SessionBank } from './types.js';

interface Happened {
  /** Epoch milliseconds. */
  readonly at: number;
}

interface Answered extends Happened {
  /** Which call this answers: `Session.calls` when it was started. */
  readonly call: number;
}

/** What happened. Time and chance arrive in the event. */
export type SessionEvent =
  | (Happened & { readonly type: 'bank_chosen'; readonly bank: SessionBank })
  | (Happened & { readonly type: 'bank_left' })
  | (Happened & {
      readonly type: 'consent_accepted';
      readonly consent: AcceptedConsent;
      readonly traceId: string;
    })
  | (Happened & { readonly type: 'consent_declined' })
  | (Happened & { readonly type: 'left_for_bank'; readonly departure: Departure })
  /** A callback whose binding was found right. */
  | (Happened & {
      readonly type: 'callback_received';
      readonly query: string;
      readonly queryHash: string;
      readonly mode: LeaveMode;
    })
  /** A callback in another browser: the pending authorisation is burnt. */
  | (Happened & { readonly type: 'callback_in_wrong_browser'; readonly traceId: string })
  | (Happened & {
      readonly type: 'credentials_submitted';
      readonly round: number;
      readonly values: Readonly<Record<string, string>>;
    })
  | (Happened & { readonly type: 'confirmed' })
  | (Happened & { readonly type: 'accounts_chosen'; readonly accountIds: readonly string[] })
  | (Happened & { readonly type: 'cancelled' })
  | (Happened & { readonly type: 'poll_due' })
  | (Answered & {
      readonly type: 'step_arrived';
      readonly step: Step;
      readonly traceId: string;
      /** `Capabilities.lateResultMs` of the provider. */
      readonly lateResultMs?: number | undefined;
      /** Id for the connection, should the step authorise one. */
      readonly connectionId: string;
      /** In [0, 1). */
      readonly jitter: number;
    })
  | (Answered & {
      readonly type: 'call_failed';
      readonly failure: Failure;
      readonly retryable: boolean;
      /** The call may have had its effect. */
      readonly inDoubt: boolean;
      /** In [0, 1). */
      readonly jitter: number;
    })
  | (Answered & {
      readonly type: 'accounts_read';
      readonly accounts: readonly StoredAccount[];
      /** The connection that is renewed, as it was when its accounts were recognised in these. */
      readonly renews?: StoredConnection;
      /** None of them was: the shopper gave access to something else, which becomes a connection of its own. */
      readonly isAnother?: boolean;
      /** By public account id; those that could not be read in time are missing. */
      readonly balances?: Readonly<Record<string, Money>>;
      /** The accounts of the connection that is renewed, where it was limited and the session says nothing else. */
      readonly limitedTo?: readonly string[];
      readonly traceId: string;
    })
  /** The connection that should be renewed was removed meanwhile. */
  | (Happened & { readonly type: 'connection_gone'; readonly traceId: string })
  /** The call is still running. */
  | (Answered & { readonly type: 'lease_renewed' })
  /** The process died while an operation ran, or a broken one is to be sent again. */
  | (Happened & { readonly type: 'lease_ended'; readonly traceId: string })
  /** A deadline passed: of the step, or of the whole session. */
  | (Happened & { readonly type: 'deadline_passed'; readonly traceId: string });

export type EventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { readonly type: Type }>;

/** What the service must do after the new state is stored. `call` comes back in the answer. */
export type SessionEffect =
  | { readonly type: 'begin'; readonly call: number; readonly bank: SessionBank }
  | {
      readonly type: 'resume';
      readonly call: number;
      readonly bank: SessionBank;
      readonly flow: FlowState;
      readonly input: ResumeInput;
    }
  /** Sends the order by a grant. */
  | {
      readonly type: 'pay';
      readonly call: number;
      readonly bank: SessionBank;
      readonly grant: Grant;
      readonly flow: FlowState;
    }
  /** Makes sure that the order is not carried out by this flow any more. */
  | { readonly type: 'settle'; readonly call: number; readonly bank: SessionBank; readonly flow: FlowState }
  | { readonly type: 'read_accounts'; readonly call: number; readonly bank: SessionBank; readonly grant: Grant }
  | { readonly type: 'cancel_at_provider'; readonly bank: SessionBank; readonly flow: FlowState }
  | { readonly type: 'revoke_grant'; readonly bank: SessionBank; readonly grant: Grant };

/**
 * The session after the event, and what is to be done; the same session object when nothing changed.
 * `refused` is what an event that does not fit the state comes to: the caller gets 409, 410 or 423.
 */
export type Transition =
  { readonly session: Session; readonly effects: readonly SessionEffect[] } | { readonly refused: ErrorCode };
