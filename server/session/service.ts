import type { ChooseAccounts } from '../contract/accounts.js';
import type { CredentialsSubmission, CredentialsView } from '../contract/fields.js';
import type { PaymentOrder } from '../contract/payments.js';
import type { CreatedSession, CreateSession, GiveConsent, SessionResult, SessionView } from '../contract/session.js';
import type { PsuContext } from './ports.js';
import type { LeaveMode } from './types.js';

export { createSessionService } from './create-service.js';
export { SessionError } from './errors.js';
export type { PsuContext, SessionDeps, SessionMerchant } from './ports.js';

/** The browser's side of one session, reached with a client token or by a navigation. */
export interface SessionService {
  /** For the merchant's backend. Throws `invalid_request` naming the field for an unknown origin, return URL or bank. */
  create(merchantId: string, request: CreateSession): Promise<CreatedSession>;
  result(merchantId: string, id: string): Promise<SessionResult>;

  /** Ends a session for the merchant, as the shopper's cancelling would; leaves one that is over, or gone, alone. */
  withdraw(this: void, merchantId: string, id: string, traceId: string): Promise<void>;

  /** The session of a client token. Unknown and outdated tokens are `unauthorized`, alike in every respect. */
  authenticate(clientToken: string): Promise<{
    readonly id: string;
    readonly merchantId: string;
    readonly origin: string;
    /** True when the session makes a payment. */
    readonly pays?: boolean;
  }>;
  view(id: string): Promise<SessionView>;
  /** Calls back with every new view until unsubscribed; across instances too, within a second. */
  subscribe(id: string, listener: (view: SessionView) => void): () => void;

  chooseBank(id: string, bankId: string | null, psu: PsuContext): Promise<SessionView>;
  giveConsent(id: string, consent: GiveConsent, psu: PsuContext): Promise<SessionView>;
  /** The fields of the current round; `wrong_state` when none are asked for. */
  credentials(id: string): Promise<CredentialsView>;
  submitCredentials(id: string, submission: CredentialsSubmission, psu: PsuContext): Promise<SessionView>;
  confirm(id: string, psu: PsuContext): Promise<SessionView>;
  /** `invalid_request` names the choice that is not in the list. */
  chooseAccounts(id: string, choice: ChooseAccounts, psu: PsuContext): Promise<SessionView>;
  /** The account whose details the merchant's form may get; `wrong_state` where the session has none. */
  accountToDisclose(
    id: string,
  ): Promise<{ readonly merchantId: string; readonly connectionId: string; readonly accountId: string }>;
  cancel(id: string, psu: PsuContext): Promise<SessionView>;

  /** The start hop, after the Origin check: where to send the browser, and the binding secret to set as a cookie. */
  leave(
    id: string,
    mode: LeaveMode,
    psu: PsuContext,
  ): Promise<{
    readonly url: string;
    readonly binding: string;
    readonly bankName: string;
    /** What will be paid there. */
    readonly order?: PaymentOrder;
  }>;
  /**
   * A callback. `bindings` holds the values of the binding cookies by the first 8 hex digits of the SHA-256 of the session id.
   * Finds the session by provider and correlation id, checks the binding before anything else, journals the query and
   * answers; the exchange follows in the background. A repeated callback in the right browser answers the same again.
   */
  receiveCallback(
    merchantId: string,
    providerId: string,
    query: string,
    bindings: ReadonlyMap<string, string>,
    psu: PsuContext,
  ): Promise<{ readonly sessionId: string }>;
  /** What the done page needs: how the shopper left, and where the merchant's page is. */
  done(
    id: string,
  ): Promise<{ readonly mode: LeaveMode; readonly returnUrl: string; readonly merchantName: string } | undefined>;
  /** The origin that may frame the credential page of this session, or undefined. */
  frameAncestor(id: string): Promise<string | undefined>;

  /** Starts the waking of due sessions. */
  start(): void;
  /** Stops waking, waits for running operations (at most `graceMs`), leaves the rest to the journal. */
  stop(graceMs: number): Promise<void>;
}
