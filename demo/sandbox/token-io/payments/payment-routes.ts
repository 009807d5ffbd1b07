import { ApiError } from '../errors.js';
import { param, readJson, reply, type SandboxApp, type SandboxContext } from '../http.js';
import { newPaymentId } from '../ids.js';
import { checkShape } from '../routes/shape.js';
import { isObject } from '../wire.js';
import type { World } from '../world.js';
import { awaitedStage, begin, end, readView, takeValues, tick, toHostedPages } from './engine.js';
import { expected, fieldError } from './field-error.js';
import type { FormStage } from './journey.js';
import { FLOW_TYPES, readOrder, type Order } from './order-rules.js';
import { isOver, type Payment } from './payment.js';
import { embeddedAuthShape } from './payment-shape.js';
import { listPayments } from './payment-list.js';
import { wirePayment } from './wire-payment.js';

const ownPayments = (world: World, context: SandboxContext): readonly Payment[] =>
  [...world.payments.values()].filter(({ memberId }) => memberId === context.get('member').id);

/** The caller's own payment, as it is now. @throws ApiError NOT_FOUND */
const ownPayment = (world: World, context: SandboxContext): Payment => {
  const id = param(context, 'paymentId');
  const payment = world.payments.get(id);
  if (payment?.memberId !== context.get('member').id) {
    throw new ApiError('NOT_FOUND', `Payment ${id} does not exist`, {
      named: { errorCode: 'NOT_FOUND', paymentId: id },
    });
  }
  tick(world, payment);
  return payment;
};

const checkTimeout = (context: SandboxContext): void => {
  const timeout = context.req.header('request-timeout');
  if (timeout !== undefined && !/^[1-9]\d{0,3}$/.test(timeout)) {
    throw fieldError('InvalidFormat', 'request-timeout', 'a number of seconds');
  }
};

const newPayment = (world: World, memberId: string, order: Order): Payment => {
  const state = order.initiation['callbackState'];
  return {
    id: newPaymentId(),
    memberId,
    createdAtMs: world.now(),
    updatedAtMs: world.now(),
    initiation: order.initiation,
    amount: order.amount,
    refId: order.refId,
    redirectUrl: order.callbackUrl,
    ...(typeof state === 'string' && state !== '' && { callbackState: state }),
    mode: FLOW_TYPES[order.flowType],
    ...(order.bank !== undefined && { bank: order.bank }),
    position: 'start',
    mistakes: 0,
    views: [{ status: 'INITIATION_PENDING' }],
    hosted: { consented: order.consented },
  };
};

const create = (world: World, context: SandboxContext): Payment => {
  checkTimeout(context);
  const member = context.get('member');
  const order = readOrder(readJson(context), member, world.banks);
  // There is no idempotency key: that a reference cannot be used twice is all that guards against a second payment.
  if (ownPayments(world, context).some(({ refId }) => refId === order.refId)) {
    throw fieldError('NotUnique', 'initiation.refId', 'used before');
  }
  const payment = newPayment(world, member.id, order);
  world.payments.set(payment.id, payment);
  if (payment.mode === 'hosted' || order.bank === undefined) toHostedPages(world, payment);
  else begin(world, payment, order.bank, order.initial);
  return payment;
};

const readValues = (body: unknown, stage: FormStage): Record<string, string> => {
  checkShape(body, embeddedAuthShape, 'ProvideEmbeddedFields');
  const given = isObject(body) ? body['embeddedAuth'] : undefined;
  if (!isObject(given)) throw expected('embeddedAuth');
  const stray = Object.keys(given).find((name) => !stage.fields.some(({ id }) => id === name));
  if (stray !== undefined) throw fieldError('Invalid', `embeddedAuth.${stray}`, 'was not asked for');
  for (const { id, options } of stage.fields) {
    const value = given[id];
    if (typeof value !== 'string' || value === '') throw expected(`embeddedAuth.${id}`);
    if (options !== undefined && !options.includes(value))
      throw fieldError('Invalid', `embeddedAuth.${id}`, 'no option');
  }
  return Object.fromEntries(Object.entries(given).map(([id, value]) => [id, String(value)]));
};

const wrongState = (payment: Payment): ApiError =>
  new ApiError('FAILED_PRECONDITION', `Payment ${payment.id} has status ${payment.views[0].status}`);

const takeEmbeddedAuth = (world: World, context: SandboxContext): Payment => {
  checkTimeout(context);
  const payment = ownPayment(world, context);
  const stage = awaitedStage(payment);
  const isAsked = payment.views[0].status === 'INITIATION_PENDING_EMBEDDED_AUTH';
  if (!isAsked || stage?.kind !== 'form' || payment.bank === undefined) throw wrongState(payment);
  takeValues(world, payment, payment.bank, stage, readValues(readJson(context), stage));
  return payment;
};

/** Until the bank has taken the order. */
const cancel = (world: World, context: SandboxContext): Payment => {
  const payment = ownPayment(world, context);
  if (payment.views[0].status === 'CANCELED') return payment;
  if (isOver(payment)) throw wrongState(payment);
  end(world, payment, { status: 'CANCELED', reason: 'Cancelled by the TPP' });
  return payment;
};

/** `/v2/payments` (sheet §15). */
export const paymentRoutes = (app: SandboxApp, world: World): void => {
  const answer = (context: SandboxContext, payment: Payment): Response =>
    reply(context, { payment: wirePayment(payment, payment.views[0]) });
  app.post('/v2/payments', (context) => answer(context, create(world, context)));
  app.get('/v2/payments', (context) => {
    const own = ownPayments(world, context);
    for (const payment of own) tick(world, payment);
    return reply(context, listPayments(new URL(context.req.url).searchParams, own));
  });
  app.get('/v2/payments/:paymentId', (context) => {
    checkTimeout(context);
    const payment = ownPayment(world, context);
    return reply(context, { payment: wirePayment(payment, readView(world, payment)) });
  });
  app.post('/v2/payments/:paymentId/embedded-auth', (context) => answer(context, takeEmbeddedAuth(world, context)));
  app.delete('/v2/payments/:paymentId', (context) => answer(context, cancel(world, context)));
};
