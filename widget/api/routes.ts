import type { BankList } from '../../server/contract/banks.js';
import type { CredentialsSubmission, CredentialsView } from '../../server/contract/fields.js';
import type { ChooseBank, SessionView } from '../../server/contract/session.js';
import { readCredentials } from './read-credentials.js';
import { readBanks, readSession } from './read-session.js';
import { send, type ApiClient } from './request.js';

/** One function per route of the companion server; later-routes.ts has those of the later steps. All throw what `send` throws. */

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

/** A command; the answer is the session after it. */
export const post = (client: ApiClient, path: string, body: unknown, signal: AbortSignal): Promise<SessionView> =>
  send(client, { method: 'POST', path, body, signal }, readSession);

/** `null` leaves the bank and shows the list again. */
export const postBank = (client: ApiClient, body: ChooseBank, signal: AbortSignal): Promise<SessionView> =>
  post(client, '/v1/session/bank', body, signal);

export const postCancel = (client: ApiClient, signal: AbortSignal): Promise<SessionView> =>
  post(client, '/v1/session/cancel', {}, signal);

/** Answered to the credential frame only. */
export const getCredentials = (client: ApiClient, signal: AbortSignal): Promise<CredentialsView> =>
  send(client, { path: '/v1/session/credentials', signal }, readCredentials);

/** From the frame, which has no use for the view that comes back: the page outside reads it. */
export const sendCredentials = (client: ApiClient, body: CredentialsSubmission, signal: AbortSignal): Promise<void> =>
  send(client, { method: 'POST', path: '/v1/session/credentials', body, signal }, () => undefined);
