import { randomUUID } from 'node:crypto';

import { hueOf, showMessage, showPage } from '../../token-io/pages/layout.js';
import { accept, type Intent } from '../consents.js';
import type { SandboxApp, SandboxContext } from '../http.js';
import type { AspspOptions } from '../options.js';
import { checkPage, holdingPage, PASSCODE, reviewPage } from '../pages/pages.js';
import type { World } from '../world.js';

const MAX_WRONG = 3;

type Answer = Response | Promise<Response>;

/** The parameters of the way back (sheet §3.3); how a missing code is spelt is a setting. */
const returnQuery = (world: World, intent: Intent, code: string | undefined): string => {
  const { nullForm } = world.settings;
  const parameters = [
    `intent-id=${intent.id}`,
    `uuid=${intent.uuid}`,
    ...(code === undefined && nullForm === 'absent'
      ? []
      : [`authorisation_code=${code ?? (nullForm === 'null' ? 'null' : '')}`]),
  ];
  return parameters.join('&');
};

/** Sends the browser back to the address that is registered for the application. */
const sendBack = (context: SandboxContext, world: World, intent: Intent, code?: string): Answer => {
  const { redirectUrl } = intent.application;
  if (redirectUrl === undefined) return showPage(context, holdingPage(intent, code));
  const join = redirectUrl.includes('?') ? '&' : '?';
  context.header('referrer-policy', 'no-referrer');
  return context.redirect(`${redirectUrl}${join}${returnQuery(world, intent, code)}`, 303);
};

const end = (context: SandboxContext, world: World, intent: Intent, state: 'declined' | 'sca_failed'): Answer => {
  intent.state = state;
  return sendBack(context, world, intent);
};

/** The visit to an intent that can still be decided, or the page that is shown instead. */
const findVisit = (
  context: SandboxContext,
  world: World,
  id: string | undefined,
): { readonly intent: Intent; readonly aspsp: AspspOptions } | { readonly instead: Answer } => {
  const intent = world.intents.get(id ?? '');
  const aspsp = world.aspsps.get(intent?.aspsp ?? '');
  if (intent === undefined || aspsp === undefined) {
    return { instead: showMessage(context, { title: 'Not found', text: 'This link is not known.' }, 404) };
  }
  const hue = hueOf(aspsp.id);
  if (intent.state !== 'created' && intent.state !== 'authenticated') {
    return {
      instead: showMessage(context, { title: 'Already decided', text: 'You can close this window.', hue }, 410),
    };
  }
  if (intent.expiresAtMs <= world.clock.now()) {
    return { instead: showMessage(context, { title: 'Too late', text: 'This request has expired.', hue }, 410) };
  }
  return { intent, aspsp };
};

/** The check: three tries, then it has failed. */
const check = (
  context: SandboxContext,
  world: World,
  intent: Intent,
  aspsp: AspspOptions,
  form: URLSearchParams,
): Answer => {
  if (form.get('passcode') !== PASSCODE) {
    intent.wrongPasscodes += 1;
    if (intent.wrongPasscodes >= MAX_WRONG) return end(context, world, intent, 'sca_failed');
    return showPage(context, checkPage(aspsp, intent, 'That passcode is wrong.'));
  }
  intent.state = 'authenticated';
  intent.ticket = randomUUID();
  return showPage(context, reviewPage(aspsp, intent));
};

const act = (
  context: SandboxContext,
  world: World,
  intent: Intent,
  aspsp: AspspOptions,
  form: URLSearchParams,
): Answer => {
  const action = form.get('action');
  if (action === 'leave') {
    return showMessage(context, { title: 'Nothing was decided', text: 'You can close this window.' });
  }
  if (intent.state === 'created') {
    if (action === 'confirm') return check(context, world, intent, aspsp, form);
    if (action === 'fail') return end(context, world, intent, 'sca_failed');
  } else if (form.get('ticket') === intent.ticket) {
    if (action === 'decline') return end(context, world, intent, 'declined');
    if (action === 'accept' || action === 'accept-late') {
      return sendBack(context, world, intent, accept(world, intent, action === 'accept-late'));
    }
  }
  return showMessage(context, { title: 'Bad request', text: 'This button does not belong here.' }, 400);
};

/** `/auth`: where the browser is sent. Check, review, decision; with `sandbox_sca` straight back. */
export const visitRoutes = (app: SandboxApp, world: World): void => {
  app.get('/auth', (context) => {
    const visit = findVisit(context, world, context.req.query('consent-id'));
    if ('instead' in visit) return visit.instead;
    const { intent, aspsp } = visit;
    if (intent.autoApprove) return sendBack(context, world, intent, accept(world, intent));
    // Whoever opens the link has to pass the check, also when somebody else has.
    intent.state = 'created';
    delete intent.ticket;
    return showPage(context, checkPage(aspsp, intent));
  });
  app.post('/auth', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const visit = findVisit(context, world, form.get('consent-id') ?? undefined);
    return 'instead' in visit ? visit.instead : act(context, world, visit.intent, visit.aspsp, form);
  });
};
