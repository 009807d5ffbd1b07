import type { SandboxBank } from '../banks/bank.js';
import { param, type SandboxApp, type SandboxContext } from '../http.js';
import { hostedWords } from '../pages/hosted-words.js';
import { showMessage, showPage } from '../pages/layout.js';
import type { World } from '../world.js';
import { paymentCallbackUrl } from './after-payment-visit.js';
import { awaitedStage, begin, end, takeValues, tick } from './engine.js';
import { railsOf } from './offer.js';
import { isOver, type Payment } from './payment.js';
import { chooseBankPage, consentPage, formPage, waitingPage } from './session-pages.js';
import { openVisit } from '../journeys/visits.js';

const formOf = (context: SandboxContext): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(context.get('body').toString('utf8')));

/** Banks that can make this payment and need to be told nothing first. */
const usable = (world: World, { amount }: Payment): readonly SandboxBank[] =>
  [...world.banks.values()]
    .filter(
      ({ id, payments }) =>
        payments?.rails.some((rail) => railsOf(amount.currency).includes(rail)) &&
        !world.down.has(id) &&
        payments.mandatory === undefined,
    )
    .sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0) || one.name.localeCompare(other.name));

/** The step that the payment stands at. */
const showStep = (world: World, context: SandboxContext, payment: Payment) => {
  const { bank } = payment;
  if (bank === undefined) return showPage(context, chooseBankPage(payment, usable(world, payment)));
  if (!payment.hosted.consented) return showPage(context, consentPage(payment, bank));
  if (payment.position === 'start') begin(world, payment, bank);
  if (isOver(payment)) return context.redirect(paymentCallbackUrl(world, payment), 302);
  const stage = awaitedStage(payment);
  if (stage?.kind === 'form') return showPage(context, formPage(payment, bank, stage));
  if (stage?.kind === 'decoupled') return showPage(context, waitingPage(payment, bank));
  return context.redirect(openVisit(world, payment, bank), 302);
};

const again = (context: SandboxContext, payment: Payment) => context.redirect(`/session/${payment.id}`, 303);

const chooseBank = (world: World, context: SandboxContext, payment: Payment) => {
  const bank = world.banks.get(formOf(context)['bankId'] ?? '');
  if (bank?.payments === undefined) {
    return showMessage(context, { title: 'Not found', text: 'There is no such bank.' }, 404);
  }
  payment.bank ??= bank;
  return again(context, payment);
};

const takeConsent = (world: World, context: SandboxContext, payment: Payment) => {
  if (formOf(context)['answer'] === 'accept') payment.hosted.consented = true;
  else end(world, payment, { status: 'INITIATION_DECLINED', reason: 'The user cancelled' });
  return again(context, payment);
};

const takeCredentials = (world: World, context: SandboxContext, payment: Payment) => {
  const stage = awaitedStage(payment);
  const { bank } = payment;
  if (bank !== undefined && payment.hosted.consented && stage?.kind === 'form') {
    const values = formOf(context);
    const isComplete = stage.fields.every(({ id }) => (values[id] ?? '') !== '');
    if (isComplete) takeValues(world, payment, bank, stage, values);
  }
  return again(context, payment);
};

/** Hosted Pages v2 (sheet §11): `/session/<payment id>`. */
export const paymentPageRoutes = (app: SandboxApp, world: World): void => {
  type Handler = (world: World, context: SandboxContext, payment: Payment) => Response | Promise<Response>;
  const onPayment = (method: 'get' | 'post', step: string, handler: Handler): void => {
    app[method](`/session/:paymentId${step}`, (context) => {
      const payment = world.payments.get(param(context, 'paymentId'));
      if (payment === undefined || payment.mode === 'api') {
        return showMessage(context, { title: 'Not found', text: 'There is no such payment.' }, 404);
      }
      payment.hosted.lang = context.req.query('lang') ?? payment.hosted.lang ?? 'en';
      tick(world, payment);
      if (!isOver(payment)) return handler(world, context, payment);
      if (method === 'get') return context.redirect(paymentCallbackUrl(world, payment), 302);
      return showMessage(context, { title: 'Token.io (sandbox)', text: hostedWords(payment.hosted.lang).closed }, 410);
    });
  };
  onPayment('get', '', showStep);
  onPayment('post', '/bank', chooseBank);
  onPayment('post', '/consent', takeConsent);
  onPayment('post', '/credentials', takeCredentials);
};
