import { html } from 'hono/html';

import { param, type SandboxApp } from '../http.js';
import { decideApproval, waitingApprovals } from '../journeys/approvals.js';
import type { Approval } from '../journeys/token-request.js';
import { showMessage, showPage, type Markup } from '../pages/layout.js';
import type { World } from '../world.js';

const fingerprint = (approvals: readonly Approval[]): string => approvals.map(({ id }) => id).join(' ');

const card = (approval: Approval): Markup =>
  html`<li>
    <h2>${approval.bankName}</h2>
    <p>${approval.description}</p>
    <form method="post" action="/phone/${approval.id}">
      <button class="primary" name="decision" value="approved">Approve</button>
      <button name="decision" value="declined">Decline</button>
    </form>
  </li>`;

/** The user's telephone: what waits for an approval there. */
export const phoneRoutes = (app: SandboxApp, world: World): void => {
  app.get('/phone', (context) => {
    const approvals = waitingApprovals(world);
    const list =
      approvals.length === 0
        ? html`<p>Nothing waits for you. This page looks for new requests by itself.</p>`
        : html`<ul class="cards">
            ${approvals.map(card)}
          </ul>`;
    return showPage(context, {
      title: 'Phone of the sandbox customer',
      hue: 7,
      live: true,
      body: html`<header>
          <p>Your phone<small>Approvals of the sandbox banks</small></p>
        </header>
        <main data-waiting="${fingerprint(approvals)}">
          <h1>Approvals</h1>
          ${list}
        </main>`,
    });
  });
  app.get('/phone/waiting', (context) => {
    context.header('cache-control', 'no-store');
    return context.text(fingerprint(waitingApprovals(world)));
  });
  app.post('/phone/:approvalId', (context) => {
    const decision = new URLSearchParams(context.get('body').toString('utf8')).get('decision');
    const known = decision === 'approved' || decision === 'declined';
    if (!known || !decideApproval(world, param(context, 'approvalId'), decision)) {
      return showMessage(context, { title: 'Gone', text: 'This approval was answered before.' }, 410);
    }
    return context.redirect('/phone', 303);
  });
};
