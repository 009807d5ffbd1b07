import { param, type SandboxApp, type SandboxContext } from '../http.js';
import { PIN, USERNAME } from '../journeys/fields.js';
import { hasExpired, type Decision, type TokenRequest, type Visit } from '../journeys/token-request.js';
import { bankReturnUrl } from '../journeys/visits.js';
import type { SandboxBank } from '../banks/bank.js';
import { isOver, isPayment, ranOut, type Payment } from '../payments/payment.js';
import { bankPage } from '../pages/bank-page.js';
import { hueOf, showMessage, showPage } from '../pages/layout.js';
import type { World } from '../world.js';

interface OpenVisit {
  readonly bank: SandboxBank;
  readonly subject: TokenRequest | Payment;
  readonly visit: Visit;
}

/** What the bank says when it sends the user back with an error. */
const ERRORS: Readonly<Record<string, string>> = {
  access_denied: 'The user cancelled or rejected the request',
  temporarily_unavailable: 'Bank is unavailable',
  timeout: 'Deadline exceeded',
  unsupported: 'The bank does not support this',
  server_error: 'Internal error at the bank',
  insufficient_funds: 'There is not enough money in the account',
};

const decisionOf = (action: string): Decision | undefined => {
  if (action === 'approve') return { kind: 'approve' };
  const description = Object.hasOwn(ERRORS, action) ? ERRORS[action] : undefined;
  return description === undefined ? undefined : { kind: 'error', error: action, description };
};

const findVisit = (world: World, context: SandboxContext, visitId: string): OpenVisit | undefined => {
  const visit = world.visits.get(visitId);
  const id = visit?.requestId ?? '';
  const subject = world.requests.get(id) ?? world.payments.get(id);
  const bank = subject?.bank;
  if (visit === undefined || subject === undefined || bank?.id !== param(context, 'bankId')) return undefined;
  return { bank, subject, visit };
};

/** True when it is too late to decide. */
const isClosed = (world: World, subject: TokenRequest | Payment): boolean =>
  isPayment(subject) ? isOver(subject) || ranOut(subject, world.now()) : hasExpired(subject, world.now());

/** The page that is shown instead when there is nothing to decide. */
const dead = (world: World, context: SandboxContext, open: OpenVisit | undefined) => {
  if (open === undefined) return showMessage(context, { title: 'Not found', text: 'This link is not known.' }, 404);
  const hue = hueOf(open.bank.id);
  if (open.visit.decision !== undefined) {
    return showMessage(context, { title: 'Already decided', text: 'You can close this window.', hue }, 410);
  }
  if (!isClosed(world, open.subject)) return undefined;
  return showMessage(context, { title: 'Too late', text: 'This request has expired.', hue }, 410);
};

/** The bank's login page; it sends the browser to Token.io, or straight to a TPP with the TPP callback. */
export const bankPageRoutes = (app: SandboxApp, world: World): void => {
  app.get('/bank/:bankId/authorize', (context) => {
    const open = findVisit(world, context, context.req.query('visit') ?? '');
    const instead = dead(world, context, open);
    if (instead !== undefined || open === undefined) return instead ?? context.notFound();
    return showPage(context, bankPage(open.bank, open.subject, open.visit));
  });
  app.post('/bank/:bankId/authorize', (context) => {
    const form = new URLSearchParams(context.get('body').toString('utf8'));
    const open = findVisit(world, context, form.get('visit') ?? '');
    const instead = dead(world, context, open);
    if (instead !== undefined || open === undefined) return instead ?? context.notFound();
    const action = form.get('action') ?? '';
    if (action === 'leave') {
      return showMessage(context, { title: 'Nothing was decided', text: 'You can close this window.' });
    }
    const decision = decisionOf(action);
    if (decision === undefined) return showMessage(context, { title: 'Bad request', text: 'Unknown button.' }, 400);
    if (action === 'approve' && (form.get('username') !== USERNAME || form.get('password') !== PIN)) {
      return showPage(context, bankPage(open.bank, open.subject, open.visit, 'Username or password is wrong.'));
    }
    return context.redirect(bankReturnUrl(world, open.subject, open.visit, decision), 303);
  });
};
