import { isoOf, type JsonObject } from '../wire.js';
import type { Payment, PaymentView } from './payment.js';

/** What a bank that garbles orders makes of the amount. */
const garbled = (payment: Payment): JsonObject => {
  const [whole = '', rest = ''] = payment.amount.value.split('.');
  return { ...payment.initiation, amount: { ...payment.amount, value: `${Number(whole) + 1}.${rest.padEnd(2, '0')}` } };
};

/** `payment` of the answers (sheet §15). */
export const wirePayment = (payment: Payment, view: PaymentView): JsonObject => ({
  id: payment.id,
  memberId: payment.memberId,
  initiation: payment.bank?.payments?.journey.wrongEcho
    ? garbled(payment)
    : { ...payment.initiation, bankId: payment.bank?.id },
  status: view.status,
  statusReasonInformation: view.reason,
  bankPaymentStatus: view.bankStatus,
  bankPaymentId: payment.acceptedAtMs === undefined ? undefined : `B-${payment.refId}`,
  authentication: view.authentication,
  errorInfo: view.errorInfo,
  createdDateTime: isoOf(payment.createdAtMs),
  updatedDateTime: isoOf(payment.updatedAtMs),
});

export const partialPayment = (payment: Payment, view: PaymentView): JsonObject => ({
  id: payment.id,
  status: view.status,
});
