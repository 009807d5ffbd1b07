import type { ErrorCode, FieldFault } from '../contract/errors.js';
import type { Registration, RegistrationCredentials } from '../contract/registrations.js';

/** A registration that cannot be made, read or changed; `http` turns it into an error body. */
export class RegistrationError extends Error {
  override readonly name = 'RegistrationError';
  readonly fields: readonly FieldFault[] | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(
    readonly code: ErrorCode,
    options: { cause?: unknown; fields?: readonly FieldFault[]; retryAfterMs?: number | undefined } = {},
  ) {
    super(`Registration refused: ${code}`, { cause: options.cause });
    this.fields = options.fields;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Who asks, for the log. */
export interface RegistrationContext {
  readonly traceId: string;
  /** Names the operator's key, or the command line; no secret. */
  readonly actor: string;
}

/**
 * The operator's clients at banks, one for each entry of `registrations` in the configuration. Calls to a bank are seen
 * through to their end whatever becomes of the caller: an answer that nobody waits for may hold a secret that is shown once.
 */
export interface RegistrationService {
  /** The ids that can be registered, in the order of the configuration. */
  targets(): readonly string[];
  /**
   * Registers the software of this entry. One that is registered, or waits for its e-mail, is given back as it is and
   * nothing is sent. Throws `invalid_request` with every fault when it would be refused anyway, `registration_refused`
   * when the bank says no, `wrong_state` while another call is at it.
   */
  register(
    id: string,
    context: RegistrationContext,
  ): Promise<{ readonly registration: Registration; readonly created: boolean }>;
  get(id: string): Promise<Registration>;
  /** Asks the bank and keeps what it says. Throws `bank_not_supported` where the profile has no such call. */
  read(id: string, context: RegistrationContext): Promise<Registration>;
  /** Registers what the configuration says now over what the bank has. */
  update(id: string, context: RegistrationContext): Promise<Registration>;
  /** Keeps the credentials that came by e-mail. */
  supply(id: string, credentials: RegistrationCredentials, context: RegistrationContext): Promise<Registration>;
  /** Ends the client at the bank, then erases it here. */
  remove(id: string, context: RegistrationContext): Promise<void>;
  /** Erases what is kept here; the bank is told nothing. */
  forget(id: string, context: RegistrationContext): Promise<void>;
}
