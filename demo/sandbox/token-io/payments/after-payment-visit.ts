import type { Visit } from '../journeys/token-request.js';
import type { World } from '../world.js';
import { awaitedStage, hostedUrl, takeVisit, tick } from './engine.js';
import { isOver, latest, type Payment } from './payment.js';

/** The callback of payments (sheet §15): ids and the state; how the payment stands is read from the API. */
export const paymentCallbackUrl = (world: World, payment: Payment): string => {
  const { join, extra } = world.settings.callback;
  const parameters: readonly (readonly [string, string])[] = [
    ['member-id', payment.memberId],
    ['payment-id', payment.id],
    ...(payment.callbackState === undefined ? [] : [['state', payment.callbackState] as const]),
    ...Object.entries(extra ?? {}),
  ];
  const query = parameters
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%3A/g, ':')}`)
    .join('&');
  const separator = join === 'ampersand' || payment.redirectUrl.includes('?') ? '&' : '?';
  return `${payment.redirectUrl}${separator}${query}`;
};

/** Where Token.io sends the browser after the bank: to the next bank page, to Hosted Pages, or to the TPP. */
export const afterPaymentVisit = (world: World, payment: Payment, visit: Visit): string => {
  visit.used = true;
  tick(world, payment);
  const { decision } = visit;
  takeVisit(world, payment, decision?.kind === 'error' ? decision.error : 'approve');
  if (isOver(payment)) return paymentCallbackUrl(world, payment);
  if (payment.mode !== 'api') return hostedUrl(world, payment);
  const next = awaitedStage(payment)?.kind === 'redirect' ? latest(payment).authentication?.['redirectUrl'] : undefined;
  return typeof next === 'string' ? next : paymentCallbackUrl(world, payment);
};
