import { invalid } from '../errors.js';
import { readOffset, writeOffset } from '../routes/paging.js';
import type { JsonObject } from '../wire.js';
import { fieldError } from './field-error.js';
import type { Payment } from './payment.js';
import { isPaymentStatus } from './status.js';
import { partialPayment, wirePayment } from './wire-payment.js';

const LIST = 'payments';

const flag = (query: URLSearchParams, name: string): boolean => {
  const given = query.get(name) ?? 'false';
  if (given !== 'true' && given !== 'false') throw fieldError('InvalidFormat', name, 'Expected boolean');
  return given === 'true';
};

/** Limits out of range are 200, as the documents have it. */
const limitOf = (query: URLSearchParams): number => {
  const given = query.get('limit');
  if (given === null) throw fieldError('Expected', 'limit', 'required');
  if (!/^\d{1,9}$/.test(given)) throw fieldError('InvalidFormat', 'limit', 'Expected number');
  const limit = Number(given);
  return limit < 1 || limit > 200 ? 200 : limit;
};

const instant = (query: URLSearchParams, name: string): number | undefined => {
  const given = query.get(name);
  if (given === null) return undefined;
  const at = Date.parse(given);
  if (Number.isNaN(at)) throw fieldError('InvalidFormat', name, 'not ISO 8601');
  return at;
};

type Test = (payment: Payment) => boolean;

const oneOf = (query: URLSearchParams, name: string, read: (payment: Payment) => string, inverted: boolean): Test => {
  const values = new Set(query.getAll(name));
  return (payment) => values.size === 0 || values.has(read(payment)) !== inverted;
};

const textOf = (payment: Payment, name: string): string => {
  const value = payment.initiation[name];
  return typeof value === 'string' ? value : '';
};

const tests = (query: URLSearchParams): readonly Test[] => {
  const stray = query.getAll('statuses').find((status) => !isPaymentStatus(status));
  if (stray !== undefined) throw fieldError('Invalid', 'statuses', `unknown value ${stray}`);
  const [after, before] = [instant(query, 'createdAfter'), instant(query, 'createdBefore')];
  const type = query.get('type') ?? 'SINGLE_IMMEDIATE_PAYMENT';
  if (!['SINGLE_IMMEDIATE_PAYMENT', 'VARIABLE_RECURRING_PAYMENT'].includes(type)) throw invalid('type: unknown value');
  const refunds = query.getAll('refundStatuses');
  return [
    oneOf(query, 'ids', ({ id }) => id, flag(query, 'invertIds')),
    oneOf(query, 'statuses', ({ views }) => views[0].status, flag(query, 'invertStatuses')),
    oneOf(query, 'refIds', ({ refId }) => refId, false),
    oneOf(query, 'onBehalfOfId', (payment) => textOf(payment, 'onBehalfOfId'), false),
    oneOf(query, 'externalPsuReference', (payment) => textOf(payment, 'externalPsuReference'), false),
    ({ createdAtMs }) => (after === undefined || createdAtMs > after) && (before === undefined || createdAtMs < before),
    () => type === 'SINGLE_IMMEDIATE_PAYMENT' && (refunds.length === 0 || refunds.includes('NONE')),
  ];
};

/** `GET /v2/payments`: the newest first. A list shows a status, but it is no look at the bank: nothing moves on. */
export const listPayments = (query: URLSearchParams, own: readonly Payment[]): JsonObject => {
  const limit = limitOf(query);
  const conditions = tests(query);
  const wire = flag(query, 'partial') ? partialPayment : wirePayment;
  const found = [...own].reverse().filter((payment) => conditions.every((holds) => holds(payment)));
  const text = query.get('offset') ?? '';
  const from = text === '' ? 0 : readOffset(new URLSearchParams({ 'page.offset': text }), LIST);
  const page = found.slice(from, from + limit);
  const haveMore = from + page.length < found.length;
  return {
    payments: page.map((payment) => wire(payment, payment.views[0])),
    pageInfo: {
      limit,
      offset: page.length === 0 ? text : writeOffset(LIST, from),
      nextOffset: page.length === 0 ? text : haveMore ? writeOffset(LIST, from + page.length) : '',
      haveMore,
    },
  };
};
