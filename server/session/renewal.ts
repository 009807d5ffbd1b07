import type { Grant } from '../providers/authorisation.js';
import type { Provider } from '../providers/provider.js';
import type { StoredAccount, StoredConnection } from '../store/stored.js';
import { bankIdOf } from '../banks/catalogue.js';
import { findBank } from './creation.js';
import { SessionError } from './errors.js';
import type { SessionDeps } from './ports.js';
import type { SessionBank } from './types.js';

/** The connection that a session shall renew. One that was removed is as unknown as one that never was, or is another's. */
export async function connectionToRenew(
  { store }: Pick<SessionDeps, 'store'>,
  merchantId: string,
  id: string,
): Promise<StoredConnection> {
  const stored = await store.connections.find(merchantId, id);
  if (stored !== undefined && stored.revocation === undefined) return stored;
  const message = 'There is no such connection, or it was removed; leave this out to connect anew.';
  throw new SessionError('not_found', { fields: [{ path: 'connectionId', message }] });
}

/** Its bank, by the way that it was reached then: the consent that is renewed is at that provider. */
export function bankToRenew(
  deps: Pick<SessionDeps, 'catalogue' | 'providers'>,
  { provider, providerBankId }: StoredConnection,
  country: string | undefined,
): SessionBank {
  const found = deps.providers.has(provider)
    ? findBank(deps, bankIdOf(provider, providerBankId), country, 'access')
    : undefined;
  if (found !== undefined) return { ...found, provider, providerBankId, alternatives: [] };
  const message = 'The bank of this connection is not in the list any more.';
  throw new SessionError('bank_not_found', { fields: [{ path: 'connectionId', message }] });
}

/** Not where there is nothing to be told, and not where the new grant is of the same consent. */
export const endsOldGrant = (provider: Provider | undefined, old: Grant, next: Grant): boolean =>
  provider?.capabilities.revocation === true && !sharesConsent(provider, old, next);

export const sharesConsent = ({ data }: Provider, one: Grant, other: Grant): boolean =>
  data.sharesConsent?.(one, other) ?? false;

/**
 * Whether a renewal led to something else: none of the accounts that were given access to is among those of before. The same
 * consent is the same connection, whatever its accounts are now; and where one of the lists is empty nobody can tell.
 */
export function isAnother(
  provider: Provider,
  old: StoredConnection,
  next: Grant,
  accounts: readonly StoredAccount[],
): boolean {
  if (sharesConsent(provider, old.grant, next) || old.accounts.length === 0) return false;
  const known = new Set(old.accounts.map(({ id }) => id));
  const listed = accounts.filter(({ unlisted }) => unlisted !== true);
  return listed.length > 0 && !listed.some(({ id }) => known.has(id));
}
