import type { BankList } from '../../server/contract/banks.js';
import type { CredentialsSubmission, CredentialsView } from '../../server/contract/fields.js';
import type { ChooseBank } from '../../server/contract/session.js';
import { readCredentials } from './read-credentials.js';
import { readBanks } from './read-bank.js';
import type { Read } from './parse.js';
import { send, type ApiClient } from './request.js';

/**
 * One function per route of the companion server; later-routes.ts has those of the later steps. All throw what `send` throws.
 * Those that answer a session leave it as it came: read-first-session.ts and read-session.ts read it.
 */

const unread: Read<unknown> = (json) => json;

export const getSession = (client: ApiClient, signal: AbortSignal): Promise<unknown> =>
  send(client, { path: '/v1/session', signal }, unread);

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
export const post = (client: ApiClient, path: string, body: unknown, signal: AbortSignal): Promise<unknown> =>
  send(client, { method: 'POST', path, body, signal }, unread);

/** `null` leaves the bank and shows the list again. */
export const postBank = (client: ApiClient, body: ChooseBank, signal: AbortSignal): Promise<unknown> =>
  post(client, '/v1/session/bank', body, signal);

export const postCancel = (client: ApiClient, signal: AbortSignal): Promise<unknown> =>
  post(client, '/v1/session/cancel', {}, signal);

/** Answered to the credential frame only. */
export const getCredentials = (client: ApiClient, signal: AbortSignal): Promise<CredentialsView> =>
  send(client, { path: '/v1/session/credentials', signal }, readCredentials);

/** From the frame, which has no use for the view that comes back: the page outside reads it. */
export const sendCredentials = (client: ApiClient, body: CredentialsSubmission, signal: AbortSignal): Promise<void> =>
  send(client, { method: 'POST', path: '/v1/session/credentials', body, signal }, () => undefined);
