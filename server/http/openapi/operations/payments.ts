import { Payment, PaymentList, PaymentQuery } from '../../../contract/payments.js';
import { json, type Operation } from './operation.js';

/** Payments, for the merchant’s backend. */
export const paymentsOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/payments',
    id: 'listPayments',
    tag: 'Merchant',
    summary: 'Lists payments, newest first',
    caller: 'apiKey',
    query: PaymentQuery,
    success: { status: 200, ...json(PaymentList), says: 'One page.' },
  },
  {
    method: 'get',
    path: '/v1/payments/:id',
    id: 'readPayment',
    tag: 'Merchant',
    summary: 'Reads how a payment stands',
    description:
      'A payment is made by a session that was created with `payment`; it is followed after the session, too.',
    caller: 'apiKey',
    success: { status: 200, ...json(Payment), says: 'The payment.' },
    errors: ['not_found'],
  },
];
