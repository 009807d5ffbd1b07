import type Provider from 'oidc-provider';

import type { Visit, VisitDesk } from '../oidc/visits.js';
import { addConsent, CUSTOMER, standingConsent, type Consent, type OAuthBankWorld } from './world.js';

/** What happens at the bank: accounts are chosen once; a consent that stands only needs the customer to sign in. */
export const createVisitDesk = (world: OAuthBankWorld, provider: () => Provider): VisitDesk => {
  const { profile } = world;

  const standing = ({ clientId, params }: Visit): Consent | undefined => {
    const named = profile.consentParameter === undefined ? undefined : params[profile.consentParameter];
    // Where the bank names consents, a request without a name asks for a new one.
    if (profile.consentParameter !== undefined) return world.consents.get(String(named));
    return standingConsent(world, clientId);
  };

  return {
    page(visit) {
      const consent = standing(visit);
      const common = {
        bank: { id: profile.id, name: profile.name, logo: '/logo.png' },
        asker: world.clients.get(visit.clientId)?.name ?? visit.clientId,
      };
      if (consent !== undefined) {
        return { ...common, wishes: [`the ${consent.accounts.length} accounts that you share already`] };
      }
      const options = world.accounts.map(({ iban, name }) => ({ value: iban, label: `${name}, ${iban}` }));
      return {
        ...common,
        wishes: ['balances', 'transactions'],
        choice: { name: 'account', legend: 'Of these accounts', options },
      };
    },

    async approve(visit, form) {
      const consent = standing(visit) ?? addConsent(world, visit.clientId, form.getAll('account'));
      const grant = new (provider().Grant)({ accountId: CUSTOMER, clientId: visit.clientId });
      grant.addOIDCScope(profile.scope);
      const grantId = await grant.save();
      world.grants.set(grantId, consent.id);
      return { accountId: CUSTOMER, grantId };
    },
  };
};
