import type { z } from 'zod';
import { AgreeAutofill, AutofillDetails, ChooseAccounts } from '../../contract/accounts.js';
import { BankList, BankQuery } from '../../contract/banks.js';
import {
  Account,
  AccountList,
  BalanceList,
  Connection,
  ConnectionList,
  ConnectionQuery,
  ShopperHeaders,
  StandingOrderList,
  TransactionList,
  TransactionQuery,
} from '../../contract/connections.js';
import type { ErrorCode } from '../../contract/errors.js';
import { Payment, PaymentList, PaymentQuery } from '../../contract/payments.js';
import { CreateErasure, Erasure } from '../../contract/erasures.js';
import { CredentialsSubmission, CredentialsView } from '../../contract/fields.js';
import {
  CreateRegistration,
  Registration,
  RegistrationCredentials,
  RegistrationQuery,
  RegistrationRemovalQuery,
} from '../../contract/registrations.js';
import {
  ChooseBank,
  CreatedSession,
  CreateSession,
  GiveConsent,
  SessionResult,
  SessionView,
  StartForm,
} from '../../contract/session.js';
import {
  ListedWebhookEvent,
  ReplayedWebhooks,
  ReplayWebhooks,
  WebhookEventList,
  WebhookEventQuery,
} from '../../contract/webhooks.js';

/** Who may call: the merchant's backend, the operator, the holder of a client token, a scraper, anybody. */
export type Caller = 'apiKey' | 'operatorKey' | 'clientToken' | 'metricsToken' | 'anybody';

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As it is registered: `/v1/sessions/:id`. */
  readonly path: string;
  readonly id: string;
  readonly tag: 'Merchant' | 'Widget' | 'Frame' | 'Browser' | 'Operator';
  readonly summary: string;
  readonly description?: string;
  readonly caller: Caller;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: {
    readonly type: 'application/json' | 'application/x-www-form-urlencoded';
    readonly schema: z.ZodType;
  };
  /** The answer when all is well; without `schema` the media type says all there is to say. */
  readonly success: {
    readonly status: number;
    readonly type?: string;
    readonly schema?: z.ZodType;
    readonly says: string;
  };
  /** Codes that this operation adds to those of its caller. */
  readonly errors?: readonly ErrorCode[];
}

const json = (schema: z.ZodType) => ({ type: 'application/json', schema }) as const;
const page = 'text/html; charset=utf-8';
const bodyErrors = ['malformed_json', 'payload_too_large', 'unsupported_media_type'] as const;
const view = { status: 200, ...json(SessionView), says: 'The newest view of the session.' };

const merchant: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/sessions',
    id: 'createSession',
    tag: 'Merchant',
    summary: 'Creates a session for one shopper',
    description: 'Hand `clientToken` to `<bank-connect>` as a property. It is shown this once.',
    caller: 'apiKey',
    body: json(CreateSession),
    success: { status: 201, ...json(CreatedSession), says: 'The session, and the token of its widget.' },
    errors: bodyErrors,
  },
  {
    method: 'get',
    path: '/v1/sessions/:id',
    id: 'readSession',
    tag: 'Merchant',
    summary: 'Reads where a session stands and what came of it',
    caller: 'apiKey',
    success: { status: 200, ...json(SessionResult), says: 'The session.' },
    errors: ['not_found'],
  },
  {
    method: 'get',
    path: '/v1/connections',
    id: 'listConnections',
    tag: 'Merchant',
    summary: 'Lists connections, newest first',
    caller: 'apiKey',
    query: ConnectionQuery,
    success: { status: 200, ...json(ConnectionList), says: 'One page.' },
  },
  {
    method: 'get',
    path: '/v1/connections/:id',
    id: 'readConnection',
    tag: 'Merchant',
    summary: 'Reads one connection',
    caller: 'apiKey',
    success: { status: 200, ...json(Connection), says: 'The connection.' },
    errors: ['not_found'],
  },
  {
    method: 'delete',
    path: '/v1/connections/:id',
    id: 'removeConnection',
    tag: 'Merchant',
    summary: 'Ends the consent and erases the connection',
    caller: 'apiKey',
    success: { status: 204, says: 'There is no such connection any more.' },
    errors: ['not_found', 'provider_unavailable'],
  },
  {
    method: 'post',
    path: '/v1/erasures',
    id: 'eraseShopper',
    tag: 'Merchant',
    summary: 'Erases all that is known of one shopper',
    description:
      'Ends running sessions and every consent, and erases sessions, connections, payments and notices of the shopper. ' +
      'Asking again does no harm. A provider that cannot be told at the moment is told later.',
    caller: 'apiKey',
    body: json(CreateErasure),
    success: { status: 200, ...json(Erasure), says: 'What was erased.' },
    errors: bodyErrors,
  },
];

const payments: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/payments',
    id: 'listPayments',
    tag: 'Merchant',
    summary: 'Lists payments, newest first',
    caller: 'apiKey',
    query: PaymentQuery,
    success: { status: 200, ...json(PaymentList), says: 'One page.' },
  },
  {
    method: 'get',
    path: '/v1/payments/:id',
    id: 'readPayment',
    tag: 'Merchant',
    summary: 'Reads how a payment stands',
    description:
      'A payment is made by a session that was created with `payment`; it is followed after the session, too.',
    caller: 'apiKey',
    success: { status: 200, ...json(Payment), says: 'The payment.' },
    errors: ['not_found'],
  },
];

const reading = [
  'not_found',
  'reauth_required',
  'connection_revoked',
  'budget_exhausted',
  'bank_unavailable',
  'provider_unavailable',
  'provider_rate_limited',
  'provider_rejected',
  'bad_provider_answer',
  'bank_not_supported',
] as const satisfies readonly ErrorCode[];

/** Said of every read. */
const attended =
  'With `PSU-IP-Address` the shopper is there and asked for it. Without it the read is unattended and comes out of the daily budget of the bank: `budget_exhausted` says by `Retry-After` and `retryAt` when the next one is allowed.';

const data: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/connections/:id/accounts',
    id: 'listAccounts',
    tag: 'Merchant',
    summary: 'Reads the accounts of a connection',
    description: attended,
    caller: 'apiKey',
    headers: ShopperHeaders,
    success: { status: 200, ...json(AccountList), says: 'The accounts.' },
    errors: reading,
  },
  {
    method: 'get',
    path: '/v1/connections/:id/accounts/:aid',
    id: 'readAccount',
    tag: 'Merchant',
    summary: 'Reads one account',
    description: attended,
    caller: 'apiKey',
    headers: ShopperHeaders,
    success: { status: 200, ...json(Account), says: 'The account.' },
    errors: reading,
  },
  {
    method: 'get',
    path: '/v1/connections/:id/accounts/:aid/balances',
    id: 'listBalances',
    tag: 'Merchant',
    summary: 'Reads the balances of an account',
    description: `Signed: below zero the account is overdrawn, or this much is owed on the card. ${attended}`,
    caller: 'apiKey',
    headers: ShopperHeaders,
    success: { status: 200, ...json(BalanceList), says: 'The balances.' },
    errors: reading,
  },
  {
    method: 'get',
    path: '/v1/connections/:id/accounts/:aid/transactions',
    id: 'listTransactions',
    tag: 'Merchant',
    summary: 'Reads the transactions of an account, page by page',
    description: `Newest first, pending ones first. Amounts have no sign: \`direction\` says which way money went. Nothing comes twice and nothing is left out, also when something is booked between two pages; only a missing \`nextCursor\` is the end. ${attended}`,
    caller: 'apiKey',
    headers: ShopperHeaders,
    query: TransactionQuery,
    success: { status: 200, ...json(TransactionList), says: 'One page.' },
    errors: reading,
  },
  {
    method: 'get',
    path: '/v1/connections/:id/accounts/:aid/standing-orders',
    id: 'listStandingOrders',
    tag: 'Merchant',
    summary: 'Reads the standing orders of an account, where the provider has them',
    description: attended,
    caller: 'apiKey',
    headers: ShopperHeaders,
    success: { status: 200, ...json(StandingOrderList), says: 'The standing orders.' },
    errors: [...reading, 'not_supported'],
  },
];

const webhooks: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/webhooks/events',
    id: 'listWebhookEvents',
    tag: 'Merchant',
    summary: 'Lists events, newest first, with how far their webhooks have got',
    caller: 'apiKey',
    query: WebhookEventQuery,
    success: { status: 200, ...json(WebhookEventList), says: 'One page.' },
  },
  {
    method: 'get',
    path: '/v1/webhooks/events/:id',
    id: 'readWebhookEvent',
    tag: 'Merchant',
    summary: 'Reads one event',
    caller: 'apiKey',
    success: { status: 200, ...json(ListedWebhookEvent), says: 'The event.' },
    errors: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/webhooks/events/:id/replay',
    id: 'replayWebhookEvent',
    tag: 'Merchant',
    summary: 'Sends one event again, with the same id',
    caller: 'apiKey',
    success: { status: 202, ...json(ListedWebhookEvent), says: 'It is sent within a second or so.' },
    errors: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/webhooks/replay',
    id: 'replayWebhookEvents',
    tag: 'Merchant',
    summary: 'Sends the events of a period again',
    caller: 'apiKey',
    body: json(ReplayWebhooks),
    success: { status: 202, ...json(ReplayedWebhooks), says: 'How many events are sent.' },
    errors: bodyErrors,
  },
];

const stateErrors = ['wrong_state', 'session_expired', 'too_many_attempts'] as const satisfies readonly ErrorCode[];

const widget: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/session',
    id: 'viewSession',
    tag: 'Widget',
    summary: 'Reads the session of the client token',
    caller: 'clientToken',
    success: view,
  },
  {
    method: 'get',
    path: '/v1/session/events',
    id: 'watchSession',
    tag: 'Widget',
    summary: 'Streams every new view of the session',
    description:
      'Server-sent events, to be read with `fetch`. Each event holds a whole SessionView and has its version as id. A comment is sent every 25 seconds. Two streams per session at most. The stream ends after a terminal view.',
    caller: 'clientToken',
    success: { status: 200, type: 'text/event-stream; charset=utf-8', says: 'A stream of SessionViews.' },
    errors: ['unavailable'],
  },
  {
    method: 'get',
    path: '/v1/banks',
    id: 'listBanks',
    tag: 'Widget',
    summary: 'Lists the banks of one country',
    description: 'Has an ETag. Without `country` the server picks one: of the session, else of the browser.',
    caller: 'clientToken',
    query: BankQuery,
    success: { status: 200, ...json(BankList), says: 'The list, sorted by name.' },
    errors: ['unavailable'],
  },
  {
    method: 'post',
    path: '/v1/session/bank',
    id: 'chooseBank',
    tag: 'Widget',
    summary: 'Chooses a bank, tries one again, or leaves it',
    caller: 'clientToken',
    body: json(ChooseBank),
    success: view,
    errors: [...bodyErrors, ...stateErrors, 'bank_not_found', 'bank_unavailable'],
  },
  {
    method: 'post',
    path: '/v1/session/consent',
    id: 'giveConsent',
    tag: 'Widget',
    summary: 'Accepts or declines what is asked',
    caller: 'clientToken',
    body: json(GiveConsent),
    success: view,
    errors: [...bodyErrors, ...stateErrors],
  },
  {
    method: 'post',
    path: '/v1/session/confirm',
    id: 'confirmApproval',
    tag: 'Widget',
    summary: 'Says that the approval was given elsewhere',
    caller: 'clientToken',
    success: view,
    errors: stateErrors,
  },
  {
    method: 'post',
    path: '/v1/session/accounts',
    id: 'chooseAccounts',
    tag: 'Widget',
    summary: 'Chooses the accounts that are connected',
    caller: 'clientToken',
    body: json(ChooseAccounts),
    success: view,
    errors: [...bodyErrors, ...stateErrors],
  },
  {
    method: 'post',
    path: '/v1/session/autofill',
    id: 'fillForm',
    tag: 'Widget',
    summary: 'Gives details of the chosen account to the page, once the shopper agreed',
    description:
      'For sessions that were created with `accounts.autofill`, once they are completed. What the shopper agreed to is kept with the connection.',
    caller: 'clientToken',
    body: json(AgreeAutofill),
    success: {
      status: 200,
      ...json(AutofillDetails),
      says: 'The fields that were asked for, where the bank knows them.',
    },
    errors: [...bodyErrors, ...stateErrors, 'not_found', 'connection_revoked', 'reauth_required'],
  },
  {
    method: 'post',
    path: '/v1/session/cancel',
    id: 'cancelSession',
    tag: 'Widget',
    summary: 'Ends the session',
    caller: 'clientToken',
    success: view,
    errors: stateErrors,
  },
];

const frame: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/session/credentials',
    id: 'readCredentials',
    tag: 'Frame',
    summary: 'Reads the fields that the bank asks for',
    description: 'Same origin only.',
    caller: 'clientToken',
    success: { status: 200, ...json(CredentialsView), says: 'The fields of the present round.' },
    errors: stateErrors,
  },
  {
    method: 'post',
    path: '/v1/session/credentials',
    id: 'sendCredentials',
    tag: 'Frame',
    summary: 'Sends what the shopper typed',
    description: 'Same origin only, except for merchants with inline fields.',
    caller: 'clientToken',
    body: json(CredentialsSubmission),
    success: view,
    errors: [...bodyErrors, ...stateErrors],
  },
];

const browser: readonly Operation[] = [
  {
    method: 'get',
    path: '/frame/:sessionId',
    id: 'openFrame',
    tag: 'Browser',
    summary: 'The page inside the credential frame',
    caller: 'anybody',
    success: { status: 200, type: page, says: 'The page; only the session’s origin may frame it.' },
    errors: ['not_found'],
  },
  {
    method: 'post',
    path: '/start',
    id: 'leaveForBank',
    tag: 'Browser',
    summary: 'Leaves for the bank',
    description: 'A form navigation whose Origin is the session’s. Sets the binding cookie.',
    caller: 'anybody',
    body: { type: 'application/x-www-form-urlencoded', schema: StartForm },
    success: { status: 200, type: page, says: 'A page that moves on to the bank.' },
    errors: ['unauthorized', 'origin_not_allowed', 'payload_too_large', 'unsupported_media_type', ...stateErrors],
  },
  {
    method: 'get',
    path: '/callback/:merchant/:provider',
    id: 'comeBack',
    tag: 'Browser',
    summary: 'Comes back from the bank',
    description: 'The one redirect URI of a merchant at a provider. Its query belongs to the provider.',
    caller: 'anybody',
    success: { status: 303, says: 'To `/done/:sessionId`.' },
    errors: ['invalid_callback', 'wrong_browser', 'not_found', 'wrong_state'],
  },
  {
    method: 'get',
    path: '/done/:sessionId',
    id: 'showDone',
    tag: 'Browser',
    summary: 'The page after the bank',
    caller: 'anybody',
    success: {
      status: 200,
      type: page,
      says: 'A page that leads back to the merchant, or says that it can be closed.',
    },
    errors: ['not_found'],
  },
  ...['/assets/:hash/:name', '/assets/:name', '/:script{bank-connect[^/]*}'].map((path, index): Operation => ({
    method: 'get',
    path,
    id: ['readVersionedAsset', 'readAsset', 'readScript'][index] ?? path,
    tag: 'Browser',
    summary: 'A built file for browsers',
    caller: 'anybody',
    success: { status: 200, type: 'text/javascript; charset=utf-8', says: 'The file, with an ETag.' },
    errors: ['not_found'],
  })),
  {
    method: 'get',
    path: '/logos/:key',
    id: 'readLogo',
    tag: 'Browser',
    summary: 'A bank’s picture',
    caller: 'anybody',
    success: { status: 200, type: 'image/*', says: 'PNG, JPEG, GIF or WebP.' },
    errors: ['not_found'],
  },
];

const calling = [
  'wrong_state',
  'registration_refused',
  'bank_not_supported',
  'provider_unavailable',
  'provider_rate_limited',
  'bad_provider_answer',
] as const satisfies readonly ErrorCode[];

const registrations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/registrations',
    id: 'register',
    tag: 'Operator',
    summary: 'Registers a client at a bank',
    description:
      'What is registered, where and with which key is configuration. Faults are found before anything is sent, and all of them are named. Repeating it sends nothing once the client is registered or the bank has promised an e-mail; the answer is then 200.',
    caller: 'operatorKey',
    body: json(CreateRegistration),
    success: { status: 201, ...json(Registration), says: 'The client; 202 when the bank decides later.' },
    errors: [...bodyErrors, 'not_found', ...calling],
  },
  {
    method: 'get',
    path: '/v1/registrations/:id',
    id: 'readRegistration',
    tag: 'Operator',
    summary: 'Reads where a registration stands; with `from=bank`, asks the bank first',
    caller: 'operatorKey',
    query: RegistrationQuery,
    success: { status: 200, ...json(Registration), says: 'The registration, without secrets.' },
    errors: ['not_found', ...calling],
  },
  {
    method: 'put',
    path: '/v1/registrations/:id',
    id: 'updateRegistration',
    tag: 'Operator',
    summary: 'Registers what the configuration says now over what the bank has',
    caller: 'operatorKey',
    success: { status: 200, ...json(Registration), says: 'The registration, without secrets.' },
    errors: ['not_found', ...calling],
  },
  {
    method: 'put',
    path: '/v1/registrations/:id/credentials',
    id: 'supplyCredentials',
    tag: 'Operator',
    summary: 'Hands in the credentials of the bank’s e-mail',
    caller: 'operatorKey',
    body: json(RegistrationCredentials),
    success: { status: 200, ...json(Registration), says: 'The registration, without secrets.' },
    errors: [...bodyErrors, 'not_found', 'wrong_state'],
  },
  {
    method: 'delete',
    path: '/v1/registrations/:id',
    id: 'removeRegistration',
    tag: 'Operator',
    summary: 'Ends the client at the bank and erases it; with `forget=true`, erases it here only',
    caller: 'operatorKey',
    query: RegistrationRemovalQuery,
    success: { status: 204, says: 'There is no such registration any more.' },
    errors: ['not_found', ...calling],
  },
];

const operator: readonly Operation[] = [
  {
    method: 'get',
    path: '/healthz',
    id: 'isAlive',
    tag: 'Operator',
    summary: 'Says that the process answers',
    caller: 'anybody',
    success: { status: 200, type: 'application/json', says: 'It does.' },
  },
  {
    method: 'get',
    path: '/readyz',
    id: 'isReady',
    tag: 'Operator',
    summary: 'Says whether sessions can be served; 503 when not',
    caller: 'anybody',
    success: { status: 200, type: 'application/json', says: 'Store and bank list are there.' },
  },
  {
    method: 'get',
    path: '/metrics',
    id: 'readMetrics',
    tag: 'Operator',
    summary: 'Figures for Prometheus, where the configuration allows it',
    caller: 'metricsToken',
    success: { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', says: 'The text exposition format.' },
    errors: ['not_found', 'unauthorized'],
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'readOpenApi',
    tag: 'Operator',
    summary: 'This document',
    caller: 'anybody',
    success: { status: 200, type: 'application/json', says: 'OpenAPI 3.1.' },
  },
  {
    method: 'get',
    path: '/.well-known/security.txt',
    id: 'readSecurityTxt',
    tag: 'Operator',
    summary: 'Where flaws are reported (RFC 9116)',
    caller: 'anybody',
    success: { status: 200, type: 'text/plain; charset=utf-8', says: 'The file.' },
    errors: ['not_found'],
  },
];

/** Every operation of the server, in the order of the document. A test holds it against the routes. */
export const operations: readonly Operation[] = [
  ...merchant,
  ...payments,
  ...data,
  ...webhooks,
  ...widget,
  ...frame,
  ...browser,
  ...registrations,
  ...operator,
];
