/** `bank-connect/server`: for a merchant's backend in Node. */
export type { WebhookEvent, WebhookEventType } from '../contract/webhooks.js';
export {
  verifyWebhook,
  WebhookVerificationError,
  type VerifyWebhookOptions,
  type WebhookFault,
  type WebhookRequest,
} from './verify-webhook.js';
export type {
  Account,
  AccountIdentifier,
  Balance,
  Connection,
  ConnectionList,
  Counterparty,
  StandingOrder,
  Transaction,
  TransactionList,
} from '../contract/connections.js';
export type { Erasure } from '../contract/erasures.js';
export type { Payment, PaymentList } from '../contract/payments.js';
export type { CreatedSession, SessionResult } from '../contract/session.js';
export {
  createBankConnectClient,
  type BankConnectClient,
  type NewSession,
  type PageOptions,
  type ReadOptions,
  type Shopper,
  type TransactionOptions,
  type WebhookPageOptions,
} from './client.js';
export { BankConnectApiError, type BankConnectErrorCode } from './error.js';
export type { CallOptions, ClientOptions } from './transport.js';
