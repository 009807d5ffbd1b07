import type { AgreeAutofill, AutofillDetails } from '../contract/accounts.js';
import type {
  Account,
  AccountList,
  BalanceList,
  Connection,
  ConnectionList,
  StandingOrderList,
  TransactionList,
  TransactionQuery,
} from '../contract/connections.js';
import type { ErrorCode, FieldFault } from '../contract/errors.js';
import type { CallContext } from '../providers/authorisation.js';

/** A read or removal that cannot be done; `http` turns it into an error body. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly retryAfterMs: number | undefined;
  readonly fields: readonly FieldFault[] | undefined;
  constructor(
    readonly code: ErrorCode,
    options: { cause?: unknown; retryAfterMs?: number; fields?: readonly FieldFault[] } = {},
  ) {
    super(`Connection request refused: ${code}`, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
    this.fields = options.fields;
  }
}

/** The merchant backend's side of a connection. Every method is scoped to one merchant: foreign ids are `not_found`. */
export interface ConnectionService {
  list(merchantId: string, page: { readonly cursor?: string; readonly limit: number }): Promise<ConnectionList>;
  get(merchantId: string, id: string): Promise<Connection>;
  /** Ends the consent at the provider where that is possible, then erases grant and accounts. Idempotent. */
  remove(merchantId: string, id: string, context: CallContext): Promise<void>;
  /**
   * Writes down what the shopper agreed to, then gives those details of the account, from what is stored: no provider is
   * asked. The same agreement again is not written down again; `too_many_attempts` after a few different ones.
   */
  disclose(merchantId: string, id: string, accountId: string, agreement: AgreeAutofill): Promise<AutofillDetails>;
  accounts(merchantId: string, id: string, context: CallContext): Promise<AccountList>;
  account(merchantId: string, id: string, accountId: string, context: CallContext): Promise<Account>;
  balances(merchantId: string, id: string, accountId: string, context: CallContext): Promise<BalanceList>;
  transactions(
    merchantId: string,
    id: string,
    accountId: string,
    query: TransactionQuery,
    context: CallContext,
  ): Promise<TransactionList>;
  standingOrders(merchantId: string, id: string, accountId: string, context: CallContext): Promise<StandingOrderList>;
}
