import type { AgreeAutofill, AutofillDetails, ChooseAccounts } from '../../server/contract/accounts.js';
import type { BankList } from '../../server/contract/banks.js';
import type { CredentialsSubmission, CredentialsView } from '../../server/contract/fields.js';
import type { ChooseBank, GiveConsent, SessionView } from '../../server/contract/session.js';
import { readCredentials } from './read-credentials.js';
import { readDetails } from './read-details.js';
import { readBanks, readSession } from './read-session.js';
import { send, type ApiClient } from './request.js';

/** One function per route of the companion server. All throw what `send` throws. */

export const getSession = (client: ApiClient, signal: AbortSignal): Promise<SessionView> =>
  send(client, { path: '/v1/session', signal }, readSession);

/** The banks of one country; without one, the server picks a country. */
export const getBanks = (client: ApiClient, country: string | undefined, signal: AbortSignal): Promise<BankList> =>
  send(
    client,
    {
      path: country === undefined ? '/v1/banks' : `/v1/banks?country=${encodeURIComponent(country)}`,
      cache: 'default',
      signal,
    },
    readBanks,
  );

const post = (client: ApiClient, path: string, body: unknown, signal: AbortSignal): Promise<SessionView> =>
  send(client, { method: 'POST', path, body, signal }, readSession);

/** `null` leaves the bank and shows the list again. */
export const postBank = (client: ApiClient, body: ChooseBank, signal: AbortSignal): Promise<SessionView> =>
  post(client, '/v1/session/bank', body, signal);

export const postConsent = (client: ApiClient, body: GiveConsent, signal: AbortSignal): Promise<SessionView> =>
  post(client, '/v1/session/consent', body, signal);

/** "I have approved in the app." */
export const postConfirm = (client: ApiClient, signal: AbortSignal): Promise<SessionView> =>
  post(client, '/v1/session/confirm', {}, signal);

export const postAccounts = (client: ApiClient, body: ChooseAccounts, signal: AbortSignal): Promise<SessionView> =>
  post(client, '/v1/session/accounts', body, signal);

/** The shopper agreed that the page gets these details of the chosen account. */
export const postAutofill = (client: ApiClient, body: AgreeAutofill, signal: AbortSignal): Promise<AutofillDetails> =>
  send(client, { method: 'POST', path: '/v1/session/autofill', body, signal }, readDetails);

export const postCancel = (client: ApiClient, signal: AbortSignal): Promise<SessionView> =>
  post(client, '/v1/session/cancel', {}, signal);

/** Answered to the credential frame only. */
export const getCredentials = (client: ApiClient, signal: AbortSignal): Promise<CredentialsView> =>
  send(client, { path: '/v1/session/credentials', signal }, readCredentials);

/** From the frame, which has no use for the view that comes back: the page outside reads it. */
export const sendCredentials = (client: ApiClient, body: CredentialsSubmission, signal: AbortSignal): Promise<void> =>
  send(client, { method: 'POST', path: '/v1/session/credentials', body, signal }, () => undefined);

/** From the merchant's page, only where the server opts in to inline fields. */
export const postInlineCredentials = (
  client: ApiClient,
  body: CredentialsSubmission,
  signal: AbortSignal,
): Promise<SessionView> => post(client, '/v1/session/credentials', body, signal);
