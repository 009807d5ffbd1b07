import { html } from 'hono/html';
import type Provider from 'oidc-provider';

import type { BankPage, Visit, VisitDesk } from '../oidc/visits.js';
import type { Page } from '../token-io/pages/layout.js';
import type { MoneyhubBank } from './banks.js';
import { CONSENT_DAYS, readClaims } from './claims.js';
import { addConnection, addUser, type Connection, type MoneyhubWorld, type User } from './world.js';

const RESOURCE = 'urn:moneyhub:connections';

/** Moneyhub's own page, for requests that leave the bank open (`id:all` and its like). */
const chooseBank = ({ uid }: Visit, banks: readonly MoneyhubBank[]): Page => ({
  title: 'Choose your bank – Moneyhub',
  hue: 3,
  body: html`<header>
      <p>Moneyhub<small>Sandbox</small></p>
    </header>
    <main>
      <h1>Choose your bank</h1>
      <form method="post" action="/interaction/${uid}">
        <input type="hidden" name="action" value="choose" />
        <ul class="banks">
          ${banks.map(({ id, name }) => html`<li><button name="bank" value="${id}">${name}</button></li>`)}
        </ul>
      </form>
      <form method="post" action="/interaction/${uid}">
        <button name="action" value="access_denied">Cancel</button>
      </form>
    </main>`,
});

/** What happens at the bank: the choice of it, the page it shows, and what an approval makes. */
export const createVisitDesk = (world: MoneyhubWorld, provider: () => Provider): VisitDesk => {
  const scopesOf = ({ params }: Visit): string[] => String(params['scope']).split(' ');

  /** The connection that is to be renewed. */
  const renewed = ({ params }: Visit): Connection | undefined => {
    const { sub, connectionId } = readClaims(params['claims']);
    return connectionId === undefined ? undefined : world.users.get(sub ?? '')?.connections.get(connectionId);
  };
  const choices = (visit: Visit): MoneyhubBank[] => {
    const group = scopesOf(visit)
      .find((scope) => scope.startsWith('id:'))
      ?.slice('id:'.length);
    const banks = [...world.banks.values()].filter(({ type }) => type !== 'zoopla');
    return banks.filter(({ id, type }) => group === id || group === 'all' || group === type);
  };
  const bankOf = (visit: Visit, form: URLSearchParams): MoneyhubBank | undefined => {
    const connection = renewed(visit);
    if (connection !== undefined) return connection.bank;
    const banks = choices(visit);
    return banks.length === 1 ? banks[0] : banks.find(({ id }) => id === form.get('bank'));
  };
  const userOf = (visit: Visit): User => {
    const { sub } = readClaims(visit.params['claims']);
    return world.users.get(sub ?? '') ?? addUser(world, visit.clientId);
  };
  const page = (visit: Visit, form: URLSearchParams): BankPage | Page => {
    const bank = bankOf(visit, form);
    if (bank === undefined) return chooseBank(visit, choices(visit));
    return {
      bank: { id: bank.id, name: bank.name, logo: `/bank-icons/${bank.bankRef}` },
      asker: `${world.clients.get(visit.clientId)?.name ?? visit.clientId}, with Moneyhub`,
      wishes: ['your accounts and their balances', 'your transactions'],
    };
  };

  return {
    page,
    async approve(visit, form) {
      const bank = bankOf(visit, form);
      if (bank === undefined) throw new Error('No bank was chosen');
      const user = userOf(visit);
      const connection = renewed(visit) ?? addConnection(world, user, bank);
      const grant = new (provider().Grant)({ accountId: user.id, clientId: visit.clientId });
      const scope = String(visit.params['scope']);
      grant.addOIDCScope(scope);
      grant.addResourceScope(RESOURCE, scope);
      grant.addOIDCClaims(['mh:con_id']);
      const grantId = await grant.save();
      const expiresAt = readClaims(visit.params['claims']).expiresAt ?? world.clock.now() + CONSENT_DAYS * 86_400_000;
      world.consents.set(grantId, { userId: user.id, connectionId: connection.id, expiresAt });
      return { accountId: user.id, grantId };
    },
  };
};
