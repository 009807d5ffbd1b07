import type { PaymentOrder, PaymentStatus } from '../../../server/contract/payments.js';
import { ordinaryBank, plainBank } from '../banks.js';
import { type GalleryState, merchantName } from './gallery-state.js';

const order: PaymentOrder = {
  amount: { value: '1249.00', currency: 'EUR' },
  creditor: { name: 'Fjord Living GmbH', account: { scheme: 'iban', iban: 'DE89370400440532013000' } },
  reference: 'Order 2026-1187',
};

const paid = (status: PaymentStatus): GalleryState => ({
  name: `success: a payment that is ${status}`,
  tag: 'bank-connect-success',
  properties: { bank: plainBank, payment: { id: 'pay-1', order, status }, merchantName },
});

/** The views of a session that makes a payment, where they differ. */
export const paymentStates: readonly GalleryState[] = [
  {
    name: 'consent: a payment',
    tag: 'bank-connect-consent',
    properties: {
      bank: ordinaryBank,
      consent: { merchantName, purpose: 'Order 2026-1187', scopes: [], tppName: 'Klarpfad Kontodienste GmbH' },
      order,
    },
  },
  paid('accepted'),
  paid('completed'),
  {
    name: 'problem: declined (a payment)',
    tag: 'bank-connect-problem',
    properties: { code: 'declined', action: 'retry', bank: plainBank, paying: true },
  },
];
