import type { AgreeAutofill, AutofillDetails, ChooseAccounts } from '../../server/contract/accounts.js';
import type { CredentialsSubmission } from '../../server/contract/fields.js';
import type { GiveConsent } from '../../server/contract/session.js';
import { readDetails } from './read-details.js';
import { send, type ApiClient } from './request.js';
import { post } from './routes.js';

/** The routes that only later steps use. All throw what `send` throws. */

export const postConsent = (client: ApiClient, body: GiveConsent, signal: AbortSignal): Promise<unknown> =>
  post(client, '/v1/session/consent', body, signal);

/** "I have approved in the app." */
export const postConfirm = (client: ApiClient, signal: AbortSignal): Promise<unknown> =>
  post(client, '/v1/session/confirm', {}, signal);

export const postAccounts = (client: ApiClient, body: ChooseAccounts, signal: AbortSignal): Promise<unknown> =>
  post(client, '/v1/session/accounts', body, signal);

/** The shopper agreed that the page gets these details of the chosen account. */
export const postAutofill = (client: ApiClient, body: AgreeAutofill, signal: AbortSignal): Promise<AutofillDetails> =>
  send(client, { method: 'POST', path: '/v1/session/autofill', body, signal }, readDetails);

/** From the merchant's page, only where the server opts in to inline fields. */
export const postInlineCredentials = (
  client: ApiClient,
  body: CredentialsSubmission,
  signal: AbortSignal,
): Promise<unknown> => post(client, '/v1/session/credentials', body, signal);
