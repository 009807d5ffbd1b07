import type { FieldFault } from '../contract/errors.js';
import type { PaymentOrder, PaymentRequest } from '../contract/payments.js';
import { minorUnitDigits } from '../contract/minor-units.js';
import { echoFaults } from '../providers/payment-echo.js';
import { ProviderError } from '../providers/provider-error.js';
import type { PaymentReport } from '../providers/authorisation.js';
import { sha256 } from './binding.js';
import type { SessionMerchant } from './ports.js';

/** The order that a merchant's request comes to. Faults name the field and what mends it. */
export function orderOf(
  merchant: Pick<SessionMerchant, 'creditors' | 'anyCreditor'>,
  request: PaymentRequest,
  faults: FieldFault[],
): PaymentOrder | undefined {
  const creditor = creditorOf(merchant, request, faults);
  const { amount, reference } = request;
  if (creditor?.account.scheme === 'sort_code' && amount.currency !== 'GBP') {
    faults.push({ path: 'payment.amount.currency', message: 'An account with a sort code takes GBP.' });
  }
  if (!creditor) return undefined;
  const [whole = '', fraction = ''] = amount.value.split('.');
  const digits = minorUnitDigits(amount.currency);
  const value = digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0')}`;
  return { amount: { value, currency: amount.currency }, creditor, reference };
}

function creditorOf(
  { creditors = {}, anyCreditor = false }: Pick<SessionMerchant, 'creditors' | 'anyCreditor'>,
  { creditor, creditorId }: PaymentRequest,
  faults: FieldFault[],
) {
  if (creditor !== undefined) {
    if (anyCreditor && creditorId === undefined) return creditor;
    const message = anyCreditor
      ? 'Give either `creditor` or `creditorId`.'
      : 'Register the creditor in the configuration and name it as `creditorId`; this merchant may not name others.';
    faults.push({ path: 'payment.creditor', message });
    return undefined;
  }
  const id = creditorId ?? 'default';
  const known = Object.hasOwn(creditors, id) ? creditors[id] : undefined;
  if (!known) {
    faults.push({ path: 'payment.creditorId', message: 'This creditor is not registered for the merchant.' });
  }
  return known;
}

/** The order as text that is the same for the same order, whatever order its members are in. */
function canonical({ amount, creditor, reference }: PaymentOrder): string {
  const { account } = creditor;
  const number = account.scheme === 'iban' ? [account.iban] : [account.sortCode, account.accountNumber];
  return JSON.stringify([amount.value, amount.currency, creditor.name, account.scheme, ...number, reference]);
}

/** SHA-256 (hex) of an order. */
export const orderHash = (order: PaymentOrder): string => sha256(canonical(order));

export const sameOrder = (one: PaymentOrder, other: PaymentOrder): boolean => canonical(one) === canonical(other);

/** What the shopper saw must be what was ordered: nobody between them and this server may have shown anything else. */
export function consentFaults(order: PaymentOrder | undefined, shown: PaymentOrder | undefined): FieldFault[] {
  const path = 'payment';
  if (!order) return shown ? [{ path, message: 'This session makes no payment; leave it out.' }] : [];
  if (!shown) return [{ path, message: 'Give the order as it was shown.' }];
  return sameOrder(order, shown) ? [] : [{ path, message: 'This is not the order of the session; read it again.' }];
}

/** The order, unless it is another than the one that was created. Throws `integrity_failed`. */
export function checkedOrder({ order, orderHash: hash }: { order: PaymentOrder; orderHash: string }): PaymentOrder {
  if (orderHash(order) === hash) return order;
  throw new ProviderError('integrity_failed', { retryable: false, detail: 'the order is not the one created' });
}

/** A report whose echo fits the order; any other is the report of a payment that failed. */
export function checkedReport(report: PaymentReport, order: PaymentOrder): PaymentReport {
  const faults = echoFaults(order, report.echo ?? {});
  if (faults.length === 0) return report;
  return { ...report, status: 'failed', code: 'payment_mismatch', detail: `echo differs: ${faults.join(', ')}` };
}
