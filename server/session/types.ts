import type { AccountSummary, CreateSession, Scope } from '../contract/session.js';
import type { ErrorCode } from '../contract/errors.js';
import type { CredentialField } from '../contract/fields.js';
import type { FlowState, Grant, ResumeInput, Step } from '../providers/provider.js';

/** The bank of an attempt, frozen when it is chosen. `provider` and `providerBankId` never reach the browser. */
export interface SessionBank {
  readonly id: string;
  readonly name: string;
  readonly bic?: string;
  readonly logo?: string;
  readonly country: string;
  readonly provider: string;
  readonly providerBankId: string;
}

/** What the shopper agreed to, word for word. */
export interface AcceptedConsent {
  readonly text: string;
  readonly locale: string;
  /** ISO 8601, UTC. */
  readonly acceptedAt: string;
  readonly scopes: readonly Scope[];
}

/** Why an attempt failed. `detail` is for the operator only. */
export interface Failure {
  readonly code: ErrorCode;
  readonly traceId: string;
  readonly detail?: string;
}

/** The provider call that is under way; written down before it is made, so that a crash can pick it up. */
export type Operation =
  | { readonly kind: 'begin' }
  /** The journal of a callback: the query is stored (encrypted) before the browser gets its answer. */
  | { readonly kind: 'callback'; readonly flow: FlowState; readonly query: string; readonly receivedAt: number }
  /** What was typed is never stored: after a crash the provider is asked where the attempt stands. */
  | { readonly kind: 'credentials'; readonly flow: FlowState; readonly fields: readonly CredentialField[] }
  | { readonly kind: 'confirm'; readonly flow: FlowState }
  | { readonly kind: 'poll'; readonly flow: FlowState }
  /** Reads the accounts of a new grant. */
  | { readonly kind: 'accounts'; readonly grant: Grant };

/** A session, as the server knows it. Data exists only in the state that has it. All times are epoch milliseconds. */
export type SessionState =
  | { readonly status: 'bank_selection' }
  | { readonly status: 'consent'; readonly bank: SessionBank }
  | { readonly status: 'processing'; readonly bank: SessionBank; readonly operation: Operation }
  | {
      readonly status: 'redirect';
      readonly bank: SessionBank;
      readonly url: string;
      readonly flow: FlowState;
      readonly deadline: number;
      readonly left?: { readonly at: number; readonly bindingHash: string; readonly mode: 'popup' | 'tab' };
    }
  | {
      readonly status: 'credentials';
      readonly bank: SessionBank;
      readonly fields: readonly CredentialField[];
      readonly flow: FlowState;
      readonly deadline: number;
    }
  | {
      readonly status: 'decoupled';
      readonly bank: SessionBank;
      readonly message: string;
      readonly needsConfirmation: boolean;
      readonly pollAt: number;
      readonly flow: FlowState;
      readonly deadline: number;
    }
  /** Authenticated; the provider's result is awaited. */
  | {
      readonly status: 'awaiting_result';
      readonly bank: SessionBank;
      readonly flow: FlowState;
      readonly pollAt: number;
      readonly deadline: number;
    }
  | { readonly status: 'attempt_failed'; readonly bank?: SessionBank; readonly failure: Failure }
  | {
      readonly status: 'completed';
      readonly bank: SessionBank;
      readonly connectionId: string;
      readonly accounts: readonly AccountSummary[];
    }
  | { readonly status: 'failed'; readonly bank?: SessionBank; readonly failure: Failure }
  | { readonly status: 'cancelled' }
  | { readonly status: 'expired' };

/** Everything about a session that outlives a step. */
export interface Session {
  readonly id: string;
  readonly merchantId: string;
  /** Grows by one with every write; writes compare it. */
  readonly version: number;
  readonly params: CreateSession & { readonly purpose: string; readonly origin: string };
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Attempts at banks so far. */
  readonly attempts: number;
  /** Provider steps in this attempt. */
  readonly steps: number;
  /** Sets of fields and decoupled requests shown so far; the `round` of the view. */
  readonly round: number;
  /** Credential submissions so far, over all attempts. */
  readonly submissions: number;
  /** Consecutive looks in this wait; drives the back-off. */
  readonly polls: number;
  readonly lastFailure?: Failure;
  readonly consent?: AcceptedConsent;
  readonly state: SessionState;
}

/** What happened. Time arrives in the event (`at`, epoch milliseconds). */
export type SessionEvent =
  | { readonly type: 'bank_chosen'; readonly at: number; readonly bank: SessionBank }
  | { readonly type: 'bank_left'; readonly at: number }
  | { readonly type: 'consent_accepted'; readonly at: number; readonly consent: AcceptedConsent }
  | { readonly type: 'consent_declined'; readonly at: number }
  | {
      readonly type: 'left_for_bank';
      readonly at: number;
      readonly bindingHash: string;
      readonly mode: 'popup' | 'tab';
    }
  | { readonly type: 'callback_received'; readonly at: number; readonly query: string }
  /** A callback in another browser: the pending authorisation is burnt. */
  | { readonly type: 'callback_in_wrong_browser'; readonly at: number; readonly traceId: string }
  | {
      readonly type: 'credentials_submitted';
      readonly at: number;
      readonly round: number;
      readonly values: Readonly<Record<string, string>>;
    }
  | { readonly type: 'confirmed'; readonly at: number }
  | { readonly type: 'poll_due'; readonly at: number }
  | { readonly type: 'step_arrived'; readonly at: number; readonly step: Step; readonly traceId: string }
  | {
      readonly type: 'step_failed';
      readonly at: number;
      readonly code: ErrorCode;
      readonly retryAfterMs?: number;
      readonly detail?: string;
      readonly traceId: string;
    }
  | {
      readonly type: 'accounts_read';
      readonly at: number;
      readonly connectionId: string;
      readonly accounts: readonly AccountSummary[];
    }
  | { readonly type: 'cancelled'; readonly at: number }
  /** A deadline passed: of the step, or of the whole session. */
  | { readonly type: 'deadline_passed'; readonly at: number; readonly traceId: string }
  /** The process died while an operation ran; its lease ran out. */
  | { readonly type: 'operation_lost'; readonly at: number; readonly traceId: string };

/** What the service must do after the new state is stored. */
export type SessionEffect =
  | { readonly type: 'begin'; readonly bank: SessionBank }
  | { readonly type: 'resume'; readonly bank: SessionBank; readonly flow: FlowState; readonly input: ResumeInput }
  | { readonly type: 'cancel_at_provider'; readonly bank: SessionBank; readonly flow: FlowState }
  | { readonly type: 'read_accounts'; readonly bank: SessionBank; readonly grant: Grant };

/** `refused` is what an event that does not fit the state comes to: nothing changes, the caller gets 409 or 423. */
export type Transition =
  { readonly session: Session; readonly effects: readonly SessionEffect[] } | { readonly refused: ErrorCode };
