import { html } from 'hono/html';

import type { OidcApp } from '../../oidc/visits.js';
import { hueOf, showPage } from '../../token-io/pages/layout.js';
import { logoPng } from '../../token-io/pictures/logo.js';
import { revokeConsent, type OAuthBankWorld } from '../world.js';

/** What else browsers visit: the customer's consents, and the bank's logo. */
export const customerRoutes = (app: OidcApp, world: OAuthBankWorld): void => {
  const { profile } = world;
  app.get('/logo.png', (context) =>
    context.body(new Uint8Array(logoPng(profile.id)), 200, {
      'content-type': 'image/png',
      'cache-control': 'public, max-age=86400',
    }),
  );
  app.get('/consents', (context) =>
    showPage(context, {
      title: `Connected services – ${profile.name}`,
      hue: hueOf(profile.id),
      body: html`<header>
          <img src="/logo.png" alt="" width="40" height="40" />
          <p>${profile.name}<small>Online banking (sandbox)</small></p>
        </header>
        <main>
          <h1>Connected services</h1>
          ${world.consents.size === 0 ? html`<p>Nobody may see your accounts.</p>` : ''}
          ${[...world.consents.values()].map(
            ({ id, clientId, accounts }) =>
              html`<form method="post" action="/consents">
                <p>
                  <strong>${world.clients.get(clientId)?.name ?? clientId}</strong> sees ${accounts.length} accounts.
                </p>
                <button name="consent" value="${id}">Revoke</button>
              </form>`,
          )}
        </main>`,
    }),
  );
  app.post('/consents', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    revokeConsent(world, form.get('consent') ?? '');
    return context.redirect('/consents', 303);
  });
};
