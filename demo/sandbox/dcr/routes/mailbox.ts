import { html } from 'hono/html';

import { showMessage, showPage, type Markup } from '../../token-io/pages/layout.js';
import { PAGE_CSS } from '../../token-io/pages/styles.js';
import { decide } from '../applications.js';
import { reply, type SandboxApp } from '../http.js';
import type { Application, Mail, World } from '../world.js';

const list = (value: unknown): string => [value ?? 'not given'].flat().map(String).join(', ');

const card = ({ softwareId, claims, statement }: Application): Markup =>
  html`<li>
    <h2>${String(statement['software_client_name'])}</h2>
    <p><code>${softwareId}</code> asks for ${list(claims['scope'])}.</p>
    <p class="hint">Redirect URIs: ${list(claims['redirect_uris'])}</p>
    <form method="post" action="/mailbox/${softwareId}">
      <button class="primary" name="decision" value="approved">Approve</button>
      <button name="decision" value="declined">Decline</button>
    </form>
  </li>`;

const letter = ({ to, subject, text, credentials }: Mail): Markup =>
  html`<li>
    <h2>${subject}</h2>
    <p class="hint">To ${to}</p>
    <p>${text}</p>
    ${
      credentials === undefined
        ? ''
        : html`<p>client_id: <code>${credentials.clientId}</code></p>
            ${credentials.clientSecret === undefined ? '' : html`<p>client_secret: <code>${credentials.clientSecret}</code></p>`}`
    }
  </li>`;

const cards = (items: readonly Markup[], none: string): Markup =>
  items.length === 0
    ? html`<p>${none}</p>`
    : html`<ul class="cards">
        ${items}
      </ul>`;

/** The desk of the person at the bank who decides, and the mailbox in which the answers arrive. */
export const mailboxRoutes = (app: SandboxApp, world: World): void => {
  app.get('/sandbox-assets/page.css', (context) =>
    context.body(PAGE_CSS, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  app.get('/mailbox', (context) => {
    const waiting = [...world.applications.values()].filter(({ state }) => state === 'waiting');
    return showPage(context, {
      title: 'Registrations – sandbox bank',
      hue: 4,
      body: html`<header>
          <p>Sandbox bank<small>Registrations of third parties</small></p>
        </header>
        <main>
          <h1>Waiting for a decision</h1>
          ${cards(waiting.map(card), 'Nobody waits.')}
          <h1>Mailbox</h1>
          ${cards(world.mails.map(letter).reverse(), 'No letters yet.')}
        </main>`,
    });
  });
  app.get('/mailbox.json', (context) => reply(context, { mails: world.mails }));
  app.post('/mailbox/:softwareId', async (context) => {
    const decision = new URLSearchParams(await context.req.text()).get('decision');
    const known = decision === 'approved' || decision === 'declined';
    if (!known || !decide(world, context.req.param('softwareId'), decision)) {
      return showMessage(context, { title: 'Gone', text: 'This request was decided before.' }, 410);
    }
    return context.redirect('/mailbox', 303);
  });
};
