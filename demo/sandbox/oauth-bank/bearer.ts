import type Provider from 'oidc-provider';

import type { OidcContext } from '../oidc/visits.js';
import type { BankAccount } from './accounts.js';
import { ApiError, invalid } from './errors.js';
import { mayCallUnattended, type Consent, type OAuthBankWorld } from './world.js';

/** Names of the headers of an API. */
export interface HeaderNames {
  readonly requestId: string;
  readonly psuAddress: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i;

/** What a call may see. `endpoint` is what calls without the customer are counted by. */
export type Authenticate = (context: OidcContext, endpoint: string) => Promise<Consent>;

const unauthorised = (message: string): ApiError =>
  new ApiError(401, 'invalid_token', message, { 'www-authenticate': 'Bearer error="invalid_token"' });

/**
 * Checks the bearer token and the headers: 401 when the token is none or not good any more, whether it ran out or the customer
 * revoked it; 403 when it is not for this; 400 for headers; 429 when the customer has been away too often.
 */
export const createAuthenticate = (
  world: OAuthBankWorld,
  provider: () => Provider,
  names: HeaderNames,
): Authenticate => {
  const consentOf = async (context: OidcContext): Promise<Consent> => {
    const [, token = ''] = /^Bearer ([\x21-\x7e]+)$/.exec(context.req.header('authorization') ?? '') ?? [];
    const found = token === '' ? undefined : await provider().AccessToken.find(token);
    if (found === undefined) {
      const own = token === '' ? undefined : await provider().ClientCredentials.find(token);
      if (own !== undefined) throw new ApiError(403, 'insufficient_scope', 'the token is not for accounts');
      throw unauthorised('the token is not known, has expired or was revoked');
    }
    const consent = world.consents.get(world.grants.get(found.grantId) ?? '');
    if (consent === undefined) throw unauthorised('the consent was revoked');
    return consent;
  };

  return async (context, endpoint) => {
    const consent = await consentOf(context);
    const requestId = context.req.header(names.requestId);
    if (world.settings.requestIdRequired && !UUID.test(requestId ?? ''))
      throw invalid(`${names.requestId} must be a UUID`);
    const address = context.req.header(names.psuAddress);
    if (address !== undefined && !ADDRESS.test(address)) throw invalid(`${names.psuAddress} must be an address`);
    if (address === undefined && !mayCallUnattended(world, consent.id, endpoint)) {
      throw new ApiError(429, 'too_many_requests', 'too often without the customer', { 'retry-after': '86400' });
    }
    return consent;
  };
};

/** The accounts of a consent. */
export const accountsOf = ({ accounts }: OAuthBankWorld, consent: Consent): BankAccount[] =>
  accounts.filter(({ iban }) => consent.accounts.includes(iban));
